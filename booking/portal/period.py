"""*Vue période*: a whole term for several children, weighed first, put in the cart at once."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import carts, patterns
from booking.operations.carts import Pattern
from booking.portal.period_form import PeriodForm, usual
from booking.selectors import period_choices
from booking.selectors.period_choices import PeriodChoices, Span
from family.rules.custody import OTHER_PARENT
from shared import clock
from shared.errors import DomainError
from shared.templatetags.ui import NavItem
from shared.values.french_dates import day_list
from shared.values.money import format_cents
from tenants.guards import member
from tenants.urls import commune_url

ASKED = "voir"


@member
@require_GET
def page(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The form and, once asked (``?voir=1``), what it would put in the cart and at what price."""
    now = clock.now()
    choices = _choices(request, service_id)
    first = usual(choices, child_id=request.GET.get("enfant", ""))
    asked = request.GET if ASKED in request.GET else None
    form = _form(choices, asked, initial=first)
    pattern = refusal = None
    if form.is_bound and form.is_valid():
        try:
            pattern = _weigh(request, form, now, preview=True)
        except DomainError as refused:
            refusal = refused.sentence
    return render(
        request,
        "booking/portal/period.html",
        {**_context(request, choices, form), **_preview(pattern), "refusal": refusal},
    )


@member
@require_POST
def add(request: HttpRequest, service_id: UUID) -> HttpResponseBase:
    """Put the pattern in the cart: every day is weighed again, then *Panier* shows them."""
    choices = _choices(request, service_id)
    form = _form(choices, request.POST)
    if not form.is_valid():
        return render(
            request,
            "booking/portal/period.html",
            {**_context(request, choices, form), **_preview(None), "refusal": None},
            status=422,
        )
    try:
        if form.cleaned_data["garder"]:
            _keep(request, form)
        pattern = _weigh(request, form, clock.now(), preview=False)
    except DomainError as refused:
        messages.error(request, refused.sentence)
        return redirect(_again(request, service_id, form))
    added = len(pattern.accepted)
    if form.cleaned_data["garder"]:
        messages.success(
            request,
            "Rythme gardé : les dates qui s’ouvriront plus tard seront réservées pour vous.",
        )
    if not added:
        messages.warning(request, "Aucune date n’a pu être ajoutée.")
        return redirect(_again(request, service_id, form))
    left = len(pattern.refused)
    messages.success(
        request,
        f"{_dates(added)} dans le panier, {format_cents(pattern.total_cents)}."
        + (f" {_dates(left)} laissée{'s' if left > 1 else ''} de côté." if left else "")
        + " Il reste à valider.",
    )
    return redirect(commune_url(request.commune, "booking:cart"))


def _choices(request: HttpRequest, service_id: UUID) -> PeriodChoices:
    try:
        return period_choices.for_member(request.member, service_id, now=clock.now())
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        raise


def _form(choices: PeriodChoices, asked: QueryDict | None, **kwargs: Any) -> PeriodForm:
    """The form; another family's child or another service's prestation is 404."""
    if asked is not None:
        children = {str(key) for key, _name in choices.children}
        activities = {str(one.id) for one in choices.activities}
        if not (
            set(asked.getlist("enfant")) <= children
            and set(asked.getlist("prestation")) <= activities
        ):
            raise Http404
    return PeriodForm(choices, asked, **kwargs)


def _weigh(request: HttpRequest, form: PeriodForm, now: datetime, *, preview: bool) -> Pattern:
    return carts.add_pattern(
        request.member,
        child_ids=form.child_ids,
        activity_ids=form.activity_ids,
        days=form.days,
        now=now,
        preview=preview,
    )


def _keep(request: HttpRequest, form: PeriodForm) -> None:
    patterns.keep(
        request.member,
        child_ids=form.child_ids,
        activity_ids=form.activity_ids,
        weekdays=form.cleaned_data["jour"],
        weeks=form.weeks,
        span=form.span,
        now=clock.now(),
    )


def _context(request: HttpRequest, choices: PeriodChoices, form: PeriodForm) -> dict[str, Any]:
    here = commune_url(request.commune, "booking:period", choices.service.id)
    return {
        "choices": choices,
        "form": form,
        "shortcuts": [_shortcut(here, choices, span, form) for span in choices.spans],
        "calendar_url": commune_url(request.commune, "booking:calendar", choices.service.id),
        "here": here,
        "patterns_url": commune_url(request.commune, "booking:patterns"),
        "add_url": commune_url(request.commune, "booking:period_add", choices.service.id),
    }


def _shortcut(here: str, choices: PeriodChoices, span: Span, form: PeriodForm) -> NavItem:
    """A span in one tap: the rest of the form stays as it is."""
    asked = {**usual(choices), **_given(form), "du": span.first, "au": span.last, ASKED: 1}
    given = (str(form["du"].value()), str(form["au"].value()))
    return NavItem(
        url=f"{here}?{urlencode(asked, doseq=True)}",
        label=span.label,
        current=given == (span.first.isoformat(), span.last.isoformat()),
    )


def _given(form: PeriodForm) -> dict[str, Any]:
    names = ("enfant", "prestation", "jour", "semaines", "garder")
    return {name: form[name].value() for name in names if form[name].value()}


def _again(request: HttpRequest, service_id: UUID, form: PeriodForm) -> str:
    asked = {name: form[name].value() for name in form.fields} | {ASKED: 1}
    here = commune_url(request.commune, "booking:period", service_id)
    return f"{here}?{urlencode(asked, doseq=True)}"


def _preview(pattern: Pattern | None) -> dict[str, Any]:
    """The pattern as groups child × prestation, and the days left out by reason."""
    if pattern is None:
        return {"preview": None}
    taken: dict[tuple[str, str, bool], list[Any]] = {}
    for line in pattern.accepted:
        taken.setdefault((line.child, line.activity, line.by_other), []).append(line)
    left: dict[tuple[str, str], list[Any]] = {}
    for line in pattern.refused:
        # One row for all the other parent's weeks, not one a week with its number.
        why = f"{OTHER_PARENT}." if line.code == "other_parent" else line.refusal
        left.setdefault((line.child, why), []).append(line)
    return {
        "preview": {
            "count": len(pattern.accepted),
            "total_cents": pattern.total_cents,
            "groups": [
                {
                    "child": child,
                    "activity": activity,
                    "count": len(lines),
                    "days": day_list(line.date for line in lines),
                    "cents": sum(line.cents for line in lines),
                    "by_other": by_other,
                    "until": min(lines, key=lambda line: line.date).until,
                }
                for (child, activity, by_other), lines in taken.items()
            ],
            "left": [
                {
                    "child": child,
                    "reason": reason,
                    "count": len(lines),
                    "days": day_list(line.date for line in lines),
                }
                for (child, reason), lines in left.items()
            ],
        }
    }


def _dates(number: int) -> str:
    return f"{number}\u00a0date{'s' if number > 1 else ''}"

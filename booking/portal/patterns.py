"""*Mes rythmes*: what is kept week after week, changed with a preview, or stopped."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import patterns
from booking.operations.patterns import Change
from booking.portal.period_form import DATE_ERRORS, WEEKDAY_ERRORS
from booking.rules.patterns import WEEKS_LABELS, Weeks
from booking.selectors import patterns as kept
from booking.selectors.patterns import Kept
from shared import clock
from shared.errors import DomainError
from shared.values.french_dates import day_list
from tenants.guards import member
from tenants.urls import commune_url

ASKED = "voir"


class RhythmForm(forms.Form):
    """French names, since they are read in the address."""

    jour = forms.TypedMultipleChoiceField(
        label="Jours",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages=WEEKDAY_ERRORS,
    )
    semaines = forms.ChoiceField(
        label="Semaines",
        choices=[(weeks.value, label.capitalize()) for weeks, label in WEEKS_LABELS.items()],
    )
    au = forms.DateField(
        label="Jusqu’au", widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )

    def __init__(self, weekdays: list[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jour"].choices = [(number, name.capitalize()) for number, name in weekdays]


@member
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Every rhythm of mine in this commune."""
    found = kept.for_member(request.member, now=clock.now())
    return render(
        request,
        "booking/portal/patterns.html",
        {
            "rows": [
                {"kept": one, "url": commune_url(request.commune, "booking:pattern", one.id)}
                for one in found
            ],
            "services_url": commune_url(request.commune, "booking:services"),
        },
    )


@member
@require_GET
def edit(request: HttpRequest, pattern_id: UUID) -> HttpResponse:
    """The form and, once asked, what the change adds, gives back and leaves."""
    one = _one(request, pattern_id)
    form = _form(one, request.GET if ASKED in request.GET else None)
    change = refusal = None
    if form.is_bound and form.is_valid():
        try:
            change = patterns.weigh(request.member, one.id, **_typed(form), now=clock.now())
        except DomainError as refused:
            refusal = refused.sentence
    return _page(request, one, form, change, refusal)


@member
@require_POST
def change(request: HttpRequest, pattern_id: UUID) -> HttpResponseBase:
    """Keep the new rhythm; its days wait in the cart for *Valider*."""
    one = _one(request, pattern_id)
    form = _form(one, request.POST)
    if not form.is_valid():
        return _page(request, one, form, None, None, status=422)
    try:
        done = patterns.change(request.member, one.id, **_typed(form), now=clock.now())
    except DomainError as refused:
        return _page(request, one, form, None, refused.sentence, status=422)
    messages.success(request, "Rythme changé. " + _next(done))
    where = "booking:cart" if done.added.accepted or _given_back(done) else "booking:patterns"
    return redirect(commune_url(request.commune, where))


@member
@require_POST
def stop(request: HttpRequest, pattern_id: UUID) -> HttpResponseBase:
    """Forget a rhythm; what is booked stays booked."""
    one = _one(request, pattern_id)
    patterns.stop(request.member, one.id, now=clock.now())
    messages.success(
        request, "Rythme arrêté. Les dates déjà réservées le restent : annulez-les si besoin."
    )
    return redirect(commune_url(request.commune, "booking:patterns"))


def _one(request: HttpRequest, pattern_id: UUID) -> Kept:
    try:
        return kept.one(request.member, pattern_id, now=clock.now())
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        raise


def _form(one: Kept, asked: Any) -> RhythmForm:
    first = {"jour": list(one.weekdays), "semaines": one.weeks.value, "au": one.last.isoformat()}
    return RhythmForm(kept.served(one.id), asked, initial=first)


def _typed(form: RhythmForm) -> dict[str, Any]:
    typed = form.cleaned_data
    return {"weekdays": typed["jour"], "weeks": Weeks(typed["semaines"]), "last": typed["au"]}


def _page(
    request: HttpRequest,
    one: Kept,
    form: RhythmForm,
    found: Change | None,
    refusal: str | None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "booking/portal/pattern.html",
        {
            "kept": one,
            "form": form,
            "change": _shown(found),
            "refusal": refusal,
            "here": commune_url(request.commune, "booking:pattern", one.id),
            "change_url": commune_url(request.commune, "booking:pattern_change", one.id),
            "stop_url": commune_url(request.commune, "booking:pattern_stop", one.id),
            "patterns_url": commune_url(request.commune, "booking:patterns"),
        },
        status=status,
    )


def _shown(found: Change | None) -> dict[str, Any] | None:
    """Days by what becomes of them, a line a reason."""
    if found is None:
        return None
    added = found.added.accepted
    left = [(line.refusal, line.date) for line in found.added.refused]
    stuck = [(one.refusal, one.date) for one in found.ended if one.refusal]
    back = [(one.sentence, one.date) for one in found.ended if not one.refusal]
    return {
        "added": day_list(line.date for line in added),
        "count": len(added),
        "cents": found.added.total_cents,
        "until": min(added, key=lambda line: line.date).until if added else "",
        "back": _by_reason(back),
        "left": _by_reason(left),
        "stuck": _by_reason(stuck),
        "kept": day_list(found.kept),
    }


def _by_reason(found: list[tuple[str, Any]]) -> list[dict[str, Any]]:
    grouped: dict[str, list[Any]] = {}
    for reason, day in found:
        grouped.setdefault(reason, []).append(day)
    return [
        {"reason": reason, "days": day_list(days), "count": len(days)}
        for reason, days in grouped.items()
    ]


def _given_back(done: Change) -> int:
    return sum(not one.refusal for one in done.ended)


def _next(done: Change) -> str:
    parts = []
    if added := len(done.added.accepted):
        parts.append(f"{added}\u00a0date{'s' if added > 1 else ''} à réserver")
    if back := _given_back(done):
        parts.append(f"{back}\u00a0annulation{'s' if back > 1 else ''}")
    return f"{' et '.join(parts)} dans le panier\u00a0: il reste à valider." if parts else ""

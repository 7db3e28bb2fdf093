"""Deadlines: the rule as a règlement says it, shown with the next cut-offs it gives."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.models import DeadlineRule, Service
from booking.office import pages
from booking.office.deadline_form import ACTS, KINDS, RuleForm, columns_of, initial_of
from booking.office.setup import crumbs, tabs
from booking.operations.setup.deadlines import remove as remove_rule
from booking.operations.setup.deadlines import save as save_rule
from booking.rules.deadline_words import describe
from booking.rules.deadlines import Act, Kind, problems
from booking.selectors import setup, setup_lists
from booking.selectors.deadlines import rule_of
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

CRUMB = ("deadlines", "Délais")


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """The rules of a service, act by act, as sentences."""
    service = pages.found(setup.service, service_id)
    zone = zone_of(request.commune)
    rules = setup.deadlines(service)
    acts = []
    for act in Act:
        lines = [
            {"id": rule.id, "sentence": describe(rule_of(rule), zone), "scope": _scope(rule)}
            for rule in rules
            if rule.act == act.value
        ]
        acts.append({"act": act.value, "label": ACTS[act.value], "lines": lines})
    return render(
        request,
        "booking/office/deadlines.html",
        {"service": service, "tabs": tabs(service, "deadlines"), "acts": acts},
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def new(request: Any, service_id: UUID) -> HttpResponse:
    """A rule to make: first its kind, then its numbers."""
    return _page(request, pages.found(setup.service, service_id), None)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def edit(request: Any, rule_id: UUID) -> HttpResponse:
    """Change a rule, its kind too."""
    rule = pages.found(setup.deadline, rule_id)
    return _page(request, rule.service, rule)


@agent(Verb.EDIT_SETUP)
@require_POST
def preview(request: Any, service_id: UUID) -> HttpResponse:
    """What the form as it stands would give: for htmx, nothing is written."""
    now, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    kind = _kind(request, None)
    form = RuleForm(request.POST, kind=kind, **_choices(service, today))
    shown = _preview(request, service, form, kind, now) if form.is_valid() else None
    return render(request, "booking/office/deadline_preview.html", {"preview": shown})


@agent(Verb.EDIT_SETUP)
@require_POST
def remove(request: Any, rule_id: UUID) -> HttpResponse:
    """Take a rule out; a wider one speaks again."""
    now, _ = pages.times(request)
    rule = pages.found(setup.deadline, rule_id)
    remove_rule(rule, by=request.agent.actor, now=now)
    return pages.to(request, "deadlines", rule.service_id, said="Le délai est retiré.")


def _page(request: Any, service: Service, rule: DeadlineRule | None) -> HttpResponse:
    now, today = pages.times(request)
    kind = _kind(request, rule)
    initial = {"act": request.GET.get("acte", "book")} | (initial_of(rule) if rule else {})
    form = RuleForm(request.POST or None, kind=kind, initial=initial, **_choices(service, today))
    shown = None
    if request.method == "POST" and form.is_valid():
        if request.POST.get("act_button") == "preview":
            shown = _preview(request, service, form, kind, now)
        else:
            numbers = columns_of(form.cleaned_data, kind, zone_of(request.commune))
            try:
                save_rule(
                    service,
                    rule,
                    by=request.agent.actor,
                    now=now,
                    act=form.cleaned_data["act"],
                    kind=kind.value,
                    activity=form.cleaned_data["activity"],
                    period=form.cleaned_data.get("period"),
                    **numbers,
                )
                said = "Le délai est enregistré. Les réservations déjà faites ne changent pas."
                return pages.to(request, "deadlines", service.id, said=said)
            except DomainError as error:
                for sentence in error.facts.get("problems", [error.sentence]):
                    form.add_error(None, sentence)
    elif rule is not None and kind.value == rule.kind:
        shown = _shown(request, service, rule, now)
    return render(
        request,
        "booking/office/deadline.html",
        {
            "form": form,
            "service": service,
            "rule": rule,
            "kind": kind.value,
            "kinds": KINDS,
            "preview": shown,
            "title": "Modifier le délai" if rule else "Nouveau délai",
            "crumbs": crumbs(service, *CRUMB),
            "back": pages.url("deadlines", service.id),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _choices(service: Service, today: Any) -> dict[str, Any]:
    return {
        "activities": service.activities.all(),
        "periods": setup.periods(service, since=today),
    }


def _kind(request: Any, rule: DeadlineRule | None) -> Kind:
    text = request.POST.get("kind") or request.GET.get("genre") or (rule.kind if rule else "")
    try:
        return Kind(text or Kind.DAYS_BEFORE)
    except ValueError:
        raise Http404 from None


def _preview(request: Any, service: Service, form: RuleForm, kind: Kind, now: Any) -> Any:
    numbers = columns_of(form.cleaned_data, kind, zone_of(request.commune))
    draft = DeadlineRule(
        service=service,
        act=form.cleaned_data["act"],
        kind=kind.value,
        activity=form.cleaned_data["activity"],
        period=form.cleaned_data.get("period"),
        **numbers,
    )
    return _shown(request, service, draft, now)


def _shown(request: Any, service: Service, row: DeadlineRule, now: Any) -> dict[str, Any]:
    """The sentence and the cut-offs of the next ten open days, or what is missing."""
    rule = rule_of(row)
    missing = problems(rule)
    return {
        "act": ACTS[row.act],
        "sentence": "" if missing else describe(rule, zone_of(request.commune)),
        "problems": missing,
        "days": [] if missing else setup_lists.cutoffs(service, rule, now=now),
    }


def _scope(rule: DeadlineRule) -> str:
    parts = []
    if rule.activity:
        parts.append(f"seulement pour {rule.activity.name}")
    if rule.period:
        parts.append(f"pendant {rule.period.name}")
    if rule.override_from and rule.override_until:
        parts.append(f"exception {DateRange(rule.override_from, rule.override_until)}")
    return ", ".join(parts)

"""Deadlines: the rule as a règlement says it, shown with the next cut-offs it gives."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.models import DeadlineRule, Service
from booking.office import deadline_preview, pages
from booking.office.deadline_form import ACTS, KINDS, RuleForm, columns_of, initial_of
from booking.office.setup import crumbs, tabs
from booking.operations.setup.deadlines import remove as remove_rule
from booking.operations.setup.deadlines import save as save_rule
from booking.rules.deadlines import Act, Kind
from booking.selectors import deadlines, setup
from shared.errors import DomainError
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

CRUMB = ("deadlines", "Délais")
HELP = {
    "book": "Sans délai, personne ne peut réserver : ajoutez-en un.",
    "modify": "Le même délai que pour réserver, quand une prestation en remplace une autre le même "
    "jour (le matin à la place de la journée).",
    "cancel": "Le même délai que pour réserver.",
}


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """The rules of a service, act by act, as sentences; then what changes a few days only."""
    _, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    zone = zone_of(request.commune)
    return render(
        request,
        "booking/office/deadlines.html",
        {
            "service": service,
            "tabs": tabs(service, "deadlines"),
            "acts": [
                {
                    "act": act.value,
                    "label": ACTS[act.value],
                    "none": HELP[act.value],
                    "lines": deadlines.lines(service, act, zone=zone),
                }
                for act in Act
            ],
            "exceptions": deadlines.exceptions(service, zone=zone, today=today),
        },
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
def remove(request: Any, rule_id: UUID) -> HttpResponse:
    """Take a rule out; a wider one speaks again."""
    now, _ = pages.times(request)
    rule = pages.found(setup.deadline, rule_id)
    remove_rule(rule, by=request.agent.actor, now=now)
    return pages.to(request, "deadlines", rule.service_id, said="Le délai est retiré.")


def _page(request: Any, service: Service, rule: DeadlineRule | None) -> HttpResponse:
    """The form: GET shows it, POST checks it (« Vérifier », or while typing) or saves it."""
    now, _ = pages.times(request)
    asked = request.POST.get("act_button", "")
    form = _form(request, service, rule)
    shown = None
    if form.is_bound and form.is_valid():
        columns = _columns(request, form)
        if asked == "preview":
            row = DeadlineRule(service=service, **columns)
            shown = deadline_preview.of_draft(request, row, instead_of=rule, now=now)
        else:
            try:
                save_rule(service, rule, by=request.agent.actor, now=now, **columns)
            except DomainError as error:
                _refuse(form, error)
            else:
                said = "Le délai est enregistré. Les réservations déjà faites ne changent pas."
                return pages.to(request, "deadlines", service.id, said=said)
    elif rule is not None and not form.is_bound and form.kind.value == rule.kind:
        shown = deadline_preview.of_draft(request, rule, instead_of=rule, now=now)
    context = {
        "form": form,
        "service": service,
        "rule": rule,
        "kind": form.kind.value,
        "kinds": KINDS,
        "preview": shown,
    }
    if request.htmx:
        return deadline_preview.fragment(request, context, with_fields=asked == "kind")
    context |= {
        **deadline_preview.WHOLE_PAGE,
        "title": "Modifier le délai" if rule else "Nouveau délai",
        "crumbs": crumbs(service, *CRUMB),
        "back": pages.url("deadlines", service.id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "booking/office/deadline.html", context, status=status)


def _form(request: Any, service: Service, rule: DeadlineRule | None) -> RuleForm:
    """Bound when the rule is sent; fresh, with what was typed, when another kind is chosen."""
    _, today = pages.times(request)
    periods = setup.periods(service, since=today)
    if rule is not None and rule.period and rule.period not in periods:
        periods.append(rule.period)
    choices: dict[str, Any] = {"activities": list(service.activities.all()), "periods": periods}
    kind = _kind(request.POST.get("kind") or request.GET.get("genre"), rule)
    if request.method == "POST":
        sent = RuleForm(request.POST, kind=kind, **choices)
        if request.POST.get("act_button") != "kind":
            return sent
        return RuleForm(kind=_kind(request.POST.get("genre"), rule), initial=sent.kept(), **choices)
    initial: dict[str, Any] = {"act": request.GET.get("acte", "book")}
    if rule is not None:
        initial |= initial_of(rule, zone_of(request.commune))
    return RuleForm(kind=kind, initial=initial, **choices)


def _kind(text: str | None, rule: DeadlineRule | None) -> Kind:
    try:
        return Kind(text or (rule.kind if rule else Kind.DAYS_BEFORE))
    except ValueError:
        raise Http404 from None


def _columns(request: Any, form: RuleForm) -> dict[str, Any]:
    cleaned = form.cleaned_data
    return {
        "act": cleaned["act"],
        "kind": form.kind.value,
        "activity": cleaned["activity"],
        "period": cleaned.get("period"),
        **columns_of(cleaned, form.kind, zone_of(request.commune)),
    }


def _refuse(form: RuleForm, error: DomainError) -> None:
    """The operation's sentences above the form; what is gone is 404."""
    if error.code == "not_found":
        raise Http404 from error
    if error.code == "busy":
        raise error
    for sentence in error.facts.get("problems", [error.sentence]):
        form.add_error(None, sentence)

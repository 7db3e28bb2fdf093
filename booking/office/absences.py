"""*Absences* of a service: its numbers, and the grid motive × notice × proof (R26–R33)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.models import AbsencePolicy
from booking.office import pages
from booking.office.absence_forms import HEADS, PolicyForm, TableForm, name_of
from booking.office.setup import crumbs
from booking.operations.setup import absences as writing
from booking.selectors import absence_rules, setup
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def policy(request: Any, service_id: UUID) -> HttpResponse:
    """The numbers of a service."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    known = absence_rules.policy(service_id) or AbsencePolicy(service=service)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        writing.save_policy(service, by=request.agent.actor, now=now, **cleaned)
        return pages.to(request, "service", service.id, said="Les règles d’absence sont en place.")

    initial = {name: getattr(known, name) for name in PolicyForm.base_fields}
    return pages.form_page(
        request,
        PolicyForm(request.POST or None, initial=initial),
        act,
        title="Absences et retards",
        crumbs=crumbs(service),
        back=pages.url("service", service.id),
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def table(request: Any, service_id: UUID) -> HttpResponse:
    """The grid of billed shares; *remettre les valeurs par défaut* empties it."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    by = request.agent.actor
    if request.method == "POST" and request.POST.get("act") == "defaults":
        writing.save_table(service, {}, by=by, now=now)
        return pages.to(
            request, "absence_table", service.id, said="Les valeurs par défaut sont remises."
        )
    own = absence_rules.of_services([service_id])[service_id].outcomes.own
    form = TableForm(
        request.POST or None, initial={name_of(key): share for key, share in own.items()}
    )
    if request.method == "POST" and form.is_valid():
        writing.save_table(service, form.shares(), by=by, now=now)
        return pages.to(request, "absence_table", service.id, said="La grille est enregistrée.")
    return render(
        request,
        "booking/office/absence_table.html",
        {
            "service": service,
            "form": form,
            "heads": HEADS,
            "lines": form.lines(),
            "crumbs": crumbs(service),
            "title": "Ce qu’une absence facture",
        },
        status=422 if form.is_bound else 200,
    )

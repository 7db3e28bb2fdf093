"""*Listes d’attente*: how a service ranks families, who waits for a day, and offering a place."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.office import pages
from booking.office.setup import crumbs
from booking.office.waiting_form import WaitingForm
from booking.operations import waiting as operation
from booking.operations.setup.waiting import save as save_waiting
from booking.rules.priority import CANTEEN
from booking.selectors import setup
from booking.selectors import waiting as lists
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb

CANTEEN_LEAD = (
    "À la cantine, aucun critère de priorité n’est permis : la première demande reçue passe "
    "d’abord."
)
LEAD = (
    "Les points se cumulent ; à égalité, la première demande passe d’abord. Laissez vide ce qui "
    "ne compte pas. Les familles voient cet ordre."
)


class MotiveForm(forms.Form):
    """Why a family passes before the others."""

    motive = forms.CharField(
        label="Motif",
        max_length=200,
        error_messages={"required": "Indiquez un motif : il est gardé au dossier."},
        help_text="Par exemple : « décision de la commission sociale du 3 décembre ».",
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def settings(request: Any, service_id: UUID) -> HttpResponse:
    """What happens when a day is full, and the points of each ground."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    initial = {
        "mode": service.waiting,
        "offer_hours": service.offer_hours,
        "queue_skips": service.queue_skips,
        **dict(service.priorities.values_list("kind", "points")),
    }
    form = WaitingForm(request.POST or None, initial=initial, service=service)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        save_waiting(
            service,
            mode=cleaned["mode"],
            offer_hours=cleaned["offer_hours"],
            queue_skips=cleaned["queue_skips"],
            points=form.points,
            by=request.agent.actor,
            now=now,
        )
        return pages.to(request, "service", service.id, said="C’est enregistré.")

    return pages.form_page(
        request,
        form,
        act,
        title="Quand c’est complet",
        lead=CANTEEN_LEAD if service.kind == CANTEEN else LEAD,
        crumbs=crumbs(service),
        back=pages.url("service", service.id),
    )


@agent(Verb.VIEW_REQUESTS)
@require_GET
def index(request: Any) -> HttpResponse:
    """Every day somebody waits for, with ranks and why."""
    return render(
        request,
        "booking/office/waiting.html",
        {
            "queues": lists.office(),
            "can_answer": request.agent.can(Verb.ANSWER_REQUESTS),
            "can_view_families": request.agent.can(Verb.VIEW_FAMILIES),
        },
    )


@agent(Verb.ANSWER_REQUESTS)
@require_POST
def offer(request: Any, opening_id: UUID) -> HttpResponse:
    """« Proposer maintenant »: the free places, in the order of the list."""
    now, _ = pages.times(request)
    pages.found(lists.opening, opening_id)
    number = sum(len(rows) for rows in operation.offer(opening_id, now=now).orders.values())
    if not number:
        return pages.refused(request, operation.CANNOT, "waiting")
    said = f"{number}\u00a0places proposées." if number > 1 else "Une place est proposée."
    return pages.to(request, "waiting", said=f"{said} Les familles sont prévenues.")


@agent(Verb.ANSWER_REQUESTS)
@require_http_methods(["GET", "POST"])
def promote(request: Any, reservation_id: UUID) -> HttpResponse:
    """Propose a free place to one family before its turn, with a motive."""
    now, _ = pages.times(request)
    row = pages.found(lists.waiter, reservation_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        try:
            operation.promote(
                reservation_id, by=request.agent.actor, now=now, motive=cleaned["motive"]
            )
        except DomainError as error:
            if error.code == "cannot_offer":
                return pages.refused(request, error, "waiting")
            raise
        return pages.to(request, "waiting", said="La place est proposée, la famille est prévenue.")

    return pages.form_page(
        request,
        MotiveForm(request.POST or None),
        act,
        title=f"Proposer une place à {row.child}",
        lead="Cette famille passera avant celles qui la précèdent : le motif est gardé.",
        submit="Proposer la place",
        crumbs=[(pages.url("waiting"), "Listes d’attente")],
        back=pages.url("waiting"),
    )

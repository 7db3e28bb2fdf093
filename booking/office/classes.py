"""« Répartir par classe »: one choice a level, then every registered child is in its group."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.office import pages
from booking.office.setup import crumbs
from booking.operations.setup import classes as writing
from booking.selectors import classes, setup
from shared.errors import DomainError
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def page(request: Any, service_id: UUID) -> HttpResponse:
    """Levels with their children, a group to choose for each; sent, registrations follow."""
    now, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    this_year = school_year_of(today).start.year
    year = this_year + 1 if request.GET.get("annee") == str(this_year + 1) else this_year
    known = classes.sharing(service, year)
    if request.method == "POST":
        try:
            done = writing.share_out(
                service, year, _chosen(request, known), by=request.agent.actor, now=now
            )
        except DomainError as error:
            return pages.refused(request, error, "classes", service.id, annee=year)
        if done.elsewhere:
            messages.warning(request, _elsewhere(done.elsewhere))
        return pages.to(request, "registrations", service.id, said=_said(done.moved))
    return render(
        request,
        "booking/office/classes.html",
        {
            "service": service,
            "known": known,
            "year": year,
            "title": "Répartir par classe",
            "years": [
                (one, f"{one}-{one + 1}", pages.url("classes", service.id, annee=one))
                for one in (this_year, this_year + 1)
            ],
            "back": pages.url("registrations", service.id),
            "groups_url": pages.url("group_new", service.id),
            "crumbs": crumbs(service, "registrations", "Inscriptions"),
        },
    )


def _chosen(request: Any, known: classes.Sharing) -> dict[str, UUID]:
    """Level → group, of those the page offers. Raises DomainError « not_found » for another."""
    offered = {str(key): key for key, _name in known.groups}
    chosen = {}
    for level, _count, _usual in known.levels:
        value = request.POST.get(f"level_{level}", "")
        if not value:
            continue
        if value not in offered:
            raise DomainError("unknown_group", "Choisissez un groupe dans la liste.")
        chosen[level] = offered[value]
    return chosen


def _said(moved: int) -> str:
    if not moved:
        return "Chaque enfant était déjà dans le groupe de sa classe."
    many = "s" if moved > 1 else ""
    return f"{moved}\u00a0enfant{many} change{'nt' if many else ''} de groupe."


def _elsewhere(number: int) -> str:
    many = "s" if number > 1 else ""
    return (
        f"{number}\u00a0réservation{many} à venir garde{'nt' if many else ''} la place prise dans "
        "l’ancien groupe."
    )

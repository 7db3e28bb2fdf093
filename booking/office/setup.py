"""*Services et calendrier*: what the town offers, and what each service still lacks to open."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from booking.models import Service
from booking.office import pages
from booking.selectors import setup, setup_lists
from shared.templatetags.ui import NavItem
from tenants.guards import agent
from tenants.rules.rights import Verb

# (code of the missing thing, page, done, to do, why)
STEPS = (
    ("activity", "service", "Prestations", "Ce que les familles réservent : repas, soir, journée."),
    ("tariff", "tariffs", "Tarifs", "Un prix par tranche de quotient familial, avec ses dates."),
    ("deadline", "deadlines", "Délais", "Jusqu’à quand réserver et annuler."),
    ("opening", "openings", "Jours d’ouverture", "Les jours et le nombre de places."),
    ("registration", "registrations", "Inscriptions", "Les enfants qui peuvent réserver."),
)

# Not a step: a service opens without.
UNITS = ("units", "Places et ouverture")


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any) -> HttpResponse:
    """Every service: ready, or what is missing."""
    _, today = pages.times(request)
    extra = extra_checks()
    return render(
        request,
        "booking/office/setup.html",
        {
            "services": [
                {
                    "service": one.service,
                    "missing": [words for _code, words in one.missing]
                    + [check[1] for check in extra if one.service.id not in check[3]],
                }
                for one in setup_lists.services(today=today)
            ]
        },
    )


@agent(Verb.EDIT_SETUP)
@require_GET
def service(request: Any, service_id: UUID) -> HttpResponse:
    """One service: its settings, activities and groups, and the steps to open it."""
    _, today = pages.times(request)
    pages.found(setup.service, service_id)
    one = next(s for s in setup_lists.services(today=today) if s.service.id == service_id)
    missing = {code for code, _words in one.missing}
    steps = [
        {"label": label, "why": why, "is_done": code not in missing, "url": _url(page, service_id)}
        for code, page, label, why in STEPS
    ]
    for label, why, address, done in extra_checks():
        steps.append({"label": label, "why": why, "is_done": service_id in done, "url": address})
    return render(
        request,
        "booking/office/service.html",
        {
            "service": one.service,
            "activities": one.service.activities.all(),
            "groups": one.service.groups.all(),
            "steps": steps,
            "todo": sum(not step["is_done"] for step in steps),
            "tabs": tabs(one.service, "service"),
        },
    )


def tabs(of: Service, here: str) -> list[NavItem]:
    """The pages of one service."""
    named = (("service", "Service"), *((page, label) for _c, page, label, _w in STEPS[1:]), UNITS)
    return [
        NavItem(url=pages.url(page, of.id), label=label, current=page == here)
        for page, label in named
    ]


def crumbs(of: Service | None = None, page: str = "", label: str = "") -> list[tuple[str, str]]:
    """The way back up from a form."""
    way = [(pages.url("setup"), "Services et calendrier")]
    if of is not None:
        way.append((pages.url("service", of.id), of.name))
        if page:
            way.append((pages.url(page, of.id), label))
    return way


def extra_checks() -> list[tuple[str, str, str, frozenset[UUID]]]:
    """What upper rooms ask of a service: (label, what is missing, page, services that have it)."""
    return [import_string(path)() for path in settings.OFFICE_SERVICE_CHECKS]


def _url(page: str, service_id: UUID) -> str:
    return "#prestations" if page == "service" else pages.url(page, service_id)

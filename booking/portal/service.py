"""*Réserver*: the services of a commune my children are registered to."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.portal.commune import KIND_ICONS
from booking.selectors import service as services
from booking.selectors.service import MemberService
from shared import clock
from shared.values.french_dates import instant_spoken
from tenants.context import zone_of
from tenants.guards import member
from tenants.models import Commune
from tenants.urls import commune_url, portal_url


@member
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """One card a service, one link a child."""
    found = services.for_member(request.member, now=clock.now())
    block = services_block(found, request.commune)
    return render(
        request,
        "booking/portal/services.html",
        {"blocks": [block], "join_url": portal_url("family_public:join")},
    )


def services_block(found: list[MemberService], commune: Commune) -> dict[str, Any]:
    """One commune of the page, with the links of each service and child."""
    return {
        "commune": commune,
        "commune_url": commune_url(commune, "booking:commune"),
        "absences_url": commune_url(commune, "booking:absences"),
        "history_url": commune_url(commune, "booking:history"),
        "patterns_url": commune_url(commune, "booking:patterns"),
        "services": [_card(service, commune) for service in found],
    }


def _card(service: MemberService, commune: Commune) -> dict[str, Any]:
    calendar = commune_url(commune, "booking:calendar", service.id)
    return {
        "service": service,
        "icon": KIND_ICONS.get(service.kind, "school"),
        "url": calendar,
        "period_url": commune_url(commune, "booking:period", service.id),
        "notices": list(_notices(service, commune, calendar)),
        "children": [
            {"name": name, "url": f"{calendar}?enfant={child_id}"}
            for child_id, name in service.children
        ],
    }


def _notices(service: MemberService, commune: Commune, calendar: str) -> Iterator[tuple[str, str]]:
    """What is not plain booking: days that open at an hour, days to wish for; text and page."""
    if service.opens_at is not None:
        when = instant_spoken(service.opens_at, zone_of(commune))
        yield f"Des dates ouvrent le {when}.", commune_url(commune, "booking:opening", service.id)
    for name, said, first in service.shared:
        yield f"{name}\u00a0: {said[0].lower()}{said[1:]}", f"{calendar}?mois={first:%Y-%m}"

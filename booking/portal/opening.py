"""Before booking opens: the day, the hour, and how long is left (R43)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from booking.errors import is_not_found
from booking.selectors import windows
from shared import clock
from shared.errors import DomainError
from shared.values.french_dates import duration, instant_spoken
from tenants.context import zone_of
from tenants.guards import member
from tenants.urls import commune_url


@member
@require_GET
def page(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """The countdown; once booking is open the calendar answers instead."""
    now = clock.now()
    try:
        found = windows.countdown(request.member, service_id, now=now)
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        raise
    calendar = commune_url(request.commune, "booking:calendar", service_id)
    if found.opens_at is None:
        return redirect(calendar)
    return render(
        request,
        "booking/portal/opening.html",
        {
            "service": found.service,
            "when": instant_spoken(found.opens_at, zone_of(request.commune)),
            "opens_at": found.opens_at.isoformat(),
            "now": now.isoformat(),
            "left": duration(found.opens_at - now),
            "calendar_url": calendar,
        },
    )

"""A commune's public page: its services, whom to call, how to register."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from booking.selectors import service as services
from tenants.guards import public
from tenants.selectors.memberships import member_of

KIND_ICONS = {"canteen": "fork-knife", "care": "sunrise", "leisure": "leisure", "other": "school"}


@public
def page(request: HttpRequest) -> HttpResponse:
    """Read by anybody: service, contact and theme only."""
    offered = [
        {"service": service, "icon": KIND_ICONS.get(service.kind, "school")}
        for service in services.public()
    ]
    is_member = request.user.is_authenticated and bool(member_of(request.user, request.commune))
    return render(
        request,
        "booking/portal/commune.html",
        {"offered": offered, "is_member": is_member, "how": request.commune.how_to_register},
    )

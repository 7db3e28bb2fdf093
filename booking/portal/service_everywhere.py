"""*Réserver* from anywhere: the services of my children in every commune I joined."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from booking.portal.service import services_block
from booking.selectors import service as services
from shared import clock
from tenants.context import commune_scope
from tenants.guards import joined, signed_in
from tenants.people import Member
from tenants.urls import commune_url, portal_url


@signed_in
@require_GET
def page(request: HttpRequest) -> HttpResponseBase:
    """With one commune, its own page; with none, the way to join one."""
    memberships = joined(request)
    if len(memberships) == 1:
        return redirect(commune_url(memberships[0].commune, "booking:services"))
    now = clock.now()
    blocks = []
    for one in memberships:
        with commune_scope(one.commune):
            found = services.for_member(
                Member(request.user, one.commune, one.guardian_uid), now=now
            )
            blocks.append(services_block(found, one.commune))
    return render(
        request,
        "booking/portal/services.html",
        {"blocks": blocks, "join_url": portal_url("family_public:join")},
    )

"""*Mon foyer*: what each commune knows of this parent's children and of them."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from family.models import Guardian
from family.portal.links import commune_home
from family.selectors import household
from family.selectors.household import Household
from shared import clock
from shared.accounts.addresses import proved
from shared.models import Account
from tenants import guards
from tenants.context import commune_scope, verify_identity, zone_of
from tenants.people import Member
from tenants.selectors.memberships import communes_of
from tenants.urls import portal_url

log = structlog.get_logger(__name__)


@guards.signed_in
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """One card for each commune, and the ways to change what can be changed."""
    account = request.user
    assert isinstance(account, Account)
    now = clock.now()
    households: list[Household] = []
    silent: list[str] = []
    for membership in communes_of(account):
        commune = membership.commune
        member = Member(account, commune, membership.guardian_uid)
        with commune_scope(commune):
            verify_identity(commune)
            try:
                today = clock.today(zone_of(commune), at=now)
                households.append(household.of_member(member, today=today))
            except Guardian.DoesNotExist:
                log.exception("guardian_missing", commune=commune.slug)
                silent.append(commune.name)
    return render(
        request,
        "family/portal/household.html",
        {
            "households": [
                {"commune": one.commune, "file": one, "url": commune_home(one.commune)}
                for one in households
            ],
            "silent": silent,
            "join_path": portal_url("family_public:join"),
            "address": proved(account.pk),
        },
    )

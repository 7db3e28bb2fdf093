"""Decide who works for a commune, several roles at once, from its own office."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from shared import locks
from shared.accounts.throttles import Throttle
from shared.actors import Actor
from shared.errors import DomainError
from shared.models import Account
from tenants.models import AgentRole, Commune
from tenants.operations import agents
from tenants.rules.rights import Role
from tenants.selectors import agents as listing

# An agent could otherwise learn, name by name, who has an account.
LOOKUPS = Throttle("agent-lookup", limit=20, seconds=3600)


def add(
    named: str, commune: Commune, roles: Collection[Role], *, by: Actor, now: datetime
) -> Account:
    """Make an agent of the account with this identifiant or proved e-mail.

    Raises DomainError: ``no_role``, ``too_many``, ``no_account``.
    """
    if not roles:
        raise DomainError("no_role", "Choisissez au moins un rôle.")
    if not LOOKUPS.take(by.uid):
        raise DomainError("too_many", "Trop d’essais en une heure : recommencez plus tard.")
    account = listing.named(named)
    if account is None:
        raise DomainError(
            "no_account",
            "Aucun compte confirmé à ce nom. La personne crée d’abord son compte sur la page "
            "d’accueil, puis vous donne son identifiant.",
        )
    with transaction.atomic():
        for role in roles:
            agents.grant(account, commune, role, by=by, now=now)
    return account


@locks.retried
@transaction.atomic
def set_roles(
    account: Account, commune: Commune, roles: Collection[Role], *, by: Actor, now: datetime
) -> None:
    """Give an agent exactly these roles; none takes them out of the office.

    Raises DomainError when nobody could manage the agents any more.
    """
    held = set(
        AgentRole.objects.filter(account=account, commune=commune).values_list("role", flat=True)
    )
    wanted = {role.value for role in roles}
    for role in sorted(wanted - held):
        agents.grant(account, commune, role, by=by, now=now)
    for role in sorted(held - wanted):
        agents.revoke(account, commune, role, by=by, now=now)

"""Who works for a commune, and as what."""

from datetime import datetime

from django.db import transaction

from shared.actors import Actor
from shared.errors import DomainError
from shared.models import Account
from tenants.models import AgentRole, Commune
from tenants.operations import events
from tenants.rules.rights import ROLE_LABELS, Role, Verb, can


def grant(
    account: Account, commune: Commune, role: Role | str, *, by: Actor, now: datetime
) -> AgentRole:
    """Give a role; giving it twice is no error. Raises DomainError for an unknown role."""
    wanted = _role(role)
    with transaction.atomic():
        row, created = AgentRole.objects.get_or_create(
            account=account, commune=commune, role=wanted, defaults={"created_at": now}
        )
        if created:
            events.record(
                "agent.granted", row, by=by, now=now, commune=commune.slug, role=wanted.value
            )
    return row


def revoke(
    account: Account, commune: Commune, role: Role | str, *, by: Actor, now: datetime
) -> bool:
    """Take a role back; False when it was not held.

    Raises DomainError when nobody could manage the commune's agents any more.
    """
    wanted = _role(role)
    with transaction.atomic():
        Commune.objects.select_for_update(no_key=True).get(pk=commune.pk)
        held = AgentRole.objects.filter(commune=commune)
        row = held.filter(account=account, role=wanted).first()
        if row is None:
            return False
        others = held.exclude(pk=row.pk).filter(account__is_active=True)
        left = [other.role for other in others]
        if by.is_agent and not can(left, Verb.MANAGE_AGENTS):
            raise DomainError(
                "last_manager",
                f"Gardez au moins un {ROLE_LABELS[Role.GESTIONNAIRE]} : plus personne ne "
                "pourrait gérer les agents.",
            )
        events.record("agent.revoked", row, by=by, now=now, commune=commune.slug, role=wanted.value)
        row.delete()
        return True


def _role(role: Role | str) -> Role:
    try:
        return Role(role)
    except ValueError as error:
        raise DomainError("role", "Ce rôle n’existe pas.", role=str(role)) from error

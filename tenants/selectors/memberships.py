"""Who belongs where, read from public tables at each request."""

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from shared.models import Account
from tenants.models import Adhesion, AgentRole, Commune
from tenants.people import Agent, Member
from tenants.rules.rights import Role

# Written out: asked at each request; the ORM took longer to build them than the database to answer.
_JOINED = f"""
SELECT c.*, a.guardian_uid
  FROM {Adhesion._meta.db_table} a JOIN {Commune._meta.db_table} c ON c.id = a.commune_id
 WHERE a.account_id = %s AND c.status = %s ORDER BY c.slug
"""
_GUARDIAN = f"""
SELECT guardian_uid FROM {Adhesion._meta.db_table} WHERE account_id = %s AND commune_id = %s
"""


@dataclass(frozen=True, slots=True)
class Membership:
    """One commune an account joined, and as which guardian."""

    commune: Commune
    guardian_uid: UUID


def communes_of(account: Account) -> list[Membership]:
    """The active communes an account joined, in slug order (the order of every loop; 1 query)."""
    joined = Commune.objects.raw(_JOINED, [account.pk, Commune.Status.ACTIVE.value])
    return [Membership(commune, commune.guardian_uid) for commune in joined]


def roles_of(account: Account) -> dict[Commune, frozenset[Role]]:
    """The active communes an account works for, with its roles there, in slug order (1 query)."""
    held: dict[Commune, set[Role]] = {}
    rows = (
        AgentRole.objects.filter(account=account, commune__status=Commune.Status.ACTIVE)
        .select_related("commune")
        .order_by("commune__slug")
    )
    for row in rows:
        held.setdefault(row.commune, set()).add(Role(row.role))
    return {commune: frozenset(roles) for commune, roles in held.items()}


def member_of(account: Account, commune: Commune) -> Member | None:
    """The parent this account is in a commune, or None (1 query)."""
    with connection.cursor() as cursor:
        cursor.execute(_GUARDIAN, [account.pk, commune.pk])
        found = cursor.fetchone()
    return Member(account, commune, found[0]) if found else None


def agent_of(account: Account, commune: Commune) -> Agent | None:
    """The agent this account is in a commune, or None (1 query)."""
    roles = AgentRole.objects.filter(account=account, commune=commune).values_list(
        "role", flat=True
    )
    held = frozenset(Role(role) for role in roles)
    return Agent(account, commune, held) if held else None

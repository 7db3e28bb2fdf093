"""The agents of a commune, and the account somebody names to make one."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress

from shared.models import Account
from tenants.models import AgentRole, Commune
from tenants.rules.rights import ROLE_LABELS, Role


@dataclass(frozen=True, slots=True)
class StaffMember:
    """One account with its roles here, in the order of the table of rights."""

    account: Account
    roles: tuple[Role, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """« gestionnaire », « régisseur »…"""
        return tuple(ROLE_LABELS[role] for role in self.roles)


def of_commune(commune: Commune) -> list[StaffMember]:
    """Every agent of the commune, by name (1 query)."""
    held: dict[UUID, list[AgentRole]] = {}
    rows = AgentRole.objects.filter(commune=commune).select_related("account")
    for row in rows.order_by("account__last_name", "account__first_name", "account_id"):
        held.setdefault(row.account_id, []).append(row)
    return [_member(rows) for rows in held.values()]


def one(commune: Commune, account_id: UUID) -> StaffMember:
    """One agent of the commune. Raises AgentRole.DoesNotExist for anybody else."""
    rows = list(
        AgentRole.objects.filter(commune=commune, account_id=account_id).select_related("account")
    )
    if not rows:
        raise AgentRole.DoesNotExist
    return _member(rows)


def named(text: str) -> Account | None:
    """The active account of an identifiant or of a proved e-mail, None when nobody's."""
    wanted = text.strip()
    if "@" not in wanted:
        return Account.objects.filter(username__iexact=wanted, is_active=True).first()
    address = (
        EmailAddress.objects.filter(email__iexact=wanted, verified=True, user__is_active=True)
        .select_related("user")
        .first()
    )
    account: Account | None = address.user if address else None
    return account


def _member(rows: Iterable[AgentRole]) -> StaffMember:
    found = list(rows)
    held = {row.role for row in found}
    return StaffMember(found[0].account, tuple(role for role in Role if role.value in held))

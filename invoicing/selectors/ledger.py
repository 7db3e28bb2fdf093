"""The account of a payer, régie by régie: every movement and the balance after it."""

from dataclasses import dataclass
from uuid import UUID

from family.models import Guardian
from invoicing import errors
from invoicing.models import LedgerEntry, Regie


@dataclass(frozen=True, slots=True)
class Line:
    """One entry and what the payer owes after it; negative: the régie owes them."""

    entry: LedgerEntry
    balance_cents: int


@dataclass(frozen=True, slots=True)
class RegieAccount:
    """All the entries of one régie, oldest first."""

    regie: Regie
    lines: list[Line]

    @property
    def balance_cents(self) -> int:
        """Owed today in this régie."""
        return self.lines[-1].balance_cents


@dataclass(frozen=True, slots=True)
class Ledger:
    """A payer's accounts in the commune in force."""

    payer: Guardian
    accounts: list[RegieAccount]

    @property
    def balance_cents(self) -> int:
        """Owed today over all régies, for information."""
        return sum(account.balance_cents for account in self.accounts)


def of_payer(payer_id: UUID) -> Ledger:
    """Two queries. Raises NotFound for an unknown payer."""
    payer = Guardian.objects.select_related("family").filter(id=payer_id).first()
    if payer is None:
        raise errors.NotFound("Ce redevable")
    by_regie: dict[UUID, RegieAccount] = {}
    for entry in (
        LedgerEntry.objects.filter(account__payer_id=payer_id)
        .select_related("account__regie")
        .order_by("account__regie__code", "at", "id")
    ):
        regie = entry.account.regie
        account = by_regie.setdefault(regie.id, RegieAccount(regie, []))
        before = account.lines[-1].balance_cents if account.lines else 0
        account.lines.append(Line(entry, before + entry.amount_cents))
    return Ledger(payer, list(by_regie.values()))

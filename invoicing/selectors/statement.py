"""*Mes factures* of one commune: what is due by régie, what is paid, what credit there is."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from invoicing.models import Regie
from invoicing.rules.plan import Group
from invoicing.selectors import credits, invoices
from invoicing.selectors.credits import RegieCredit
from invoicing.selectors.invoices import InvoiceRow


@dataclass(frozen=True, slots=True)
class RegieGroup:
    """Invoices due to one régie, oldest first; cents."""

    regie: Regie
    rows: list[InvoiceRow]
    credit_cents: int

    @property
    def subtotal_cents(self) -> int:
        """What remains due to this régie."""
        return sum(row.balance_cents for row in self.rows)

    @property
    def is_online(self) -> bool:
        """Something here can be ticked."""
        return any(row.is_selectable for row in self.rows)

    def ticked(self, name: str, ids: Container[UUID] | None) -> Group:
        """What the plan rule wants; ``ids`` None: all that can be ticked."""
        return Group(
            name,
            [
                row.balance_cents
                for row in self.rows
                if row.is_selectable and (ids is None or row.id in ids)
            ],
            self.credit_cents,
            splits=not self.regie.groups_invoices,
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """All of it: due by régie, paid newest first, credit of each régie."""

    groups: list[RegieGroup]
    paid: list[InvoiceRow]
    credits: list[RegieCredit]

    @property
    def due_count(self) -> int:
        """Invoices with something left to pay."""
        return sum(len(group.rows) for group in self.groups)


def statement(guardian_uid: UUID, *, now: datetime) -> Statement:
    """Two queries, the same for 1 and 30 invoices (F1)."""
    rows = invoices.all_for(guardian_uid, now=now)
    held = credits.for_payer(guardian_uid, now=now)
    available = {one.regie_id: one.cents for one in held}
    due: dict[UUID, list[InvoiceRow]] = {}
    for row in rows:
        if row.balance_cents > 0:
            due.setdefault(row.regie.id, []).append(row)
    return Statement(
        groups=[
            RegieGroup(same[0].regie, same, available.get(key, 0)) for key, same in due.items()
        ],
        paid=[row for row in reversed(rows) if row.balance_cents <= 0],
        credits=held,
    )

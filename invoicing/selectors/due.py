"""What a payer owes in one commune, in a few figures, for Accueil and the badge."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from invoicing.rules.due_dates import DueDate, due_text
from invoicing.selectors import balances, invoices
from tenants.context import current_commune, zone_of


@dataclass(frozen=True, slots=True)
class DueSummary:
    """Number and sum of invoices to pay, the first due date, and how many are late."""

    count: int
    total_cents: int
    next_due_on: date
    next_due: DueDate
    overdue_count: int


def summary(guardian_uid: UUID, *, now: datetime) -> DueSummary | None:
    """None when nothing is owed (1 query)."""
    today = now.astimezone(zone_of(current_commune())).date()
    owed = [
        (due_on, total - settled)
        for due_on, total, settled in balances.with_settled(
            invoices.issued().filter(payer_id=guardian_uid)
        )
        .order_by("due_on")
        .values_list("due_on", "total_cents", "settled_cents")
        if total > settled
    ]
    if not owed:
        return None
    return DueSummary(
        count=len(owed),
        total_cents=sum(cents for _, cents in owed),
        next_due_on=owed[0][0],
        next_due=due_text(owed[0][0], today),
        overdue_count=sum(due_on < today for due_on, _ in owed),
    )

"""What is owed, on *Accueil* and beside *Mes factures*."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Self

from family.portal.panels import ASIDE, Scope
from invoicing.rules.due_dates import DueDate
from invoicing.selectors import due as dues
from tenants.people import Member
from tenants.urls import portal_url


@dataclass(frozen=True)
class DuePanel:
    """One sum over all communes, and the first date to keep; cents."""

    template: ClassVar[str] = "invoicing/portal/panels/due.html"
    order: ClassVar[int] = 10
    side: ClassVar[str] = ASIDE
    # The menu shows the same count.
    badge: ClassVar[str] = "invoices"

    count: int
    total_cents: int
    communes: int
    next_due_on: date
    next_due: DueDate
    overdue_count: int
    url: str

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """Sums; the earliest due date wins."""
        first = min(parts, key=lambda part: part.next_due_on)
        return cls(
            count=sum(part.count for part in parts),
            total_cents=sum(part.total_cents for part in parts),
            communes=len(parts),
            next_due_on=first.next_due_on,
            next_due=first.next_due,
            overdue_count=sum(part.overdue_count for part in parts),
            url=first.url,
        )


def due(scope: Scope) -> DuePanel | None:
    """None when nothing is owed here (1 query)."""
    found = dues.summary(scope.guardian_uid, now=scope.now)
    if found is None:
        return None
    return DuePanel(
        count=found.count,
        total_cents=found.total_cents,
        communes=1,
        next_due_on=found.next_due_on,
        next_due=found.next_due,
        overdue_count=found.overdue_count,
        url=portal_url("invoicing_public:invoices"),
    )


def due_count(member: Member, *, now: datetime) -> int:
    """Invoices with something left to pay, for the badge (1 query)."""
    found = dues.summary(member.guardian_uid, now=now)
    return found.count if found else 0

"""What a payer owes in one commune, in a few figures, for Accueil and the badge."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from invoicing.models import Invoice, Settlement
from invoicing.rules.due_dates import DueDate, due_text
from tenants.context import current_commune, zone_of

# Written out: asked on every page, once a commune, for the badge; the ORM took longer to build
# it than the database to answer.
_OWED = f"""
SELECT due_on, left_cents FROM (
  SELECT i.due_on, i.total_cents - COALESCE((
           SELECT SUM(s.amount_cents) FROM {Settlement._meta.db_table} s WHERE s.invoice_id = i.id
         ), 0) AS left_cents
    FROM {Invoice._meta.db_table} i
   WHERE i.payer_id = %s AND i.number IS NOT NULL
) AS owed WHERE left_cents > 0 ORDER BY due_on
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_OWED, [guardian_uid])
        owed = cursor.fetchall()
    if not owed:
        return None
    return DueSummary(
        count=len(owed),
        total_cents=sum(cents for _, cents in owed),
        next_due_on=owed[0][0],
        next_due=due_text(owed[0][0], today),
        overdue_count=sum(due_on < today for due_on, _ in owed),
    )

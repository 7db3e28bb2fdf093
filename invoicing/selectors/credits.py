"""A payer's credit in a régie: what is left of payments and credit notes (R35, R83)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from invoicing.models import (
    Attempt,
    CreditNote,
    LedgerEntry,
    PayerAccount,
    Payment,
    Regie,
    Settlement,
)
from invoicing.rules.attempts import AttemptState

# While one of these is live, its credit is promised to it.
RESERVING = (AttemptState.REQUESTING, AttemptState.PENDING, AttemptState.PAID_PENDING_SETTLEMENT)


@dataclass(frozen=True, slots=True)
class Source:
    """What is left of one payment or credit note, in cents."""

    payer_id: UUID
    at: datetime
    remaining_cents: int
    payment_id: UUID | None = None
    credit_note_id: UUID | None = None

    def reduced(self, cents: int) -> "Source":
        """The same source with less left."""
        return Source(
            self.payer_id,
            self.at,
            self.remaining_cents - cents,
            self.payment_id,
            self.credit_note_id,
        )


@dataclass(frozen=True, slots=True)
class RegieCredit:
    """What a payer may still use in one régie."""

    regie_id: UUID
    regie_name: str
    cents: int


def sources(
    payer_ids: Collection[UUID],
    regie_id: UUID,
    *,
    now: datetime,
    excluding: UUID | None = None,
) -> dict[UUID, list[Source]]:
    """What each payer may use, oldest first; four queries whatever the number of payers.

    Refunds and the credit promised to other live attempts are taken off first. Inside an
    operation the payer accounts must be locked before.
    """
    found: dict[UUID, list[Source]] = defaultdict(list)
    for row in _left(Payment.objects.filter(payer_id__in=payer_ids, regie_id=regie_id)).values_list(
        "payer_id", "received_at", "left", "id"
    ):
        found[row[0]].append(Source(*row))
    for payer_id, at, left, note_id in _left(
        CreditNote.objects.filter(payer_id__in=payer_ids, regie_id=regie_id)
    ).values_list("payer_id", "issued_at", "left", "id"):
        found[payer_id].append(Source(payer_id, at, left, credit_note_id=note_id))
    if not found:
        return {}
    promised = _promised(payer_ids, regie_id, now=now, excluding=excluding)
    return {
        payer_id: left
        for payer_id, held in found.items()
        if (left := _without(sorted(held, key=lambda source: source.at), promised[payer_id]))
    }


def available(
    payer_id: UUID, regie_id: UUID, *, now: datetime, excluding: UUID | None = None
) -> int:
    """Cents a payer may use now in a régie."""
    held = sources([payer_id], regie_id, now=now, excluding=excluding)
    return total(held.get(payer_id, ()))


def total(held: Iterable[Source]) -> int:
    """The sum left in some sources."""
    return sum(source.remaining_cents for source in held)


# Written out, as it is asked with every list of invoices: what is left of payments and avoirs in
# each régie with a wallet, less what live attempts and refunds have taken of it.
_LEFT = f"""
SELECT r.id, r.name, held.cents - COALESCE(taken.cents, 0)
  FROM {Regie._meta.db_table} r
  JOIN (SELECT regie_id, SUM(left_cents) AS cents FROM (
          SELECT p.regie_id, p.amount_cents - COALESCE((
                   SELECT SUM(s.amount_cents) FROM {Settlement._meta.db_table} s
                    WHERE s.payment_id = p.id), 0) AS left_cents
            FROM {Payment._meta.db_table} p WHERE p.payer_id = %(payer)s
           UNION ALL
          SELECT n.regie_id, n.amount_cents - COALESCE((
                   SELECT SUM(s.amount_cents) FROM {Settlement._meta.db_table} s
                    WHERE s.credit_note_id = n.id), 0)
            FROM {CreditNote._meta.db_table} n WHERE n.payer_id = %(payer)s
        ) sources WHERE left_cents > 0 GROUP BY regie_id
       ) held ON held.regie_id = r.id
  LEFT JOIN (SELECT regie_id, SUM(cents) AS cents FROM (
          SELECT a.regie_id, a.credit_cents AS cents FROM {Attempt._meta.db_table} a
           WHERE a.payer_id = %(payer)s AND a.state = ANY(%(reserving)s)
             AND a.live_until > %(now)s AND a.credit_cents > 0
           UNION ALL
          SELECT c.regie_id, e.amount_cents FROM {LedgerEntry._meta.db_table} e
            JOIN {PayerAccount._meta.db_table} c ON c.id = e.account_id
           WHERE e.kind = %(refund)s AND c.payer_id = %(payer)s
        ) uses GROUP BY regie_id
       ) taken ON taken.regie_id = r.id
 WHERE r.has_wallet AND held.cents > COALESCE(taken.cents, 0)
 ORDER BY r.name
"""


def for_payer(payer_id: UUID, *, now: datetime) -> list[RegieCredit]:
    """« Avoir disponible » of each régie where this payer has one; one query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _LEFT,
            {
                "payer": payer_id,
                "reserving": [state.value for state in RESERVING],
                "now": now,
                "refund": LedgerEntry.Kind.REFUND.value,
            },
        )
        return [RegieCredit(regie_id, name, int(cents)) for regie_id, name, cents in cursor]


def _left(rows):
    """Rows that still have something unsettled, annotated ``left``."""
    used = Coalesce(Sum("settlements__amount_cents"), 0)
    return rows.annotate(left=F("amount_cents") - used).filter(left__gt=0).order_by()


def _live(now: datetime, excluding: UUID | None = None):
    live = Attempt.objects.filter(
        state__in=RESERVING, live_until__gt=now, credit_cents__gt=0
    ).order_by()
    return live.exclude(id=excluding) if excluding else live


def _promised(
    payer_ids: Collection[UUID], regie_id: UUID, *, now: datetime, excluding: UUID | None
) -> dict[UUID, int]:
    taken: dict[UUID, int] = defaultdict(int)
    for payer_id, cents in (
        _live(now, excluding)
        .filter(payer_id__in=payer_ids, regie_id=regie_id)
        .values_list("payer_id", "credit_cents")
    ):
        taken[payer_id] += cents
    for payer_id, cents in LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.REFUND, account__regie_id=regie_id, account__payer_id__in=payer_ids
    ).values_list("account__payer_id", "amount_cents"):
        taken[payer_id] += cents
    return taken


def _without(held: list[Source], cents: int) -> list[Source]:
    """The sources after taking ``cents`` off the oldest."""
    left: list[Source] = []
    for source in held:
        used = min(cents, source.remaining_cents)
        cents -= used
        if used < source.remaining_cents:
            left.append(source.reduced(used))
    return left

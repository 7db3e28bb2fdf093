"""A payer's credit in a régie: what is left of payments and credit notes (R35, R83)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from invoicing.models import Attempt, CreditNote, LedgerEntry, Payment
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


def for_payer(payer_id: UUID, *, now: datetime) -> list[RegieCredit]:
    """« Avoir disponible » of each régie where this payer has one; at most four queries."""
    left: dict[tuple[UUID, str], int] = defaultdict(int)
    for model in (Payment, CreditNote):
        for regie_id, name, cents in _left(
            model.objects.filter(payer_id=payer_id, regie__has_wallet=True)
        ).values_list("regie_id", "regie__name", "left"):
            left[regie_id, name] += cents
    if not left:
        return []
    taken = _taken(payer_id, now=now)
    return [
        RegieCredit(regie_id, name, cents - taken[regie_id])
        for (regie_id, name), cents in sorted(left.items(), key=lambda item: item[0][1])
        if cents > taken[regie_id]
    ]


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


def _taken(payer_id: UUID, *, now: datetime) -> dict[UUID, int]:
    taken: dict[UUID, int] = defaultdict(int)
    for regie_id, cents in (
        _live(now).filter(payer_id=payer_id).values_list("regie_id", "credit_cents")
    ):
        taken[regie_id] += cents
    for regie_id, cents in LedgerEntry.objects.filter(
        kind=LedgerEntry.Kind.REFUND, account__payer_id=payer_id
    ).values_list("account__regie_id", "amount_cents"):
        taken[regie_id] += cents
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

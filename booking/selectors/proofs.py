"""Absences that wait for a proof, and what a certificate would change before it is noted (R29)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.models import Reservation
from booking.rules import carence
from booking.rules.cancellations import MOTIVE_LABELS, Motive
from booking.rules.outcomes import billed
from booking.selectors import absence_shares
from family.models import Child
from shared.errors import DomainError
from shared.values.french_dates import day_long, day_short
from shared.values.money import percent_of

# A proof asked longer ago than that is no longer listed: the month was billed.
LISTED = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class Awaited:
    """An absence billed in whole or in part until a proof is seen; cents."""

    reservation_id: UUID
    child_id: UUID
    child: str
    family_id: UUID
    family: str
    service: str
    activity: str
    date: date
    label: str
    motive: str
    billed: str
    billed_cents: int
    due_on: date
    due: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A day that a certificate covers: its share before and after, in words and in cents."""

    reservation_id: UUID
    service: str
    activity: str
    label: str
    before: str
    after: str
    before_cents: int
    after_cents: int
    note: str

    @property
    def is_lighter(self) -> bool:
        """Whether the family pays less."""
        return self.after_cents < self.before_cents


@dataclass(frozen=True, slots=True)
class Preview:
    """What a certificate would do; ``late`` says why a motive is asked, "" when none is."""

    first: date
    last: date
    changes: tuple[Change, ...]
    late: str

    @property
    def saved_cents(self) -> int:
        """How much less the family pays."""
        return sum(one.before_cents - one.after_cents for one in self.changes)


def child(child_id: UUID) -> Child:
    """The child, with the family. Raises DomainError « not_found »."""
    found = Child.objects.filter(id=child_id).select_related("family").first()
    if found is None:
        raise not_found()
    return found


def awaiting(
    *, today: date, child_ids: Collection[UUID] | None = None, limit: int = 500
) -> list[Awaited]:
    """What waits for a proof, the next deadline first, those past it at the end: one query."""
    found = Reservation.objects.filter(
        proof_due_on__isnull=False, billed_percent__gt=0, date__gte=today - LISTED
    ).select_related("child__family", "activity__service")
    if child_ids is not None:
        found = found.filter(child_id__in=set(child_ids))
    rows = sorted(
        found.order_by("proof_due_on", "date", "id")[:limit],
        key=lambda row: row.proof_due_on < today,
    )
    return [
        Awaited(
            row.id,
            row.child_id,
            str(row.child),
            row.child.family_id,
            row.child.family.name,
            row.activity.service.name,
            row.activity.name,
            row.date,
            day_short(row.date),
            MOTIVE_LABELS[Motive(row.motive)],
            billed(row.billed_percent),
            percent_of(row.price_cents, row.billed_percent),
            row.proof_due_on,
            day_short(row.proof_due_on),
            row.proof_due_on < today,
        )
        for row in rows
    ]


def preview(child_id: UUID, first: date, last: date, *, today: date) -> Preview:
    """What a certificate seen today for [first, last] would change; nothing is written.

    A query to know the services, then five a service. Raises DomainError « dates ».
    """
    if not (dates := carence.accept_dates(first, last)):
        raise DomainError(dates.reason.code, dates.reason.sentence)
    covered: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in Reservation.objects.filter(
        child_id=child_id, date__gte=first, date__lte=last, proof_due_on__isnull=False
    ).select_related("activity__service"):
        covered[row.activity.service_id].append(row)
    seen = {
        (child_id, first + timedelta(days=step)): today for step in range((last - first).days + 1)
    }
    changes, due = [], []
    for service, rows in covered.items():
        days = [row.date for row in rows]
        shares = absence_shares.asked(
            [child_id],
            service,
            since=min(days),
            until=max(days) + timedelta(days=1),
            also_seen=seen,
        )
        after = {share.row.id: share for share in shares}
        for row in rows:
            if not carence.accept_proof(row.proof_due_on, today):
                due.append(row.proof_due_on)
            changes.append((row.date, _change(row, after.get(row.id))))
    return Preview(
        first,
        last,
        tuple(one for _day, one in sorted(changes, key=lambda pair: pair[0])),
        f"Le justificatif était attendu au plus tard le {day_long(min(due))}." if due else "",
    )


def _change(row: Reservation, share: absence_shares.Share | None) -> Change:
    percent = row.billed_percent if share is None else share.percent
    before, after = (percent_of(row.price_cents, one) for one in (row.billed_percent, percent))
    note = ""
    if after >= before:
        waits = share is not None and share.in_carence and percent
        note = f"jour de carence n°\u00a0{share.rank}" if waits and share else "inchangé"
    return Change(
        row.id,
        row.activity.service.name,
        row.activity.name,
        day_short(row.date),
        billed(row.billed_percent),
        billed(percent),
        before,
        after,
        note,
    )

"""What a cancellation by an agent would bill, motive by motive, before it is written (R18, R27)."""

from collections import defaultdict
from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from booking.models import Reservation
from booking.rules.cancellations import Motive, Notice
from booking.rules.deadlines import Act
from booking.rules.lifecycle import LIVE_STATES, ReservationState
from booking.rules.outcomes import PROVABLE
from booking.selectors import absence_shares, facts
from booking.selectors.absence_shares import Known
from booking.selectors.verdicts import Judge
from shared.values.money import percent_of

S = ReservationState
BILLABLE = (S.CONFIRMED, S.CANCEL_REQUESTED)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What becomes of one row: its share 0…100, and a proof awaited until a day, or none."""

    percent: int
    motive: Motive
    is_late: bool
    proof_due_on: date | None = None


class Choices:
    """The outcomes of some rows (with their service), whichever motive is chosen.

    ``asked``: a family asked before the cut-off when its request came before it; else what counts
    is the judge's ``now``. A row that was never confirmed bills nothing.
    """

    def __init__(self, rows: Collection[Reservation], judge: Judge, *, asked: bool) -> None:
        self.rows = self._all = list(rows)
        self.today = judge.now.astimezone(judge.facts.zone).date()
        billable = [row for row in self.rows if row.state in BILLABLE]
        self._late = _late(billable, judge, asked=asked)
        by_service: dict[UUID, list[Reservation]] = defaultdict(list)
        for row in billable:
            by_service[row.activity.service_id].append(row)
        self._services = [(_known(service, own), own) for service, own in by_service.items()]
        self._found: dict[Motive, dict[UUID, Chosen]] = {}

    @property
    def late(self) -> set[UUID]:
        """Rows whose cut-off had passed."""
        return self._late

    def of(self, motive: Motive) -> dict[UUID, Chosen]:
        """The outcome of each row under a motive; « maladie avec certificat » is seen today."""
        if motive not in self._found:
            self._found[motive] = self._of(motive)
        return self._found[motive]

    def part(self, ids: Collection[UUID]) -> "Choices":
        """The same for some of the rows, as if the others were chosen too; no query."""
        part = copy(self)
        part.rows = [row for row in self.rows if {row.id, row.implied_by_id} & set(ids)]
        return part

    def _of(self, motive: Motive) -> dict[UUID, Chosen]:
        is_seen = motive is Motive.ILLNESS_CERTIFICATE
        kept = Motive.ILLNESS if is_seen else motive
        found = {row.id: Chosen(0, kept, False) for row in self._all}
        for known, own in self._services:
            outcomes = known.rules.outcomes
            waits = kept in PROVABLE and (
                is_seen
                or outcomes.percent(kept, Notice.LATE, has_proof=True)
                < outcomes.percent(kept, Notice.LATE)
            )
            late = [row for row in own if row.id in self._late]
            shares = _shares(known, late, kept, self.today if is_seen else None) if waits else {}
            for row in own:
                is_late = row.id in self._late
                notice = Notice.LATE if is_late else Notice.IN_TIME
                percent = shares.get(row.id, outcomes.percent(kept, notice, has_proof=is_seen))
                due_on = known.rules.proof.due_on(row.date) if row.id in shares else None
                found[row.id] = Chosen(percent, kept, is_late, due_on)
        return found

    def due(self, motive: Motive) -> list[date]:
        """Until when proofs are awaited under a motive."""
        chosen = self.of(motive)
        return [due for row in self.rows if (due := chosen[row.id].proof_due_on)]

    def cents(self, motive: Motive) -> int:
        """What stays billed in all under a motive."""
        chosen = self.of(motive)
        return sum(percent_of(row.price_cents, chosen[row.id].percent) for row in self.rows)

    @property
    def whole_cents(self) -> int:
        """What the confirmed days cost."""
        return sum(row.price_cents for row in self.rows if row.state in BILLABLE)


def load(ids: Collection[UUID], *, now: datetime, asked: bool) -> Choices:
    """The outcomes of some live rows and of those they brought, which leave with them (R37)."""
    found = list(
        Reservation.objects.filter(
            Q(id__in=ids) | Q(implied_by__in=ids),
            state__in=[S.CANCEL_REQUESTED] if asked else LIVE_STATES,
        ).select_related("activity__service")
    )
    days = [row.date for row in found] or [now.date()]
    known = facts.load(guardian_id=None, since=min(days), until=max(days) + DAY)
    return Choices(found, Judge(known, now), asked=asked)


def _known(service: UUID, own: list[Reservation]) -> Known:
    days = [row.date for row in own]
    return absence_shares.load(
        {row.child_id for row in own}, service, since=min(days), until=max(days) + DAY
    )


def _shares(
    known: Known, late: list[Reservation], motive: Motive, seen_on: date | None
) -> dict[UUID, int]:
    """The shares by the table, the proof and the carence, as if the rows were absences already."""
    if not late:
        return {}
    days = [row.date for row in late]
    shares = known.shares(
        since=min(days),
        until=max(days) + DAY,
        also_absent={row.id: motive for row in late},
        also_seen={(row.child_id, row.date): seen_on for row in late} if seen_on else None,
    )
    mine = {row.id for row in late}
    return {share.row.id: share.percent for share in shares if share.row.id in mine}


def _late(rows: list[Reservation], judge: Judge, *, asked: bool) -> set[UUID]:
    known = judge.facts
    judges = {judge.now: judge}
    late = set()
    for row in rows:
        at = row.requested_at if asked and row.state == S.CANCEL_REQUESTED else judge.now
        then = judges.setdefault(at, Judge(known, at))
        if not then.deadline(Act.CANCEL, known.activities[row.activity_id], row.date).allowed:
            late.add(row.id)
    return late

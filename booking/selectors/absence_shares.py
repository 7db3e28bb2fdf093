"""What absences bill by the table, the proofs seen and the carence: asked, not written (R27–R31).

A row that waits for a proof, or had one, has ``proof_due_on``: a late absence, or a child who did
not come. Only those are asked; what an agent decided by hand is left alone.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.models import Attendance, Certificate, Opening, Reservation
from booking.rules import carence
from booking.rules.cancellations import Motive, Notice
from booking.rules.lifecycle import ReservationState
from booking.selectors import absence_rules
from booking.selectors.absence_rules import AbsenceRules
from tenants.context import current_commune, zone_of

S = ReservationState
# An absence is looked at whole: the carence counts from its first day.
AROUND = timedelta(days=45)
# (child, day) → the day its first proof was seen.
Proofs = Mapping[tuple[UUID, date], date]


@dataclass(frozen=True, slots=True)
class Share:
    """The share a row should bill, 0…100, and its rank in its absence; the row is as stored."""

    row: Reservation
    percent: int
    rank: int
    in_carence: bool


@dataclass(frozen=True, slots=True)
class Known:
    """A service's rules, some children's rows around a span of days, and their proofs."""

    rules: AbsenceRules
    rows: Sequence[Reservation]
    proofs: Proofs
    opened: Sequence[date]

    def shares(
        self,
        *,
        since: date,
        until: date,
        also_absent: Mapping[UUID, Motive] | None = None,
        also_seen: Proofs | None = None,
    ) -> list[Share]:
        """The shares of the absences of [since, until).

        ``also_absent``, rows by id, and ``also_seen`` are not written yet: what they would change.
        """
        proofs = dict(self.proofs)
        for key, seen_on in (also_seen or {}).items():
            proofs[key] = min(seen_on, proofs.get(key, seen_on))
        motives = {
            row.id: Motive(row.motive) for row in self.rows if row.proof_due_on and row.motive
        } | dict(also_absent or {})
        by_child: dict[UUID, list[Reservation]] = defaultdict(list)
        for row in self.rows:
            by_child[row.child_id].append(row)
        found = []
        for own in by_child.values():
            absent = {row.date for row in own if row.id in motives}
            present = {row.date for row in own if row.state != S.CANCELLED} - absent
            ranks = carence.ranks(absent, present, self.opened)
            began = carence.starts(ranks)
            found += [
                self._share(row, motives[row.id], ranks[row.date], began[row.date], proofs)
                for row in own
                if row.id in motives and since <= row.date < until
            ]
        return found

    def _share(
        self, row: Reservation, motive: Motive, rank: int, since: date, proofs: Proofs
    ) -> Share:
        percent = carence.percent(
            self.rules.proof,
            rank=rank,
            without=self.rules.outcomes.percent(motive, Notice.LATE),
            proven=self.rules.outcomes.percent(motive, Notice.LATE, has_proof=True),
            seen_on=proofs.get((row.child_id, row.date)),
            since=since,
        )
        return Share(row, percent, rank, rank <= self.rules.proof.days)


def load(child_ids: Collection[UUID], service_id: UUID, *, since: date, until: date) -> Known:
    """Six queries at most, whatever the number of children."""
    rules = absence_rules.of_services([service_id])[service_id]
    first, last = since - AROUND, until + AROUND
    return Known(
        rules,
        list(
            Reservation.objects.filter(
                child_id__in=set(child_ids),
                activity__service_id=service_id,
                date__gte=first,
                date__lt=last,
                state__in=[S.CONFIRMED, S.CANCEL_REQUESTED, S.CANCELLED],
            )
        ),
        _proofs(child_ids, first, last),
        _open_days(service_id, first, last) if rules.proof.days else [],
    )


def asked(
    child_ids: Collection[UUID],
    service_id: UUID,
    *,
    since: date,
    until: date,
    also_seen: Proofs | None = None,
) -> list[Share]:
    """The shares of some children's absences in a service, on days of [since, until)."""
    known = load(child_ids, service_id, since=since, until=until)
    return known.shares(since=since, until=until, also_seen=also_seen)


def _proofs(child_ids: Collection[UUID], first: date, last: date) -> dict[tuple[UUID, date], date]:
    """The day the first proof that covers each day was seen; a mark « justifié » is one."""
    zone: ZoneInfo = zone_of(current_commune())
    found: dict[tuple[UUID, date], date] = {}
    seen = [
        (one.child_id, one.starts_on + timedelta(days=step), one.seen_at)
        for one in Certificate.objects.filter(
            child_id__in=set(child_ids), starts_on__lt=last, ends_on__gt=first
        )
        for step in range((one.ends_on - one.starts_on).days)
    ]
    seen += Attendance.objects.filter(
        child_id__in=set(child_ids),
        date__gte=first,
        date__lt=last,
        state=Attendance.State.JUSTIFIED,
    ).values_list("child_id", "date", "noted_at")
    for child, day, at in seen:
        when = at.astimezone(zone).date()
        found[child, day] = min(when, found.get((child, day), when))
    return found


def _open_days(service_id: UUID, first: date, last: date) -> list[date]:
    return list(
        Opening.objects.filter(
            activity__service_id=service_id, date__gte=first, date__lt=last, closed_reason=""
        )
        .order_by()
        .values_list("date", flat=True)
        .distinct()
    )

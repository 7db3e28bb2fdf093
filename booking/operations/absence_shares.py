"""What absences bill: the table, the proofs seen and the carence, asked again (R27–R29, R31).

A row that waits for a proof, or had one, has ``proof_due_on``: a late absence, or a child who did
not come. Only those are moved; what an agent decided by hand is left alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.models import Attendance, Certificate, Opening, Reservation
from booking.rules import carence
from booking.rules.cancellations import Motive, Notice
from booking.rules.lifecycle import ReservationState
from booking.selectors import absence_rules
from booking.signals import cancellation_accepted
from shared.actors import Actor
from shared.locks import assert_in_transaction
from tenants.context import current_commune, zone_of

S = ReservationState
# An absence is looked at whole: the carence counts from its first day.
AROUND = timedelta(days=45)


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows whose share changed; ``fell`` those that bill less than before."""

    changed: list[Reservation]
    fell: list[Reservation]


def recompute(child_ids: Collection[UUID], service_id: UUID, *, since: date, until: date) -> Moved:
    """Ask the shares of some children's absences in a service again, on days of [since, until).

    The rows must be locked by the caller, who sends ``tell_upward`` at the end. A constant number
    of queries, whatever the number of children.
    """
    assert_in_transaction()
    rules = absence_rules.of_services([service_id])[service_id]
    first, last = since - AROUND, until + AROUND
    rows = list(
        Reservation.objects.filter(
            child_id__in=set(child_ids),
            activity__service_id=service_id,
            date__gte=first,
            date__lt=last,
            state__in=[S.CONFIRMED, S.CANCEL_REQUESTED, S.CANCELLED],
        )
    )
    proofs = _proofs(child_ids, first, last)
    opened = _open_days(service_id, first, last) if rules.proof.days else []
    by_child: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in rows:
        by_child[row.child_id].append(row)
    moved = Moved([], [])
    for child, own in by_child.items():
        absent = {row.date for row in own if row.proof_due_on}
        present = {row.date for row in own if row.state != S.CANCELLED and not row.proof_due_on}
        ranks = carence.ranks(absent, present, opened)
        began = carence.starts(ranks)
        for row in own:
            if not row.proof_due_on or not since <= row.date < until:
                continue
            motive = Motive(row.motive)
            percent = carence.percent(
                rules.proof,
                rank=ranks[row.date],
                without=rules.outcomes.percent(motive, Notice.LATE),
                proven=rules.outcomes.percent(motive, Notice.LATE, has_proof=True),
                seen_on=proofs.get((child, row.date)),
                since=began[row.date],
            )
            if percent != row.billed_percent:
                if percent < row.billed_percent:
                    moved.fell.append(row)
                row.billed_percent = percent
                moved.changed.append(row)
    Reservation.objects.bulk_update(moved.changed, ["billed_percent"])
    return moved


def point_absences(
    rows: Iterable[Reservation], marks: dict[tuple[UUID, UUID], str], service_id: UUID
) -> None:
    """Give confirmed rows of a closed day the motive of their mark, or take it back (R31)."""
    rules = absence_rules.of_services([service_id])[service_id]
    changed = []
    for row in rows:
        is_absent = marks.get((row.child_id, row.activity_id)) in {
            Attendance.State.ABSENT,
            Attendance.State.JUSTIFIED,
        }
        if is_absent == bool(row.motive):
            continue
        if is_absent:
            row.motive, row.proof_due_on = Motive.NO_SHOW, rules.proof.due_on(row.date)
        else:
            row.motive, row.proof_due_on, row.billed_percent = "", None, 100
        changed.append(row)
    Reservation.objects.bulk_update(changed, ["motive", "proof_due_on", "billed_percent"])


def tell_upward(fell: list[Reservation], *, by: Actor, now: datetime) -> None:
    """Rows that bill less: what was invoiced of them becomes an avoir."""
    if fell:
        cancellation_accepted.send(sender=Reservation, reservations=fell, by=by, now=now)


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

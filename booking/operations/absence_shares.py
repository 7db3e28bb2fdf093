"""What absences bill: shares asked again and written (R27–R29, R31)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from booking.models import Attendance, Reservation
from booking.rules.cancellations import Motive
from booking.selectors import absence_rules, absence_shares
from booking.signals import cancellation_accepted
from shared.actors import Actor
from shared.locks import assert_in_transaction


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
    moved = Moved([], [])
    for share in absence_shares.asked(child_ids, service_id, since=since, until=until):
        row, before = share.row, share.row.billed_percent
        if share.percent == before:
            continue
        row.billed_percent = share.percent
        moved.changed.append(row)
        if share.percent < before:
            moved.fell.append(row)
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

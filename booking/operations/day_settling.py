"""What a closed day bills: children who did not come, who came unbooked, who left late (R31–R33).

Done when the day is closed, not at each tap: marks are corrected until then, and a run reads closed
days only (R48). Closing again after a correction brings every row to what the marks now say; what
an invoice already charged too much becomes an avoir.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Attendance, Reservation, Service
from booking.operations import absence_shares, bulk, movements
from booking.operations.pickups import put_on_rows
from booking.operations.places import Locked
from booking.operations.unbooked import Came, rows_for
from booking.rules.cancellations import MOTIVE_LABELS, Motive
from booking.rules.lifecycle import HOLDING_STATES, LIVE_STATES, ReservationState
from family.models import Child
from shared.actors import Actor
from shared.locks import assert_in_transaction, rows

S = ReservationState
CAME_ANYWAY = "L’enfant est venu\u00a0: la présence est facturée."


def settle(service: Service, day: date, *, by: Actor, now: datetime) -> None:
    """Bring the rows of a day to what its marks say. The service's row is locked by the caller.

    Raises DomainError when a child who came unbooked has no price or nobody who pays: the day
    stays open until the set-up is completed, rather than a presence be lost.
    """
    assert_in_transaction()
    marks = list(Attendance.objects.filter(activity__service=service, date=day))
    rows(Child.objects.filter(id__in={mark.child_id for mark in marks}).only("id"))
    openings, found = movements.lock(
        Reservation.objects.filter(activity__service=service, date=day).exclude(
            state__in=[S.EXPIRED, S.REFUSED]
        )
    )
    states = {(mark.child_id, mark.activity_id): mark.state for mark in marks}
    found = _drop_mistakes(found, states, openings, by=by, now=now)
    found += _came_unbooked(service, day, found, marks, openings, by=by, now=now)
    seated = [row for row in found if row.state in {S.CONFIRMED, S.CANCEL_REQUESTED}]
    absence_shares.point_absences(
        [row for row in seated if not row.is_unbooked], states, service.id
    )
    moved = absence_shares.recompute(
        {row.child_id for row in found if row.proof_due_on or row.motive},
        service.id,
        since=day,
        until=day + timedelta(days=1),
    )
    cheaper = {row.id for row in moved.fell + put_on_rows(seated, marks)}
    # As written: whoever listens compares with what it charged.
    fell = list(Reservation.objects.filter(id__in=cheaper).select_related("payer"))
    absence_shares.tell_upward(fell, by=by, now=now)


def _drop_mistakes(
    found: list[Reservation],
    states: dict[tuple[UUID, UUID], str],
    openings: Locked,
    *,
    by: Actor,
    now: datetime,
) -> list[Reservation]:
    """Unbooked presences whose mark was taken back are not billed."""
    wrong = [
        row
        for row in found
        if row.is_unbooked
        and row.state in HOLDING_STATES
        and states.get((row.child_id, row.activity_id)) != Attendance.State.PRESENT
    ]
    if wrong:
        movements.end(
            wrong,
            openings,
            percent=0,
            by=by,
            now=now,
            reason=MOTIVE_LABELS[Motive.AGENT_ERROR].capitalize(),
        )
        movements.record("presence.withdrawn", wrong, by=by, now=now)
    return [row for row in found if row not in wrong]


def _came_unbooked(
    service: Service,
    day: date,
    found: list[Reservation],
    marks: Iterable[Attendance],
    openings: Locked,
    *,
    by: Actor,
    now: datetime,
) -> list[Reservation]:
    """A billable row for each child who came without one; the place is not counted (R32)."""
    seated = {(row.child_id, row.activity_id) for row in found if row.state in HOLDING_STATES}
    came = [
        Came(mark.child_id, mark.activity_id, mark.opening_id)
        for mark in marks
        if mark.state == Attendance.State.PRESENT
        and (mark.child_id, mark.activity_id) not in seated
    ]
    if not came:
        return []
    keys = {(one.child_id, one.activity_id) for one in came}
    # A request or a rank of that day is over; an absence told too late would be billed twice.
    over = [
        row
        for row in found
        if (row.child_id, row.activity_id) in keys
        and (row.state in LIVE_STATES or (row.state == S.CANCELLED and row.billed_percent))
    ]
    waiting = [row for row in over if row.state in LIVE_STATES]
    movements.end(waiting, openings, percent=0, by=by, now=now, reason=CAME_ANYWAY)
    late = [row for row in over if row not in waiting]
    if late:
        Reservation.objects.filter(id__in=[row.id for row in late]).update(
            billed_percent=0, proof_due_on=None, reason=CAME_ANYWAY
        )
        for row in late:
            row.billed_percent, row.proof_due_on, row.reason = 0, None, CAME_ANYWAY
        absence_shares.tell_upward(late, by=by, now=now)
    made = rows_for(service, came, day=day, by=by, now=now)
    bulk.insert(made)
    stored = list(
        Reservation.objects.filter(id__in=[row.id for row in made]).select_related(
            "payer", "activity__service"
        )
    )
    movements.record("presence.unbooked", stored, by=by, now=now)
    return stored

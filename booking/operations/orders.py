"""What becomes of the places of one *Valider*: paid, expired, seated again, kept longer."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import Reservation
from booking.operations import movements, places, seating, telling
from booking.operations.outcomes import Seated
from booking.rules.lifecycle import ReservationState
from booking.selectors import closures
from shared.actors import SYSTEM
from shared.locks import retried, rows

HOLD_EXPIRY = "booking.hold_expiry"
S = ReservationState


@retried
def settle_order(order_uid: UUID, *, now: datetime, only: Collection[UUID] | None = None) -> Seated:
    """A verified payment came: held places are confirmed, expired ones seated again if they can.

    ``only``: the rows this payment covers, when the order is paid to several régies. A late success
    wins wherever a place remains (R16); the ids that found none, or were cancelled meanwhile, are
    ``unseated``: the caller owes their money back.
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        if only is not None:
            found = [row for row in found if row.id in set(only)]
        held = [row for row in found if row.state == S.HELD]
        late = [row for row in found if row.state == S.EXPIRED]
        seated = seating.again(_received(late), openings, now=now) if late else []
        places.pause_after_check()
        places.take(seated, openings, now=now)
        done = [row.id for row in held + seated]
        # Cancelled meanwhile (a closure): paid for all the same, so the money is owed back.
        gone = [row for row in found if row.is_prepaid and row.state == S.CANCELLED]
        lost = sorted({row.id for row in late + gone} - set(done))
        if done:
            Reservation.objects.filter(id__in=done).update(
                state=S.CONFIRMED, decided_at=now, held_until=None
            )
        if done or lost:
            movements.record(
                "reservation.paid",
                [row for row in found if row.id in {*done, *lost}],
                by=SYSTEM,
                now=now,
                order=str(order_uid),
                unseated=[str(key) for key in lost],
            )
        return Seated(confirmed=done, unseated=lost)


@retried
def expire_order(order_uid: UUID, *, now: datetime) -> datetime | None:
    """Give back the places of an unpaid order and tell the family; run twice, nothing more.

    Returns when to come back if the hold was moved meanwhile, else None.
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        held = [row for row in found if row.state == S.HELD]
        due = [row for row in held if row.held_until is None or row.held_until <= now]
        later = [row.held_until for row in held if row.held_until and row.held_until > now]
        if due:
            Reservation.objects.filter(id__in=[row.id for row in due]).update(
                state=S.EXPIRED, decided_at=now
            )
            places.give_back(due, openings, now=now)
            movements.record("reservation.expired", due, by=SYSTEM, now=now, order=str(order_uid))
            telling.tell_family(due, "hold_expired", now=now)
        return min(later) if later else None


@retried
def extend_hold(order_uid: UUID, *, until: datetime) -> None:
    """Keep the places of an order longer; never shortens. The queued expiry looks again then."""
    with transaction.atomic():
        found = rows(Reservation.objects.filter(order_uid=order_uid, state=S.HELD))
        Reservation.objects.filter(id__in=[row.id for row in found], held_until__lt=until).update(
            held_until=until
        )


def _received(late: list[Reservation]) -> list[Reservation]:
    """Those no closure of a class or a group keeps away now (R10)."""
    away = closures.shutting(late, closures.standing(row.date for row in late))
    return [row for row in late if row.id not in away]

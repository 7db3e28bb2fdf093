"""Reservations read thin, for rules and screens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from booking.models import Attendance, Reservation
from booking.rules.lifecycle import LIVE_STATES, ReservationState
from booking.rules.lifecycle import Attendance as AttendanceState

Key = tuple[UUID, UUID, date]
LIVE = [state.value for state in LIVE_STATES]
_FIELDS = (
    "id",
    "child_id",
    "activity_id",
    "date",
    "opening_id",
    "state",
    "price_cents",
    "is_prepaid",
    "held_until",
    "reason",
    "requested_at",
    "under_six",
    "implied_by_id",
    "commission_id",
    "order_uid",
    "offered_at",
    "decided_at",
    "payer_id",
    "motive",
    "billed_percent",
    "proof_due_on",
)
# Written out: every calendar asks them; the ORM took longer to build them than the database to
# answer.
_SELECT = (
    f"SELECT {', '.join(_FIELDS)} FROM {Reservation._meta.db_table} "
    "WHERE {condition} ORDER BY requested_at"
)
_SEEN = f"""
SELECT child_id, activity_id, date, state FROM {Attendance._meta.db_table}
 WHERE child_id = ANY(%s::uuid[]) AND date >= %s AND date < %s
"""


@dataclass(frozen=True, slots=True)
class Booked:
    """One row of a child; ``state`` as the rules name it."""

    id: UUID
    child_id: UUID
    activity_id: UUID
    date: date
    opening_id: UUID
    state: ReservationState
    price_cents: int
    is_prepaid: bool
    held_until: datetime | None
    reason: str
    requested_at: datetime
    under_six: bool = False
    implied_by_id: UUID | None = None
    commission_id: UUID | None = None
    order_uid: UUID | None = None
    offered_at: datetime | None = None
    decided_at: datetime | None = None
    payer_id: UUID | None = None
    motive: str = ""
    billed_percent: int = 100
    proof_due_on: date | None = None

    @property
    def is_offer(self) -> bool:
        """A place of the waiting list is proposed, and nobody answered yet."""
        return (
            self.state is ReservationState.HELD
            and self.offered_at is not None
            and self.decided_at is None
        )

    @property
    def key(self) -> tuple[UUID, UUID, date]:
        """Child, activity, day: at most one live row."""
        return self.child_id, self.activity_id, self.date


def _read(condition: str, values: list[Any]) -> list[Booked]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(condition=condition), values)
        rows = cursor.fetchall()
    return [Booked(*row[:5], ReservationState(row[5]), *row[6:]) for row in rows]


def live_on(child_ids: Collection[UUID], days: Collection[date]) -> list[Booked]:
    """Live rows of children on some days, all activities (for exclusions too)."""
    return _read(
        "child_id = ANY(%s::uuid[]) AND date = ANY(%s::date[]) AND state = ANY(%s)",
        [list(child_ids), list(days), LIVE],
    )


def paid_on(
    child_ids: Collection[UUID], days: Collection[date]
) -> dict[tuple[UUID, UUID, date], tuple[UUID, bool]]:
    """(child, activity, day) of the live rows → who pays, and whether when booked: one query."""
    found = Reservation.objects.filter(
        child_id__in=child_ids, date__in=days, state__in=LIVE
    ).values_list("child_id", "activity_id", "date", "payer_id", "is_prepaid")
    return {row[:3]: row[3:] for row in found}


def between(child_ids: Collection[UUID], since: date, until: date) -> list[Booked]:
    """Live, refused and cancelled rows of children on [since, until), the oldest request first."""
    return _read(
        "child_id = ANY(%s::uuid[]) AND date >= %s AND date < %s AND state <> %s",
        [list(child_ids), since, until, ReservationState.EXPIRED.value],
    )


def seen(child_ids: Collection[UUID], since: date, until: date) -> dict[Key, AttendanceState]:
    """What the agents recorded of children on [since, until), by child × activity × day."""
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, [list(child_ids), since, until])
        return {row[:3]: AttendanceState(row[3]) for row in cursor.fetchall()}

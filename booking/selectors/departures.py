"""Who was there, and who left late: one day of a service (R33)."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from booking.errors import not_found
from booking.models import Attendance, DayClosure, Service
from booking.rules import pickup
from booking.selectors import absence_rules


@dataclass(frozen=True, slots=True)
class Departure:
    """A departure as noted: minutes after the end, cents of the surplus, when it was noted."""

    child_id: UUID
    child: str
    activity: str
    left_at: time
    left_with: str
    minutes: int
    cents: int
    noted_at: datetime


@dataclass(frozen=True, slots=True)
class DepartureDay:
    """The children seen present, (id, name), and what was noted; ``rule`` is a French sentence."""

    service: Service
    is_closed: bool
    rule: str
    ends_at: time | None
    present: tuple[tuple[UUID, str], ...]
    noted: tuple[Departure, ...]


def for_service(service_id: UUID, day: date) -> DepartureDay:
    """Five queries for 1 or 600 children. Raises DomainError « not_found »."""
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise not_found()
    marks = list(
        Attendance.objects.filter(
            activity__service=service, date=day, state=Attendance.State.PRESENT
        )
        .select_related("child", "activity")
        .order_by("child__last_name", "child__first_name", "child_id", "-activity__ends_at")
    )
    last = {}
    for mark in marks:
        last.setdefault(mark.child_id, mark)
    return DepartureDay(
        service,
        DayClosure.objects.filter(service=service, date=day).exists(),
        pickup.words(absence_rules.of_services([service_id])[service_id].pickup),
        max((mark.activity.ends_at for mark in marks), default=None),
        tuple((key, _name(mark)) for key, mark in last.items()),
        tuple(_departure(mark, mark.left_at) for mark in marks if mark.left_at is not None),
    )


def _name(mark: Attendance) -> str:
    return f"{mark.child.last_name} {mark.child.first_name}"


def _departure(mark: Attendance, left_at: time) -> Departure:
    return Departure(
        mark.child_id,
        _name(mark),
        mark.activity.name,
        left_at,
        mark.left_with,
        pickup.delay(mark.activity.ends_at, left_at),
        mark.pickup_cents,
        mark.noted_at,
    )

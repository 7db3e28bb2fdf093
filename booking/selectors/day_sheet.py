"""The day sheet of a service: who is expected, who came, in six queries for 6 or 600 children."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from booking.errors import not_found
from booking.models import (
    Activity,
    Attendance,
    DayClosure,
    Group,
    Registration,
    Reservation,
    Service,
)
from booking.rules.lifecycle import HOLDING_STATES
from family.models import Child

DIETS = dict(Child.Diet.choices)
# Reservation, state, departure.
Known = tuple[UUID | None, str, time | None]


@dataclass(frozen=True, slots=True)
class SheetMark:
    """One child and one activity: ``state`` is "" while nobody has looked."""

    activity_id: UUID
    reservation_id: UUID | None
    is_booked: bool
    state: str
    left_at: time | None = None

    @property
    def is_extra(self) -> bool:
        """Came without a booking (R32)."""
        return not self.is_booked and self.state == "present"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A child of the day; ``marks`` follow the order of the sheet's activities (None: no)."""

    child_id: UUID
    first_name: str
    last_name: str
    group_id: UUID | None
    group: str
    diet: str
    diet_label: str
    marks: tuple[SheetMark | None, ...]


@dataclass(frozen=True, slots=True)
class SheetTotal:
    """The counts of an activity."""

    activity_id: UUID
    name: str
    short_name: str
    expected: int
    present: int
    absent: int
    extra: int
    unknown: int


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A service on a day."""

    service: Service
    day: date
    closed_at: datetime | None
    groups: tuple[tuple[UUID, str], ...]
    rows: tuple[SheetRow, ...]
    totals: tuple[SheetTotal, ...]
    diets: tuple[tuple[str, int], ...]

    @property
    def is_closed(self) -> bool:
        """Frozen for the run."""
        return self.closed_at is not None

    @property
    def unknown(self) -> int:
        """How many expected children nobody has pointed."""
        return sum(total.unknown for total in self.totals)


def for_service(service_id: UUID, day: date) -> DaySheet:
    """The sheet of a service. Raises DomainError « not_found »."""
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise not_found()
    activities = list(Activity.objects.filter(service=service, is_active=True))
    groups = dict(Group.objects.filter(service=service).values_list("id", "name"))
    closed_at = (
        DayClosure.objects.filter(service=service, date=day)
        .values_list("closed_at", flat=True)
        .first()
    )
    marks: dict[UUID, dict[UUID, Known]] = defaultdict(dict)
    people: dict[UUID, tuple] = {}
    for row_id, activity, child, *names in Reservation.objects.filter(
        activity__in=activities,
        date=day,
        state__in=[state.value for state in HOLDING_STATES],
        is_unbooked=False,
    ).values_list("id", "activity_id", "child_id", *_names("child__"), "opening__group_id"):
        marks[child][activity] = (row_id, "", None)
        people[child] = tuple(names)
    for activity, child, state, left_at, *names in Attendance.objects.filter(
        activity__in=activities, date=day
    ).values_list(
        "activity_id", "child_id", "state", "left_at", *_names("child__"), "opening__group_id"
    ):
        booked = marks[child].get(activity, (None,))[0]
        marks[child][activity] = (booked, state, left_at if state == "present" else None)
        people.setdefault(child, tuple(names))
    rows = sorted(
        (
            SheetRow(
                child,
                first,
                last,
                group,
                groups.get(group, ""),
                diet,
                DIETS.get(diet, "") if diet else "",
                tuple(_mark(marks[child], activity.id) for activity in activities),
            )
            for child, (first, last, diet, group) in people.items()
        ),
        key=lambda row: (row.last_name.casefold(), row.first_name.casefold(), row.child_id),
    )
    return DaySheet(
        service,
        day,
        closed_at,
        tuple(groups.items()),
        tuple(rows),
        tuple(_total(activity, number, rows) for number, activity in enumerate(activities)),
        _diets(rows),
    )


def addable(service_id: UUID, day: date, *, text: str = "", limit: int = 50) -> list[Child]:
    """Children registered to the service who are not on the sheet, for an unbooked presence."""
    present = Reservation.objects.filter(
        activity__service_id=service_id,
        date=day,
        state__in=[state.value for state in HOLDING_STATES],
    ).values("child_id")
    registered = Registration.objects.filter(
        service_id=service_id, starts_on__lte=day, ends_on__gt=day
    ).values("child_id")
    found = Child.objects.filter(id__in=registered).exclude(id__in=present)
    for word in text.split():
        found = found.filter(last_name__icontains=word) | found.filter(first_name__icontains=word)
    return list(found.order_by("last_name", "first_name")[:limit])


def _names(prefix: str) -> list[str]:
    return [f"{prefix}{name}" for name in ("first_name", "last_name", "diet")]


def _mark(marks: dict[UUID, Known], activity_id: UUID) -> SheetMark | None:
    known = marks.get(activity_id)
    if known is None:
        return None
    return SheetMark(activity_id, known[0], known[0] is not None, *known[1:])


def _total(activity: Activity, number: int, rows: list[SheetRow]) -> SheetTotal:
    found = [mark for row in rows if (mark := row.marks[number]) is not None]
    return SheetTotal(
        activity.id,
        activity.name,
        activity.short_name,
        expected=sum(mark.is_booked for mark in found),
        present=sum(mark.state == "present" for mark in found),
        absent=sum(mark.state in {"absent", "justified"} for mark in found),
        extra=sum(mark.is_extra for mark in found),
        unknown=sum(mark.is_booked and not mark.state for mark in found),
    )


def _diets(rows: list[SheetRow]) -> tuple[tuple[str, int], ...]:
    """Menus to prepare among expected children, the ordinary one left out."""
    counted: dict[str, int] = defaultdict(int)
    for row in rows:
        if row.diet_label and any(mark and mark.is_booked for mark in row.marks):
            counted[row.diet_label] += 1
    return tuple(sorted(counted.items()))

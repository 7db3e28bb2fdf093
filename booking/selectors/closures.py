"""Whom a closure concerns, read from bookings, registrations and classes (R8–R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import CalendarEntry, Opening, Registration, Reservation
from booking.rules.closures import Closure, Pupil, concerns
from booking.rules.lifecycle import LIVE_STATES
from family.models import Child, Schooling
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of

LIVE = [state.value for state in LIVE_STATES]


@dataclass(frozen=True, slots=True)
class Touched:
    """How many bookings of how many families something would touch."""

    bookings: int = 0
    families: int = 0

    def __bool__(self) -> bool:
        return self.bookings > 0


def rule_of(entry: CalendarEntry) -> Closure:
    """A stored closure as the rules read it."""
    return Closure(
        DateRange(entry.starts_on, entry.ends_on),
        entry.name,
        entry.service_id,
        entry.group_id,
        entry.school_id,
        entry.class_name,
    )


def openings(closure: Closure) -> QuerySet[Opening]:
    """The openings of its days and service, whoever comes."""
    found = Opening.objects.filter(date__gte=closure.span.start, date__lt=closure.span.end)
    return found if closure.service is None else found.filter(activity__service=closure.service)


def booked(closure: Closure) -> QuerySet[Reservation]:
    """The live bookings a closure would cancel."""
    found = Reservation.objects.filter(
        state__in=LIVE, date__gte=closure.span.start, date__lt=closure.span.end
    )
    if closure.service is not None:
        found = found.filter(activity__service=closure.service)
    if closure.group is not None:
        found = found.filter(
            Exists(
                Registration.objects.filter(
                    child=OuterRef("child"),
                    group=closure.group,
                    service=OuterRef("activity__service"),
                    starts_on__lte=OuterRef("date"),
                    ends_on__gt=OuterRef("date"),
                )
            )
        )
    if closure.school is not None:
        found = found.filter(_in_class(closure, OuterRef("child")))
    return found


def pupils(closure: Closure) -> QuerySet[Child]:
    """Every child a partial closure concerns, booked or not."""
    found = Child.objects.all()
    if closure.group is not None:
        found = found.filter(
            Exists(
                Registration.objects.filter(
                    child=OuterRef("pk"),
                    group=closure.group,
                    starts_on__lt=closure.span.end,
                    ends_on__gt=closure.span.start,
                )
            )
        )
    if closure.school is not None:
        found = found.filter(
            Exists(_schoolings(closure, OuterRef("pk"), years=_years(closure.span)))
        )
    return found


def touched(closure: Closure) -> Touched:
    """What the closure would cancel, to say before it is confirmed."""
    return count(booked(closure))


def count(found: QuerySet[Reservation]) -> Touched:
    """Bookings and families of a query, in one statement."""
    rows = found.order_by().values_list("payer__family_id", flat=True)
    families = list(rows)
    return Touched(len(families), len(set(families)))


def standing(days: Iterable[date], *, but: UUID | None = None) -> list[tuple[UUID, Closure]]:
    """Closures on some days, the oldest first, whole and partial, with their ids."""
    wanted = list(days)
    if not wanted:
        return []
    found = CalendarEntry.objects.filter(
        kind=CalendarEntry.Kind.CLOSURE, starts_on__lte=max(wanted), ends_on__gt=min(wanted)
    )
    return [(one.id, rule_of(one)) for one in found.order_by("id") if one.id != but]


def shutting(rows: Iterable[Reservation], known: list[tuple[UUID, Closure]]) -> dict[UUID, UUID]:
    """Reservation → the first of these closures that keeps its child away; two statements.

    The service of each row must be loaded (``activity``).
    """
    rows = list(rows)
    if not known or not rows:
        return {}
    where = _pupils_of(rows) if any(one.is_partial for _, one in known) else {}
    found = {}
    for row in rows:
        for key, closure in known:
            if concerns(
                closure,
                day=row.date,
                service=row.activity.service_id,
                pupil=where.get(row.id, Pupil()),
            ):
                found[row.id] = key
                break
    return found


def registered(rows: Iterable[Reservation]) -> set[UUID]:
    """Rows whose child is still admitted to the service that day: one statement."""
    rows = list(rows)
    spans: dict[tuple[UUID, UUID], list[DateRange]] = {}
    for child, service, first, end in Registration.objects.filter(
        child__in={row.child_id for row in rows}
    ).values_list("child_id", "service_id", "starts_on", "ends_on"):
        spans.setdefault((child, service), []).append(DateRange(first, end))
    return {
        row.id
        for row in rows
        if any(
            span.contains(row.date)
            for span in spans.get((row.child_id, row.activity.service_id), ())
        )
    }


def _pupils_of(rows: list[Reservation]) -> dict[UUID, Pupil]:
    children = {row.child_id for row in rows}
    groups: dict[tuple[UUID, UUID], list[tuple[DateRange, UUID | None]]] = {}
    for child, service, group, first, end in Registration.objects.filter(
        child__in=children
    ).values_list("child_id", "service_id", "group_id", "starts_on", "ends_on"):
        groups.setdefault((child, service), []).append((DateRange(first, end), group))
    classes = {
        (child, year): (school, name)
        for child, year, school, name in Schooling.objects.filter(child__in=children).values_list(
            "child_id", "school_year", "school_id", "class_name"
        )
    }
    return {
        row.id: Pupil(
            next(
                (
                    group
                    for span, group in groups.get((row.child_id, row.activity.service_id), ())
                    if span.contains(row.date)
                ),
                None,
            ),
            *classes.get((row.child_id, school_year_of(row.date).start.year), (None, "")),
        )
        for row in rows
    }


def _in_class(closure: Closure, child: OuterRef) -> Q:
    """Rows whose child is in the school (and class) in the school year of the row's day."""
    wanted = Q(pk__in=[])
    for year in _years(closure.span):
        first, end = date(year, 9, 1), date(year + 1, 9, 1)
        there = Exists(_schoolings(closure, child, years=[year]))
        wanted |= Q(date__gte=first, date__lt=end) & Q(there)
    return wanted


def _schoolings(closure: Closure, child: OuterRef, *, years: list[int]) -> QuerySet[Schooling]:
    found = Schooling.objects.filter(child=child, school=closure.school, school_year__in=years)
    name = closure.class_name.strip()
    return found.filter(class_name__iexact=name) if name else found


def _years(span: DateRange) -> list[int]:
    """The school years a span touches, by their first calendar year."""
    last = span.last
    assert last is not None
    return list(range(school_year_of(span.start).start.year, school_year_of(last).start.year + 1))

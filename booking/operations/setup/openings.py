"""Openings: a whole year made by one form, then changed day by day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import Activity, Group, Opening, Period, Service
from booking.operations import filling, limit_days, places
from booking.selectors import facts
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.french_dates import day_list
from shared.values.ranges import DateRange
from shared.values.school_calendar import DayKind, open_days

MOST_OPENINGS = 20_000


@dataclass(frozen=True, slots=True)
class Places:
    """Places of an activity for a group (None: everybody); ``capacity`` None: no limit."""

    activity_id: UUID
    group_id: UUID | None
    capacity: int | None
    margin: int = 0


@dataclass(frozen=True, slots=True)
class YearMade:
    """What the form made: days opened, openings made, openings that were already there."""

    days: int
    made: int
    present: int


def days_of(
    service: Service, span: DateRange, weekdays: Collection[int], kinds: Collection[DayKind]
) -> list[date]:
    """The days a year's form would open: weekdays × kinds, holidays and closures left out (R8)."""
    if span.end is None:
        raise DomainError("incomplete", "Indiquez une date de fin.")
    calendar = facts.load(guardian_id=None, since=span.start, until=span.end).calendar(service.id)
    return open_days(span, weekdays, kinds, calendar)


@retried
def make_year(
    service: Service,
    span: DateRange,
    *,
    weekdays: Collection[int],
    places_wanted: Collection[Places],
    by: Actor,
    now: datetime,
    kinds: Collection[DayKind] = (DayKind.SCHOOL,),
    period: Period | None = None,
) -> YearMade:
    """Open every chosen weekday of a span, for each activity and group, with its places.

    Days already open are left as they are: the form can be sent twice. Raises DomainError
    « not_found » for another service's activity or group, « nothing », « too_many ».
    """
    activities = set(Activity.objects.filter(service=service).values_list("id", flat=True))
    groups = set(Group.objects.filter(service=service).values_list("id", flat=True)) | {None}
    if not all(p.activity_id in activities and p.group_id in groups for p in places_wanted):
        raise DomainError("not_found", "Introuvable.")
    days = days_of(service, span, weekdays, kinds)
    if not days or not places_wanted:
        raise DomainError("nothing", "Aucun jour ne correspond à ce choix.")
    if len(days) * len(places_wanted) > MOST_OPENINGS:
        raise DomainError("too_many", "Choisissez une période plus courte.")
    with transaction.atomic():
        # Against a limit set meanwhile: whoever comes second sees the other's days.
        rows(Service.objects.filter(id=service.id))
        present = set(
            Opening.objects.filter(
                activity__service=service, date__gte=span.start, date__lt=span.end
            ).values_list("activity_id", "date", "group_id")
        )
        wanted = [
            Opening(
                activity_id=one.activity_id,
                date=day,
                group_id=one.group_id,
                capacity=one.capacity,
                margin=one.margin,
                period=period,
            )
            for day in days
            for one in places_wanted
            if (one.activity_id, day, one.group_id) not in present
        ]
        Opening.objects.bulk_create(wanted, batch_size=2000, ignore_conflicts=True)
        if wanted:
            filling.wake(service.id, now=now)
        limit_days.fill(service.id, since=span.start)
        audit.record("openings.made", service, by=by, now=now, span=str(span), openings=len(wanted))
        return YearMade(len(days), len(wanted), len(days) * len(places_wanted) - len(wanted))


@retried
def change_places(
    opening_ids: Collection[UUID],
    *,
    capacity: int | None,
    by: Actor,
    now: datetime,
    margin: int | None = None,
) -> int:
    """Change the places of some days.

    Raises DomainError « below_taken » with ``days`` when children would have to leave: nothing is
    written, the agent chooses more places or whom to move.
    """
    with transaction.atomic():
        found = places.lock(opening_ids)
        if len(found) != len(set(opening_ids)):
            raise DomainError("not_found", "Introuvable.")
        if capacity is not None:
            _check_taken(found.values(), capacity, margin)
        places.pause_after_check()
        changes = {"capacity": capacity} | ({} if margin is None else {"margin": margin})
        Opening.objects.filter(id__in=found).update(**changes)
        for opening in found.values():
            opening.capacity, opening.margin = (
                capacity,
                opening.margin if margin is None else margin,
            )
        places.serve(found.values(), now=now)
        if found:
            audit.record(
                "openings.places",
                next(iter(found.values())),
                by=by,
                now=now,
                openings=[str(key) for key in found],
                **changes,
            )
        return len(found)


def _check_taken(found: Collection[Opening], capacity: int, margin: int | None) -> None:
    over = [
        one for one in found if one.taken > capacity + (one.margin if margin is None else margin)
    ]
    if not over:
        return
    days = sorted({one.date for one in over})
    least = max(one.taken - (one.margin if margin is None else margin) for one in over)
    raise DomainError(
        "below_taken",
        f"Plus d’enfants que ces places sont déjà inscrits le {day_list(days)}\u00a0: gardez au "
        f"moins {least}\u00a0place{'s' if least > 1 else ''}, ou annulez d’abord des réservations "
        "ces jours-là.",
        days=[day.isoformat() for day in days],
    )


@retried
def remove(opening_ids: Collection[UUID], *, by: Actor, now: datetime) -> int:
    """Delete days nobody ever booked. Raises DomainError « booked » otherwise: close them."""
    with transaction.atomic():
        found = places.lock(opening_ids)
        used = Opening.objects.filter(id__in=found, reservations__isnull=False).exists()
        if used or any(opening.taken for opening in found.values()):
            raise DomainError(
                "booked", "Des réservations existent sur ces jours\u00a0: fermez-les plutôt."
            )
        if found:
            audit.record(
                "openings.removed",
                next(iter(found.values())),
                by=by,
                now=now,
                days=sorted({opening.date.isoformat() for opening in found.values()}),
            )
            Opening.objects.filter(id__in=found).delete()
        return len(found)

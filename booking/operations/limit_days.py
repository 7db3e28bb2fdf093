"""Days of the limits above openings: locked after them, made for days that open, counted again."""

from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from booking.models import CapacityLimit, LimitActivity, LimitDay, Opening, Reservation
from booking.rules import limits
from booking.rules.lifecycle import HOLDING_STATES
from shared.locks import assert_in_transaction, rows

# Live rows that hold a place, weighed as the limit weighs them (R38).
_TAKEN = f"""
SELECT r.date, sum(CASE WHEN r.under_six THEN %(young)s ELSE %(old)s END)
  FROM {Reservation._meta.db_table} r
  JOIN {Opening._meta.db_table} o ON o.id = r.opening_id
  JOIN booking_activity a ON a.id = r.activity_id
  JOIN booking_service s ON s.id = a.service_id
 WHERE r.activity_id = ANY(%(activities)s) AND r.date >= %(since)s
   AND (%(group)s::uuid IS NULL OR o.group_id = %(group)s::uuid)
   AND NOT r.is_unbooked
   AND (r.state = ANY(%(holding)s) OR (r.state = 'requested' AND s.request_holds_place
              AND r.commission_id IS NULL))
 GROUP BY r.date
"""


def ratios(limit: CapacityLimit) -> limits.Ratios:
    """The two ratios of a limit."""
    return limits.Ratios(limit.under_six_ratio, limit.from_six_ratio)


def scale(limit: CapacityLimit) -> limits.Scale:
    """How a limit counts: children, or adults of some ratios."""
    return limits.Scale(limit.kind, ratios(limit))


def lock(openings: Collection[Opening]) -> limits.LimitBook:
    """Lock the limit days some locked openings weigh on, by id, in one statement."""
    assert_in_transaction()
    return _book(rows(_above(openings))) if openings else limits.LimitBook()


def read(openings: Collection[Opening]) -> limits.LimitBook:
    """The same days without a lock, to say what an act would do."""
    return _book(_above(openings)) if openings else limits.LimitBook()


def _above(openings: Collection[Opening]) -> QuerySet[LimitDay]:
    weighing = Opening.objects.filter(
        Q(group_id=OuterRef("limit__group_id")) | Q(activity__limits__limit__group__isnull=True),
        id__in=[opening.id for opening in openings],
        date=OuterRef("date"),
        activity__limits__limit_id=OuterRef("limit_id"),
    )
    counted = LimitActivity.objects.filter(limit_id=OuterRef("limit_id")).values("activity_id")
    return (
        LimitDay.objects.filter(Exists(weighing))
        .select_related("limit")
        .annotate(activity_ids=ArraySubquery(counted))
    )


def _book(found: Iterable[LimitDay]) -> limits.LimitBook:
    return limits.LimitBook(
        limits.LimitDay(
            id=day.id,
            name=day.limit.name,
            kind=day.limit.kind,
            date=day.date,
            capacity=day.capacity,
            taken=day.taken,
            activities=frozenset(day.activity_ids),
            group=day.limit.group_id,
            weights=limits.weights(day.limit.kind, ratios(day.limit)),
        )
        for day in found
    )


def fill(service_id: UUID, *, since: date) -> None:
    """Make the limit days that openings just made call for: nothing is booked there yet."""
    assert_in_transaction()
    for limit in CapacityLimit.objects.filter(service_id=service_id).prefetch_related("counted"):
        activities = [one.activity_id for one in limit.counted.all()]
        days = opening_days(limit, activities, since=since)
        days -= set(LimitDay.objects.filter(limit=limit).values_list("date", flat=True))
        _make(limit, days, taken(limit, activities, since=since) if days else {})


def again(
    limit: CapacityLimit,
    activities: Collection[UUID],
    *,
    since: date,
    before: limits.Scale | None = None,
) -> None:
    """Make the days of a limit anew from ``since`` on; its openings are locked by the caller.

    Days before are the record of what was offered: they stay. ``before``: how they were
    counted, where what the limit counts has changed: their bookings are weighed again, so that an
    absence told later gives back what was taken, and what was offered is said in the new units.
    """
    assert_in_transaction()
    LimitDay.objects.filter(limit=limit, date__gte=since).delete()
    days = opening_days(limit, activities, since=since)
    _make(limit, days, taken(limit, activities, since=since))
    if before is not None:
        _weigh_past(limit, activities, until=since, before=before)


def _weigh_past(
    limit: CapacityLimit, activities: Collection[UUID], *, until: date, before: limits.Scale
) -> None:
    past = list(LimitDay.objects.filter(limit=limit, date__lt=until).order_by("date"))
    if not past:
        return
    booked = taken(limit, activities, since=past[0].date)
    after = scale(limit)
    for day in past:
        day.taken = booked.get(day.date, 0)
        offered = limits.converted(day.capacity, before, after, places=limit.places)
        # The record of a day never says that it was oversold by a rule set later.
        day.capacity = max(offered, day.taken)
    LimitDay.objects.bulk_update(past, ["taken", "capacity"], batch_size=2000)


def opening_days(limit: CapacityLimit, activities: Collection[UUID], *, since: date) -> set[date]:
    """The days one of its activities opens, inside its span, from ``since`` on."""
    return set(openings_of(limit, activities, since=since).values_list("date", flat=True))


def openings_from(activities: Collection[UUID], *, since: date) -> QuerySet[Opening]:
    """Every opening of some activities from a day on, whatever limit stands above."""
    return Opening.objects.filter(activity_id__in=list(activities), date__gte=since).order_by()


def openings_of(
    limit: CapacityLimit, activities: Collection[UUID], *, since: date
) -> QuerySet[Opening]:
    """The openings a limit weighs on, from ``since`` on."""
    found = openings_from(activities, since=max(limit.starts_on, since))
    if limit.ends_on is not None:
        found = found.filter(date__lt=limit.ends_on)
    return found if limit.group_id is None else found.filter(group_id=limit.group_id)


def taken(limit: CapacityLimit, activities: Iterable[UUID], *, since: date) -> dict[date, int]:
    """Units its live rows take, by day, counted again from the bookings."""
    young, old = limits.weights(limit.kind, ratios(limit))
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKEN,
            {
                "young": young,
                "old": old,
                "activities": list(activities),
                "since": since,
                "group": limit.group_id,
                "holding": [state.value for state in HOLDING_STATES],
            },
        )
        return {day: int(number) for day, number in cursor.fetchall()}


def _make(limit: CapacityLimit, days: Collection[date], booked: dict[date, int]) -> None:
    capacity = limits.units(limit.kind, limit.places, ratios(limit))
    LimitDay.objects.bulk_create(
        [
            LimitDay(limit=limit, date=day, capacity=capacity, taken=booked.get(day, 0))
            for day in sorted(days)
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )

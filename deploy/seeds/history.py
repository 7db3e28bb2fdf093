"""What families booked for the term, what agents saw, the days they closed."""

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from uuid import UUID

from booking.models import Opening, Reservation
from booking.operations import attendance, days, reservations
from booking.operations.outcomes import Wish
from deploy.seeds.days import instant
from deploy.seeds.homes import Home
from deploy.seeds.set_up import Town

# Weekdays a family comes, by rank: most come often, some on two days only.
HABITS = ((0, 1, 3, 4), (0, 1, 3, 4), (0, 3, 4), (1, 3), (0, 1, 3, 4), (0, 1))
WEEKS_AHEAD = 5
# Days left to point and to close, so that agents find work on *Aujourd'hui*.
OPEN_DAYS = 2


def book(town: Town, homes: list[Home]) -> None:
    """Each family's term, booked at the counter three weeks before it starts."""
    draw = Random(f"habits {town.plan.slug}")
    until = town.span.today + timedelta(weeks=WEEKS_AHEAD)
    opened: dict[UUID, list[date]] = defaultdict(list)
    for activity, day in (
        Opening.objects.filter(date__gte=town.span.start, date__lt=until)
        .order_by("date")
        .values_list("activity_id", "date")
        .distinct()
    ):
        # Between the last months of school and now, a summer would be billed to all at once.
        if day.replace(day=1) in town.span.months or day >= town.span.today.replace(day=1):
            opened[activity].append(day)
    for rank, home in enumerate(homes):
        wishes = _wishes(town, home, HABITS[rank % len(HABITS)], opened, draw)
        if wishes:
            reservations.place(
                wishes, guardian_id=home.payer.pk, by=town.agent, now=town.span.before
            )


def see(town: Town) -> None:
    """Past days pointed, then closed the same evening, but for the last ones."""
    draw = Random(f"presences {town.plan.slug}")
    for service in town.services.values():
        booked: dict[date, list[tuple[UUID, UUID]]] = defaultdict(list)
        for day, child, activity in (
            Reservation.objects.filter(
                activity__service=service, state="confirmed", date__lt=town.span.today
            )
            .order_by("date", "child_id")
            .values_list("date", "child_id", "activity_id")
        ):
            booked[day].append((child, activity))
        for day in sorted(booked)[:-OPEN_DAYS]:
            marks = [(child, activity, _seen(draw)) for child, activity in booked[day]]
            evening = instant(day, 18, 30)
            attendance.point(service.id, marks, day=day, by=town.agent, now=evening)
            days.close(service, day, by=town.agent, now=evening)


def _seen(draw: Random) -> str:
    return draw.choices(("present", "absent", "justified"), weights=(95, 4, 1))[0]


def _wishes(
    town: Town,
    home: Home,
    habit: tuple[int, ...],
    opened: dict[UUID, list[date]],
    draw: Random,
) -> list[Wish]:
    wishes = []
    for key, children in home.services.items():
        mine = [one for (service, _), one in town.activities.items() if service == key]
        if len({one.exclusive_set for one in mine}) == 1 and mine[0].exclusive_set:
            mine = mine[:1] if draw.random() < 0.7 else mine[1:2]
        for child in children:
            for activity in mine:
                wishes += [
                    Wish(child.pk, activity.id, day)
                    for day in opened[activity.id]
                    if (day.weekday() in habit or day.weekday() in (2, 5)) and draw.random() > 0.05
                ]
    return wishes

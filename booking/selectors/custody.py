"""Whose days are the coming ones, as an agent checks a custody calendar (R69)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from booking.models import CalendarEntry
from booking.selectors import facts
from family.models import CustodyPlan, Guardian
from family.rules.custody import whose_day
from family.selectors.custody import rule_of
from shared.values.french_dates import day_long, day_number, week
from shared.values.ranges import DateRange


@dataclass(frozen=True, slots=True)
class Day:
    """One day; ``mark`` is a letter or two, ``said`` the whole sentence, ``is_first``: whose."""

    number: str
    mark: str
    said: str
    is_first: bool
    is_free: bool


@dataclass(frozen=True, slots=True)
class Week:
    """« Semaine 48 » from Monday to Sunday."""

    label: str
    since: str
    days: tuple[Day, ...]


def weeks(
    child_id: UUID, adults: list[Guardian], *, today: date, number: int = 6
) -> tuple[Week, ...]:
    """The coming weeks of a child, school holidays included: one query, none without an adult."""
    if not adults:
        return ()
    monday = today - timedelta(days=today.weekday())
    end = monday + timedelta(weeks=number)
    known = facts.load(guardian_id=adults[0].pk, since=monday, until=end)
    if child_id not in known.custody:
        return ()
    first = known.custody[child_id][0].first
    names = {adult.pk: adult.first_name for adult in adults}
    letters = marks(names)
    found = []
    while monday < end:
        days = []
        for day in (monday + timedelta(days=n) for n in range(7)):
            turn = known.turn(child_id, day)
            days.append(
                Day(
                    day_number(day),
                    letters.get(turn.parent, "?") if turn else "",
                    f"{day_long(day)}\u00a0: chez {names.get(turn.parent, '?')}, {turn.reason}"
                    if turn
                    else f"{day_long(day)}\u00a0: à tous",
                    turn is not None and turn.parent == first,
                    turn is None,
                )
            )
        found.append(Week(week(monday), f"{monday:%d/%m}", tuple(days)))
        monday += timedelta(days=7)
    return tuple(found)


def marks(names: dict[UUID, str]) -> dict[UUID, str]:
    """One letter for each adult, two where they would be the same."""
    initials = [name[:1].upper() for name in names.values()]
    size = 1 if len(set(initials)) == len(initials) else 2
    return {key: name[:size].capitalize() for key, name in names.items()}


@dataclass(frozen=True, slots=True)
class Handover:
    """Whose day it is for a child, as staff on duty must know."""

    child: str
    parent: str
    is_restricted: bool


def handovers(children: Collection[tuple[UUID, str]], day: date) -> list[Handover]:
    """The parent of the day of the children whose parents live apart: two queries (R72).

    ``children``: (id, name). For staff on duty only: no family ever reads it.
    """
    plans: dict[UUID, list[CustodyPlan]] = defaultdict(list)
    rows = CustodyPlan.objects.filter(
        child_id__in=[key for key, _name in children], starts_on__lte=day
    ).exclude(ends_on__lte=day)
    for row in rows.select_related("first", "second"):
        plans[row.child_id].append(row)
    if not plans:
        return []
    holidays = [
        DateRange(entry.starts_on, entry.ends_on)
        for entry in CalendarEntry.objects.filter(
            kind=CalendarEntry.Kind.HOLIDAY,
            service=None,
            group=None,
            school=None,
            starts_on__lte=day,
            ends_on__gt=day,
        )
    ]
    found = []
    for key, name in children:
        turn = whose_day([rule_of(row) for row in plans.get(key, ())], day, holidays)
        if turn is None:
            continue
        names = {one.pk: one for row in plans[key] for one in (row.first, row.second) if one}
        found.append(
            Handover(
                name, names[turn.parent].full_name, any(row.is_restricted for row in plans[key])
            )
        )
    return found

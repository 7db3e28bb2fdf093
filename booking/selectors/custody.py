"""Whose days are the coming ones, as an agent checks a custody calendar (R69)."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from booking.selectors import facts
from family.models import Guardian
from shared.values.french_dates import day_long, day_number, week


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

"""Weekdays by name, and walking back over counted days (« deux jours ouvrés avant », R20, R23)."""

from dataclasses import dataclass
from datetime import date, timedelta

from shared.values.french_dates import WEEKDAYS, WEEKDAYS_SHORT
from shared.values.school_calendar import CalendarFacts, DayKind

_FURTHEST = 400


def weekday_name(day: date) -> str:
    """« jeudi »."""
    return WEEKDAYS[day.weekday()]


def weekday_short(day: date) -> str:
    """« jeu. »."""
    return WEEKDAYS_SHORT[day.weekday()]


@dataclass(frozen=True, slots=True)
class Counting:
    """Which days do not count when walking back (R20). Everything counts by default.

    ``skip_weekdays`` holds chosen weekdays, 0 = Monday (« le mercredi ne compte pas »).
    """

    skip_weekends: bool = False
    skip_public_holidays: bool = False
    skip_school_holidays: bool = False
    skip_closed: bool = False
    skip_weekdays: frozenset[int] = frozenset()


CALENDAR_DAYS = Counting()
WORKING_DAYS = Counting(skip_weekends=True, skip_public_holidays=True)


def is_counted(day: date, counting: Counting, facts: CalendarFacts) -> bool:
    """Whether a day counts.

    Each exclusion looks for itself, because one day may be several things: a closure put on
    1 May does not make it a working day, and 25 December is in the holidays as well.
    """
    weekday = day.weekday()
    if weekday in counting.skip_weekdays or (counting.skip_weekends and weekday >= 5):
        return False
    override = facts.overrides.get(day)
    if counting.skip_public_holidays and (
        override is DayKind.PUBLIC_HOLIDAY or day in facts.public_holidays
    ):
        return False
    if counting.skip_school_holidays and _in_holidays(day, override, facts):
        return False
    return not (counting.skip_closed and override is DayKind.CLOSED)


def _in_holidays(day: date, override: DayKind | None, facts: CalendarFacts) -> bool:
    """In the school holidays, unless the commune says there is school that day."""
    if override in {DayKind.SCHOOL, DayKind.HOLIDAY}:
        return override is DayKind.HOLIDAY
    return any(holiday.contains(day) for holiday in facts.holidays)


def counted_back(day: date, count: int, counting: Counting, facts: CalendarFacts) -> date:
    """The day reached after walking back ``count`` counted days; 0 gives the day itself.

    Raises ValueError when no counted day is found within 400 days (every weekday skipped).
    """
    reached, left = day, count
    for _ in range(_FURTHEST):
        if left == 0:
            return reached
        reached -= timedelta(days=1)
        if is_counted(reached, counting, facts):
            left -= 1
    raise ValueError("Aucun jour compté : vérifiez les jours exclus du délai.")


def on_or_before(day: date, counting: Counting, facts: CalendarFacts) -> date:
    """The day itself if it counts, else the last counted day before it (R23: push earlier).

    Raises ValueError when there is none within 400 days.
    """
    return counted_back(day + timedelta(days=1), 1, counting, facts)

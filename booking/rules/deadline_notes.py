"""What an agent should see coming: a long weekend that moves a cut-off, or hides it (R23)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from booking.rules.cutoffs import cutoff
from booking.rules.deadline_kinds import DeadlineRule
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import is_counted

_ONE_DAY = timedelta(days=1)
_LONG = 3


class Code(StrEnum):
    """Why a day of service deserves a warning."""

    EARLIER = "earlier"
    ON_CLOSED_DAY = "on_closed_day"
    LONG_WEEKEND = "long_weekend"


@dataclass(frozen=True, slots=True)
class Note:
    """``days`` are the public holidays or closed days to name; ``usual`` the ordinary cut-off."""

    code: Code
    days: tuple[date, ...]
    usual: datetime | None = None


def note(
    rule: DeadlineRule,
    day: date,
    facts: CalendarFacts,
    zone: ZoneInfo,
    *,
    starts_at: time | None = None,
) -> Note | None:
    """The warning of one day of service, or None on an ordinary week.

    In order: the calendar brings the cut-off forward; the last day to act is itself a public
    holiday or a closed day, when nobody answers the phone; three days off or more, one of them
    not a mere weekend, stand between the cut-off and the day.
    """
    limit = cutoff(rule, day, facts, zone, starts_at=starts_at)
    if not isinstance(limit, datetime):
        return None
    last = (limit.astimezone(zone) - timedelta.resolution).date()
    usual = cutoff(rule, day, CalendarFacts(), zone, starts_at=starts_at)
    if isinstance(usual, datetime) and limit < usual:
        skipped = [
            one
            for one in _between(last, day)
            if is_counted(one, rule.counting, CalendarFacts())
            and not is_counted(one, rule.counting, facts)
        ]
        return Note(Code.EARLIER, tuple(skipped), usual)
    if last < day and _is_closed(last, facts):
        return Note(Code.ON_CLOSED_DAY, (last,))
    if closed := _long_weekend(_between(last, day), facts):
        return Note(Code.LONG_WEEKEND, closed)
    return None


def closed_before(limit: datetime, day: date, facts: CalendarFacts, zone: ZoneInfo) -> list[date]:
    """Public holidays and closed days from the cut-off's own day to the day of service."""
    if not (facts.public_holidays or facts.overrides):
        return []
    last = (limit.astimezone(zone) - timedelta.resolution).date()
    return [one for one in (last, *_between(last, day)) if one < day and _is_closed(one, facts)]


def is_bridge(limit: datetime, day: date, facts: CalendarFacts, zone: ZoneInfo) -> bool:
    """Whether three days off or more, not all of a mere weekend, come before the day."""
    last = (limit.astimezone(zone) - timedelta.resolution).date()
    return bool(_long_weekend(_between(last, day), facts))


def _between(first: date, last: date) -> list[date]:
    """The days strictly between two days."""
    return [first + _ONE_DAY * number for number in range(1, (last - first).days)]


def _is_closed(day: date, facts: CalendarFacts) -> bool:
    return day in facts.public_holidays or facts.kind(day) in {
        DayKind.PUBLIC_HOLIDAY,
        DayKind.CLOSED,
    }


def _long_weekend(days: list[date], facts: CalendarFacts) -> tuple[date, ...]:
    """The closed days of the last run of three days off, or nothing."""
    run: list[date] = []
    found: tuple[date, ...] = ()
    for day in days:
        run = [*run, day] if day.weekday() >= 5 or _is_closed(day, facts) else []
        closed = tuple(one for one in run if _is_closed(one, facts))
        if len(run) >= _LONG and closed:
            found = closed
    return found

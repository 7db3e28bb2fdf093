"""*Vue période*: weekdays over a range of dates, every week or odd and even ones (R24)."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from shared.values.french_dates import WEEKDAYS, day_long, enumeration
from shared.values.ranges import DateRange

LONGEST_DAYS = 400


class Weeks(StrEnum):
    """Which ISO weeks the pattern takes."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


WEEKS_LABELS = {
    Weeks.ALL: "toutes les semaines",
    Weeks.ODD: "semaines impaires",
    Weeks.EVEN: "semaines paires",
}


def expand(weekdays: Iterable[int], span: DateRange, *, weeks: Weeks = Weeks.ALL) -> list[date]:
    """The dates of a pattern, in order; weekdays 0 = Monday.

    Odd and even are the numbers of ISO weeks, so weeks 53 and 1 are both odd and follow each other,
    as on a printed calendar. Raises ValueError on a span without end or longer than 400 days.
    """
    if len(span) > LONGEST_DAYS:
        raise ValueError("Choisissez une période de moins de 400 jours.")
    chosen = frozenset(weekdays)
    return [
        day
        for day in span.days()
        if day.weekday() in chosen and _takes(weeks, day.isocalendar().week)
    ]


def describe(weekdays: Iterable[int], weeks: Weeks, last: date) -> str:
    """« lundi, mardi et jeudi, semaines paires, jusqu’au vendredi 2 juillet 2027 »."""
    days = enumeration([WEEKDAYS[day] for day in sorted(set(weekdays))])
    when = "" if weeks is Weeks.ALL else f", {WEEKS_LABELS[weeks]}"
    return f"{days}{when}, jusqu’au {day_long(last)}"


def _takes(weeks: Weeks, number: int) -> bool:
    return weeks is Weeks.ALL or (number % 2 == 1) is (weeks is Weeks.ODD)

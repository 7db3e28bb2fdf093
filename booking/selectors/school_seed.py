"""A first proposal of a school year's calendar: official zones and public holidays (R7)."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from shared.values.ranges import DateRange

Proposal = tuple[str, str, DateRange]
# Where public holidays are not the nation's: département or territory → the library's name.
_PLACES: Mapping[str, str] = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=1)
def _official() -> SchoolHolidayDates:
    return SchoolHolidayDates()


def zones() -> tuple[str, ...]:
    """The zones whose holidays are known; elsewhere a commune types its own."""
    return ("A", "B", "C")


def proposals(zone: str, first_year: int, *, department: str = "") -> list[Proposal]:
    """(kind, name, days) of the school year that starts in ``first_year``, in order.

    Public holidays are the département's (Alsace-Moselle, overseas); the nation's when it is not
    known. An unknown zone, or a year not published yet, gives public holidays only.
    """
    start, end = date(first_year, 9, 1), date(first_year + 1, 9, 1)
    found = _school_holidays(zone, start, end) if zone in zones() else []
    for day, name in _public_holidays(start, end, department):
        found.append(("public_holiday", name, DateRange(day, day + _ONE_DAY)))
    return sorted(found, key=lambda one: (one[2].start, one[0]))


def _school_holidays(zone: str, start: date, end: date) -> list[Proposal]:
    days: dict[date, str] = {}
    for year in (start.year, end.year):
        try:
            known = _official().holidays_for_year_and_zone(year, zone)
        except UnsupportedYearException:
            continue
        days |= {day: row["nom_vacances"].replace("'", "’") for day, row in known.items()}
    found: list[Proposal] = []
    for day in sorted(day for day in days if start <= day < end):
        name = days[day]
        if found and found[-1][1] == name and found[-1][2].end == day:
            found[-1] = ("holiday", name, DateRange(found[-1][2].start, day + _ONE_DAY))
        else:
            found.append(("holiday", name, DateRange(day, day + _ONE_DAY)))
    return found


def _public_holidays(start: date, end: date, department: str) -> list[tuple[date, str]]:
    known = holidays.France(
        subdiv=_PLACES.get(department),
        years=[start.year, end.year],
        language="fr",
    )
    return [
        (day, name.replace("'", "’")) for day, name in sorted(known.items()) if start <= day < end
    ]

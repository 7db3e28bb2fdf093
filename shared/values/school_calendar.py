"""What kind of day a day is, from facts given: school zones, holidays, closures (R7, R8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shared.values.ranges import DateRange


class Zone(StrEnum):
    """The academic zone whose school calendar a commune follows (R7)."""

    A = "A"
    B = "B"
    C = "C"
    CORSE = "corse"
    GUADELOUPE = "guadeloupe"
    GUYANE = "guyane"
    MARTINIQUE = "martinique"
    MAYOTTE = "mayotte"
    NOUVELLE_CALEDONIE = "nouvelle-caledonie"
    POLYNESIE = "polynesie"
    REUNION = "reunion"
    SAINT_PIERRE_ET_MIQUELON = "saint-pierre-et-miquelon"
    WALLIS_ET_FUTUNA = "wallis-et-futuna"


ZONE_LABELS: Mapping[Zone, str] = {
    Zone.A: "Zone A",
    Zone.B: "Zone B",
    Zone.C: "Zone C",
    Zone.CORSE: "Corse",
    Zone.GUADELOUPE: "Guadeloupe",
    Zone.GUYANE: "Guyane",
    Zone.MARTINIQUE: "Martinique",
    Zone.MAYOTTE: "Mayotte",
    Zone.NOUVELLE_CALEDONIE: "Nouvelle-Calédonie",
    Zone.POLYNESIE: "Polynésie française",
    Zone.REUNION: "La Réunion",
    Zone.SAINT_PIERRE_ET_MIQUELON: "Saint-Pierre-et-Miquelon",
    Zone.WALLIS_ET_FUTUNA: "Wallis-et-Futuna",
}


class DayKind(StrEnum):
    """The kind of a day; a service declares on which kinds it opens (R8)."""

    SCHOOL = "school"
    HOLIDAY = "holiday"
    PUBLIC_HOLIDAY = "public_holiday"
    CLOSED = "closed"


DAY_KIND_LABELS: Mapping[DayKind, str] = {
    DayKind.SCHOOL: "période scolaire",
    DayKind.HOLIDAY: "vacances scolaires",
    DayKind.PUBLIC_HOLIDAY: "jour férié",
    DayKind.CLOSED: "fermeture",
}


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """All a rule needs to know about days, loaded once by the caller.

    ``overrides`` are the commune's own words on single days (pont, strike, Saturday class,
    closure) and win over everything; then public holidays, then school holidays.
    """

    holidays: tuple[DateRange, ...] = ()
    public_holidays: frozenset[date] = frozenset()
    overrides: Mapping[date, DayKind] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind:
        """The kind of one day. A Sunday in term is « school »: weekdays are another question."""
        override = self.overrides.get(day)
        if override is not None:
            return override
        if day in self.public_holidays:
            return DayKind.PUBLIC_HOLIDAY
        if any(holiday.contains(day) for holiday in self.holidays):
            return DayKind.HOLIDAY
        return DayKind.SCHOOL


def open_days(
    span: DateRange, weekdays: Iterable[int], kinds: Iterable[DayKind], facts: CalendarFacts
) -> list[date]:
    """Days of ``span`` on which a service opens: chosen weekdays (0 = Monday) and kinds (R8)."""
    chosen, wanted = frozenset(weekdays), frozenset(kinds)
    return [day for day in span.days() if day.weekday() in chosen and facts.kind(day) in wanted]


def school_year_of(day: date) -> DateRange:
    """The school year a day belongs to, from 1 September to 31 August."""
    first = day.year if day.month >= 9 else day.year - 1
    return DateRange(date(first, 9, 1), date(first + 1, 9, 1))

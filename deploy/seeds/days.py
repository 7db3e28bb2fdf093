"""Which days a demonstration shows: months already gone, and the weeks to come."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.selectors import school_seed
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind, school_year_of

PARIS = ZoneInfo("Europe/Paris")
# The ministry's calendar stops there: later years are the last one, fifty-two weeks on.
LAST_PUBLISHED = 2027
SCHOOL_WEEKDAYS = (0, 1, 3, 4)
LEAST_DAYS = 4
Entry = tuple[str, str, DateRange]


@dataclass(frozen=True, slots=True)
class Span:
    """The demonstration's time, local dates: ``months`` are the three billed ones, oldest first.

    History starts with the oldest month; openings go to ``until`` (exclusive).
    """

    today: date
    months: tuple[date, ...]
    until: date
    school_years: tuple[int, ...]
    entries: tuple[Entry, ...]

    @property
    def start(self) -> date:
        """The first day of history."""
        return self.months[0]

    @property
    def before(self) -> datetime:
        """Three weeks before history: when files were opened and the term was booked."""
        return instant(self.start - timedelta(days=21))


def span_of(today: date, zone: str, department: str) -> Span:
    """The span shown on this day: summer days go back to the last months of school."""
    first_year = school_year_of(today).start.year
    last = school_year_of(today + timedelta(days=120))
    years = tuple(range(first_year - 1, last.start.year + 1))
    entries = [entry for year in years for entry in calendar(zone, year, department)]
    months = _school_months(today, entries)
    shown = tuple(year for year in years if date(year + 1, 9, 1) > months[0])
    kept = [entry for entry in entries if entry[2].end and entry[2].end > date(shown[0], 9, 1)]
    assert last.end is not None
    return Span(today, months, last.end, shown, tuple(kept))


def calendar(zone: str, year: int, department: str) -> list[Entry]:
    """Holidays and public holidays of a school year, whatever the year."""
    known = min(year, LAST_PUBLISHED)
    shift = timedelta(weeks=52 * (year - known))
    found = [
        (kind, name, DateRange(days.start + shift, days.end + shift if days.end else None))
        for kind, name, days in school_seed.proposals(zone, known, department=department)
        if kind == "holiday"
    ]
    fixed = school_seed.proposals("", year, department=department)
    return found + [entry for entry in fixed if entry[0] == "public_holiday"]


def instant(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A local hour of a day, aware."""
    return datetime.combine(day, time(hour, minute), PARIS)


def month_before(month: date, number: int = 1) -> date:
    """The first day of an earlier month."""
    index = month.year * 12 + month.month - 1 - number
    return date(index // 12, index % 12 + 1, 1)


def end_of(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=31)).replace(day=1)


def _school_months(today: date, entries: list[Entry]) -> tuple[date, ...]:
    facts = CalendarFacts(
        holidays=tuple(days for kind, _, days in entries if kind == "holiday"),
        public_holidays=frozenset(
            days.start for kind, _, days in entries if kind == "public_holiday"
        ),
    )
    found: list[date] = []
    month = today.replace(day=1)
    while len(found) < 3:
        month = month_before(month)
        days = DateRange(month, end_of(month)).days()
        school = [
            day
            for day in days
            if day.weekday() in SCHOOL_WEEKDAYS and facts.kind(day) is DayKind.SCHOOL
        ]
        if len(school) >= LEAST_DAYS:
            found.append(month)
    return tuple(reversed(found))

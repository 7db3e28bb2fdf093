"""Which quotient familial counts on a day (R52, R54); pricing decides when none is known."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date

from shared.values.ranges import DateRange


@dataclass(frozen=True, slots=True)
class KnownQuotient:
    """A value in hundredths (0 is a value), the days it is valid, and where it comes from."""

    value: int
    span: DateRange
    source: str = ""
    key: Hashable | None = None


def valid_on(quotients: Iterable[KnownQuotient], day: date) -> KnownQuotient | None:
    """The quotient that counts on a day of service, or None when unknown: never a 0 by default.

    Should two overlap, which the database refuses, the one that started last counts.
    """
    current = [one for one in quotients if one.span.contains(day)]
    return max(current, key=lambda one: one.span.start, default=None)


def closed_by(quotients: Iterable[KnownQuotient], starts_on: date) -> list[KnownQuotient]:
    """The quotients still running on the day a new one starts, which must end that day (R5)."""
    return [one for one in quotients if one.span.contains(starts_on)]

"""Which quotient counts on a day (R52, R54)."""

from datetime import date

import pytest

from family.rules.quotients import KnownQuotient, closed_by, valid_on
from shared.values.ranges import DateRange

OLD = KnownQuotient(65050, DateRange(date(2026, 1, 1), date(2027, 1, 1)), "CAF")
ZERO = KnownQuotient(0, DateRange(date(2027, 1, 1)), "CAF")


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), OLD),
        (date(2026, 12, 31), OLD),
        (date(2027, 1, 1), ZERO),
        (date(2030, 1, 1), ZERO),
    ],
)
def test_the_quotient_of_the_day_counts(day: date, found: KnownQuotient | None) -> None:
    """R52: a quotient of 0 is found like any other, and unknown is None."""
    assert valid_on([ZERO, OLD], day) is found


def test_no_quotient_is_not_zero() -> None:
    assert valid_on([], date(2027, 1, 1)) is None


def test_a_new_quotient_closes_the_running_one() -> None:
    assert closed_by([OLD, ZERO], date(2027, 1, 1)) == [ZERO]
    assert closed_by([OLD], date(2027, 1, 1)) == []

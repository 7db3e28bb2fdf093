"""Weekdays over a span, every week or odd and even ones."""

from datetime import date

import pytest

from booking.rules.patterns import WEEKS_LABELS, Weeks, expand
from shared.values.ranges import DateRange

NEW_YEAR = DateRange.inclusive(date(2026, 12, 21), date(2027, 1, 17))


@pytest.mark.parametrize(
    ("weeks", "mondays"),
    [
        (Weeks.ALL, ["12-21", "12-28", "01-04", "01-11"]),
        # ISO weeks 52, 53, 1 and 2.
        (Weeks.ODD, ["12-28", "01-04"]),
        (Weeks.EVEN, ["12-21", "01-11"]),
    ],
)
def test_weeks_follow_their_iso_numbers(weeks: Weeks, mondays: list[str]) -> None:
    days = expand([0], NEW_YEAR, weeks=weeks)

    assert [day.isoformat()[5:] for day in days] == mondays


def test_several_weekdays_come_in_order() -> None:
    days = expand([4, 0], DateRange.inclusive(date(2027, 1, 4), date(2027, 1, 15)))

    assert [day.day for day in days] == [4, 8, 11, 15]


def test_no_weekday_gives_no_day() -> None:
    assert expand([], NEW_YEAR) == []
    assert set(WEEKS_LABELS) == set(Weeks)


@pytest.mark.parametrize(
    "span", [DateRange(date(2027, 1, 4)), DateRange(date(2026, 1, 1), date(2028, 1, 1))]
)
def test_a_span_too_long_is_refused(span: DateRange) -> None:
    with pytest.raises(ValueError, match=r"période"):
        expand([0], span)

"""Ranges are half-open in storage and inclusive on screen (R5)."""

from datetime import date

import pytest

from shared.values.ranges import DateRange, overlapping

JANUARY = DateRange(date(2027, 1, 1), date(2027, 2, 1))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 12, 31), False),
        (date(2027, 1, 1), True),
        (date(2027, 1, 31), True),
        (date(2027, 2, 1), False),
    ],
)
def test_contains_takes_the_start_and_leaves_the_end(day: date, inside: bool) -> None:
    assert JANUARY.contains(day) is inside


@pytest.mark.parametrize(
    ("other", "meets"),
    [
        (DateRange(date(2027, 2, 1), date(2027, 3, 1)), False),
        (DateRange(date(2026, 12, 1), date(2027, 1, 1)), False),
        (DateRange(date(2027, 1, 31), date(2027, 3, 1)), True),
        (DateRange(date(2027, 1, 10)), True),
        (DateRange(date(2027, 2, 1)), False),
        (DateRange(date(2026, 1, 1)), True),
    ],
)
def test_overlaps_ignores_ranges_that_only_touch(other: DateRange, meets: bool) -> None:
    assert JANUARY.overlaps(other) is meets
    assert other.overlaps(JANUARY) is meets
    assert (JANUARY.intersection(other) is not None) is meets


def test_intersection_of_two_open_ends_stays_open() -> None:
    first, second = DateRange(date(2027, 1, 4)), DateRange(date(2027, 1, 10))

    assert first.intersection(second) == second


def test_days_lists_each_day_once() -> None:
    span = DateRange.inclusive(date(2027, 1, 4), date(2027, 1, 6))

    assert list(span.days()) == [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 6)]
    assert len(span) == 3


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (JANUARY, "du 01/01/2027 au 31/01/2027"),
        (DateRange.inclusive(date(2027, 1, 4), date(2027, 1, 4)), "le 04/01/2027"),
        (DateRange(date(2027, 1, 4)), "à partir du 04/01/2027"),
    ],
)
def test_a_range_is_shown_inclusive(span: DateRange, shown: str) -> None:
    assert str(span) == shown


@pytest.mark.parametrize("end", [date(2027, 1, 1), date(2026, 12, 31)])
def test_an_empty_range_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="date de fin"):
        DateRange(date(2027, 1, 1), end)


def test_a_range_without_end_has_no_days() -> None:
    with pytest.raises(ValueError, match="sans fin"):
        list(DateRange(date(2027, 1, 1)).days())


def test_overlapping_names_the_pairs() -> None:
    later = DateRange(date(2027, 2, 1))

    assert overlapping([JANUARY, later, DateRange(date(2027, 1, 20), date(2027, 2, 2))]) == [
        (0, 2),
        (1, 2),
    ]

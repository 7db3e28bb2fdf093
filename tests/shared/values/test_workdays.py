"""Walking back over counted days only (R20, R22, R23)."""

from datetime import date

import pytest

from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import (
    CALENDAR_DAYS,
    WORKING_DAYS,
    Counting,
    counted_back,
    is_counted,
    on_or_before,
    weekday_name,
    weekday_short,
)

NOTHING = CalendarFacts()
MAY = CalendarFacts(
    public_holidays=frozenset({date(2027, 5, 6)}), overrides={date(2027, 5, 7): DayKind.CLOSED}
)


@pytest.mark.parametrize(
    ("day", "count", "counting", "facts", "reached"),
    [
        (date(2027, 1, 11), 2, CALENDAR_DAYS, NOTHING, date(2027, 1, 9)),
        (date(2027, 1, 11), 0, WORKING_DAYS, NOTHING, date(2027, 1, 11)),
        (date(2027, 1, 11), 2, WORKING_DAYS, NOTHING, date(2027, 1, 7)),
        (date(2027, 5, 10), 1, WORKING_DAYS, MAY, date(2027, 5, 7)),
        (date(2027, 5, 10), 2, WORKING_DAYS, MAY, date(2027, 5, 5)),
        (
            *(date(2027, 5, 10), 1),
            Counting(skip_weekends=True, skip_public_holidays=True, skip_closed=True),
            *(MAY, date(2027, 5, 5)),
        ),
        (date(2027, 1, 14), 1, Counting(skip_weekdays=frozenset({2})), NOTHING, date(2027, 1, 12)),
    ],
)
def test_counted_back_walks_over_counted_days(
    day: date, count: int, counting: Counting, facts: CalendarFacts, reached: date
) -> None:
    assert counted_back(day, count, counting, facts) == reached


def test_counted_back_stops_when_no_day_counts() -> None:
    with pytest.raises(ValueError, match="Aucun jour compté"):
        counted_back(date(2027, 1, 11), 1, Counting(skip_weekdays=frozenset(range(7))), NOTHING)


def test_a_closure_put_on_a_public_holiday_does_not_make_it_count() -> None:
    labour_day = date(2028, 5, 1)
    facts = CalendarFacts(
        public_holidays=frozenset({labour_day}), overrides={labour_day: DayKind.CLOSED}
    )

    assert is_counted(labour_day, WORKING_DAYS, facts) is False


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 12, 24), False),
        # A public holiday and a closure inside the holidays are in the holidays all the same.
        (date(2026, 12, 25), False),
        (date(2026, 12, 28), False),
        # The commune's own word: school that day.
        (date(2026, 12, 29), True),
        (date(2027, 1, 4), True),
        (date(2027, 1, 5), False),
    ],
)
def test_a_day_of_the_holidays_does_not_count_whatever_else_it_is(day: date, counts: bool) -> None:
    facts = CalendarFacts(
        holidays=(DateRange(date(2026, 12, 19), date(2027, 1, 4)),),
        public_holidays=frozenset({date(2026, 12, 25)}),
        overrides={
            date(2026, 12, 28): DayKind.CLOSED,
            date(2026, 12, 29): DayKind.SCHOOL,
            date(2027, 1, 5): DayKind.HOLIDAY,
        },
    )

    assert is_counted(day, Counting(skip_school_holidays=True), facts) is counts


def test_on_or_before_pushes_a_public_holiday_earlier() -> None:
    assert on_or_before(date(2027, 5, 6), WORKING_DAYS, MAY) == date(2027, 5, 5)
    assert on_or_before(date(2027, 5, 5), WORKING_DAYS, MAY) == date(2027, 5, 5)


def test_weekdays_are_named_in_french() -> None:
    assert (weekday_name(date(2027, 1, 14)), weekday_short(date(2027, 1, 14))) == ("jeudi", "jeu.")

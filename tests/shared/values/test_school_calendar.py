"""The kind of a day comes from facts, and the commune has the last word (R7, R8)."""

from datetime import date

import pytest

from shared.values.ranges import DateRange
from shared.values.school_calendar import (
    DAY_KIND_LABELS,
    ZONE_LABELS,
    CalendarFacts,
    DayKind,
    Zone,
    open_days,
    school_year_of,
)

FACTS = CalendarFacts(
    holidays=(DateRange(date(2026, 12, 19), date(2027, 1, 4)),),
    public_holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1), date(2027, 5, 1)}),
    overrides={date(2027, 5, 7): DayKind.CLOSED, date(2026, 12, 21): DayKind.SCHOOL},
)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 12, 18), DayKind.SCHOOL),
        (date(2026, 12, 19), DayKind.HOLIDAY),
        (date(2026, 12, 25), DayKind.PUBLIC_HOLIDAY),
        (date(2027, 1, 3), DayKind.HOLIDAY),
        (date(2027, 1, 4), DayKind.SCHOOL),
        (date(2027, 5, 7), DayKind.CLOSED),
        (date(2026, 12, 21), DayKind.SCHOOL),
    ],
)
def test_kind_prefers_the_commune_then_public_holidays(day: date, kind: DayKind) -> None:
    assert FACTS.kind(day) is kind


def test_open_days_keeps_chosen_weekdays_and_kinds() -> None:
    span = DateRange.inclusive(date(2026, 12, 14), date(2027, 1, 8))

    days = open_days(span, (0, 1, 3, 4), (DayKind.SCHOOL,), FACTS)

    assert [day.isoformat()[5:] for day in days] == [
        *("12-14", "12-15", "12-17", "12-18", "12-21"),
        *("01-04", "01-05", "01-07", "01-08"),
    ]


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 8, 31), 2025), (date(2026, 9, 1), 2026), (date(2027, 7, 2), 2026)],
)
def test_school_year_starts_in_september(day: date, first: int) -> None:
    assert school_year_of(day) == DateRange(date(first, 9, 1), date(first + 1, 9, 1))


def test_every_zone_and_kind_has_its_own_french_name() -> None:
    assert set(ZONE_LABELS) == set(Zone)
    assert set(DAY_KIND_LABELS) == set(DayKind)
    assert len(set(ZONE_LABELS.values())) == len(Zone)

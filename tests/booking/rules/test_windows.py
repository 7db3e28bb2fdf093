"""Booking opens at an instant, for all or for some (R43, R44)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from booking.rules.windows import BookingWindow, Household, Moment, decide, in_french
from shared.values.ranges import DateRange

PARIS = ZoneInfo("Europe/Paris")
OPENS = datetime(2026, 12, 7, 7, tzinfo=UTC)
DAY = date(2027, 2, 10)
WINTER = DateRange(date(2027, 2, 8), date(2027, 2, 20))
SCHOOL, OTHER = UUID(int=1), UUID(int=2)
FAMILY = Household(resident=True, school=SCHOOL, category="Agent communal")
PLAIN = BookingWindow(OPENS)


def moment(*windows, family=FAMILY, now=OPENS, day=DAY):
    return decide(windows, day=day, family=family, now=now).moment


def test_no_window_is_open():
    assert moment() is Moment.OPEN
    assert moment(replace(PLAIN, period=DateRange(date(2027, 4, 1))), now=OPENS) is Moment.OPEN


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(microseconds=-1), Moment.NOT_YET),
        (timedelta(0), Moment.OPEN),
        (timedelta(hours=1, microseconds=-1), Moment.OPEN),
        (timedelta(hours=1), Moment.CLOSED),
    ],
)
def test_opens_at_the_instant_and_closes_at_it(after, expected):
    window = replace(PLAIN, closes_at=OPENS + timedelta(hours=1))
    assert moment(window, now=OPENS + after) is expected


def test_window_of_the_period_comes_before_the_general_one():
    later = replace(PLAIN, period=WINTER, opens_at=OPENS + timedelta(days=7))
    assert moment(PLAIN, later) is Moment.NOT_YET
    assert moment(PLAIN, later, day=date(2027, 3, 1)) is Moment.OPEN


@pytest.mark.parametrize(
    ("criterion", "stranger"),
    [
        ({"residence": "resident"}, {"resident": False}),
        ({"residence": "outside"}, {"resident": True}),
        ({"school": SCHOOL}, {"school": OTHER}),
        ({"school": SCHOOL}, {"school": None}),
        ({"category": "Agent communal"}, {"category": ""}),
    ],
)
def test_criteria_sort_families_except_where_none_is_asked(criterion, stranger):
    window = replace(PLAIN, **criterion)
    inside = replace(FAMILY, resident="outside" not in criterion.values())
    assert moment(window, family=inside) is Moment.OPEN
    assert moment(window, family=replace(FAMILY, **stranger)) is Moment.NOT_YOURS
    assert moment(window, family=None) is Moment.OPEN


def test_earliest_window_not_yet_closed_counts():
    first = replace(PLAIN, residence="resident", closes_at=OPENS + timedelta(days=1))
    then = replace(PLAIN, opens_at=OPENS + timedelta(days=3))
    between = OPENS + timedelta(days=2)
    assert decide([first, then], day=DAY, family=FAMILY, now=OPENS).is_open
    said = decide([first, then], day=DAY, family=FAMILY, now=between)
    assert (said.moment, said.at) == (Moment.NOT_YET, then.opens_at)
    outside = replace(FAMILY, resident=False)
    assert decide([first, then], day=DAY, family=outside, now=OPENS).at == then.opens_at


def test_sentence_gives_day_and_hour_of_the_commune():
    before = decide([PLAIN], day=DAY, family=FAMILY, now=OPENS - timedelta(days=1))
    assert in_french(before, PARIS).reason.sentence == (
        "Les réservations ouvrent le lun.\u00a07\u00a0déc. à\u00a08:00."
    )
    there = in_french(before, ZoneInfo("America/Martinique")).reason.sentence
    assert there.endswith("à\u00a03:00.")
    shut = replace(PLAIN, closes_at=OPENS + timedelta(days=1))
    after = decide([shut], day=DAY, family=FAMILY, now=OPENS + timedelta(days=2))
    assert in_french(after, PARIS).reason.code == "window_closed"
    assert not in_french(
        decide([replace(PLAIN, category="x")], day=DAY, family=FAMILY, now=OPENS), PARIS
    )

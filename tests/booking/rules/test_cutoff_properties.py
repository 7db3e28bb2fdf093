"""What holds of every cut-off, whatever the rule, the day, the zone and the machine (R20–R23)."""

import os
import time as clock
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from booking.rules.cutoffs import cutoff, first_instant, service_start
from booking.rules.deadline_kinds import Act, DeadlineRule, Kind, Limit, TableRow
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import Counting

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(
    [
        PARIS,
        ZoneInfo("America/Cayenne"),
        ZoneInfo("America/Martinique"),
        ZoneInfo("America/Miquelon"),
        ZoneInfo("Indian/Reunion"),
        ZoneInfo("Pacific/Noumea"),
        ZoneInfo("Pacific/Tahiti"),
    ]
)
YEAR = CalendarFacts(
    holidays=(
        DateRange(date(2026, 12, 19), date(2027, 1, 4)),
        DateRange(date(2027, 4, 10), date(2027, 4, 26)),
        DateRange(date(2027, 7, 3), date(2027, 9, 1)),
    ),
    public_holidays=frozenset(
        {date(2026, 12, 25), date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 6)}
    ),
    overrides={date(2027, 5, 7): DayKind.CLOSED, date(2027, 4, 14): DayKind.SCHOOL},
)
COUNTINGS = st.builds(
    Counting,
    skip_weekends=st.booleans(),
    skip_public_holidays=st.booleans(),
    skip_school_holidays=st.booleans(),
    skip_closed=st.booleans(),
    skip_weekdays=st.frozensets(st.integers(0, 6), max_size=3),
)
ROWS = st.builds(
    TableRow, weekday=st.none() | st.integers(0, 6), at=st.none() | st.times(), weeks=st.just(1)
)


def rules(kinds: set[Kind]) -> st.SearchStrategy[DeadlineRule]:
    """Rules whose numbers make sense, of some kinds."""
    return st.builds(
        DeadlineRule,
        act=st.just(Act.BOOK),
        kind=st.sampled_from(sorted(kinds)),
        days=st.integers(0, 15),
        hours=st.integers(0, 200),
        at=st.none() | st.times(),
        weekday=st.integers(0, 6),
        weeks=st.integers(1, 3),
        day_of_month=st.integers(1, 31),
        instant=st.datetimes(datetime(2026, 9, 1), datetime(2027, 7, 1), timezones=ZONES),  # noqa: DTZ001
        table=st.dictionaries(st.integers(0, 6), ROWS, min_size=1),
        counting=COUNTINGS,
        period=st.none() | st.just(DateRange(date(2026, 9, 1), date(2027, 9, 1))),
    )


EVERY = rules(set(Kind))
# A table's lines are free: the règlement may close Tuesday before Monday.
ORDERED = rules(set(Kind) - {Kind.WEEKDAY_TABLE})
DAYS = st.dates(date(2026, 9, 1), date(2027, 8, 31))
STARTS = st.none() | st.times()


@given(EVERY, DAYS, STARTS, ZONES)
def test_a_cutoff_is_never_after_the_start(
    rule: DeadlineRule, day: date, starts_at: time | None, zone: ZoneInfo
) -> None:
    limit = cutoff(rule, day, YEAR, zone, starts_at=starts_at)

    assert isinstance(limit, Limit) or limit <= service_start(day, starts_at, zone)


@given(ORDERED, DAYS, st.integers(1, 60), STARTS, ZONES)
def test_a_later_day_never_closes_earlier(
    rule: DeadlineRule, day: date, gap: int, starts_at: time | None, zone: ZoneInfo
) -> None:
    first = cutoff(rule, day, YEAR, zone, starts_at=starts_at)
    second = cutoff(rule, day + timedelta(days=gap), YEAR, zone, starts_at=starts_at)

    if isinstance(first, Limit) or isinstance(second, Limit):
        assert first is second
    else:
        assert first <= second


def test_a_table_may_close_tuesday_before_monday() -> None:
    """Why WEEKDAY_TABLE is left out above: this is what the règlement says."""
    table = {0: TableRow(4, time(9)), 1: TableRow(1, time(9))}
    rule = DeadlineRule(act=Act.BOOK, kind=Kind.WEEKDAY_TABLE, table=table)
    monday = cutoff(rule, date(2027, 1, 11), YEAR, PARIS)
    tuesday = cutoff(rule, date(2027, 1, 12), YEAR, PARIS)

    assert isinstance(monday, datetime)
    assert isinstance(tuesday, datetime)
    assert tuesday < monday


@given(EVERY, DAYS, STARTS, ZONES)
def test_public_holidays_and_closures_only_bring_a_cutoff_forward(
    rule: DeadlineRule, day: date, starts_at: time | None, zone: ZoneInfo
) -> None:
    """R23."""
    usual = cutoff(rule, day, CalendarFacts(), zone, starts_at=starts_at)
    limit = cutoff(rule, day, YEAR, zone, starts_at=starts_at)

    if isinstance(usual, Limit) or isinstance(limit, Limit):
        assert usual is limit
    else:
        assert limit <= usual


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)), ZONES)  # noqa: DTZ001
@example(datetime(2027, 3, 28, 2, 30), PARIS)  # noqa: DTZ001
@example(datetime(2027, 10, 31, 2, 30), PARIS)  # noqa: DTZ001
def test_the_wall_reads_less_before_and_not_less_after(wall: datetime, zone: ZoneInfo) -> None:
    """« Jusqu’à 10 h »: every clock before the instant reads less, the instant itself does not."""
    limit = first_instant(wall, zone)
    before = limit - timedelta.resolution

    assert before.astimezone(zone).replace(tzinfo=None, fold=0) < wall
    assert limit.astimezone(zone).replace(tzinfo=None, fold=0) >= wall


@contextmanager
def process_in(zone: str) -> Iterator[None]:
    """The C library's own time zone, as a machine elsewhere has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        clock.tzset()
        try:
            yield
        finally:
            patch.undo()
            clock.tzset()


def test_the_process_zone_can_be_changed() -> None:
    """Else the next test would prove nothing."""
    before = os.environ.get("TZ")
    seen = set()
    for name in ("UTC", "Europe/Paris", "Pacific/Auckland"):
        with process_in(name):
            seen.add(datetime.fromtimestamp(0).hour)  # noqa: DTZ006

    assert len(seen) == 3
    assert os.environ.get("TZ") == before


@given(EVERY, DAYS, STARTS, ZONES)
def test_the_zone_of_the_process_changes_nothing(
    rule: DeadlineRule, day: date, starts_at: time | None, zone: ZoneInfo
) -> None:
    seen = set()
    for name in ("UTC", "Europe/Paris", "Pacific/Auckland"):
        with process_in(name):
            seen.add(cutoff(rule, day, YEAR, zone, starts_at=starts_at))

    assert len(seen) == 1

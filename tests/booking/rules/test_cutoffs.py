"""Every kind of deadline as an exclusive instant, with the published examples (R20–R24)."""

import time as clock
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.cutoffs import cutoff, is_open, service_start
from booking.rules.deadline_kinds import Act, DeadlineRule, Kind, Limit, TableRow
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import WORKING_DAYS, Counting

PARIS = ZoneInfo("Europe/Paris")
NO_WEEKEND = Counting(skip_weekends=True)
NOTHING = CalendarFacts()
MAY = CalendarFacts(
    holidays=(DateRange(date(2027, 4, 10), date(2027, 4, 26)),),
    public_holidays=frozenset({date(2027, 5, 6), date(2027, 3, 29)}),
    overrides={date(2027, 5, 7): DayKind.CLOSED},
)
EIGHT, TEN, NINE = time(8), time(10), time(9)
MON, TUE, WED, THU, FRI = (date(2027, 1, day) for day in (11, 12, 13, 14, 15))


def rule(kind: Kind, **fields: object) -> DeadlineRule:
    return DeadlineRule(act=Act.BOOK, kind=kind, **fields)  # type: ignore[arg-type]


def local(limit: object, zone: ZoneInfo = PARIS) -> str:
    assert isinstance(limit, datetime)
    return f"{limit.astimezone(zone):%Y-%m-%d %H:%M}"


# R22 and what communes publish: rule, day of service, facts, « refused from » in local time.
TWO_DAYS = rule(Kind.DAYS_BEFORE, days=2, at=TEN, counting=NO_WEEKEND)
THREE_WORKING = rule(Kind.DAYS_BEFORE, days=3, counting=WORKING_DAYS)
EVE = rule(Kind.DAYS_BEFORE, days=1, at=TEN, counting=WORKING_DAYS)
TABLE = rule(
    Kind.WEEKDAY_TABLE,
    table={
        0: TableRow(4, NINE),
        1: TableRow(4, NINE),
        3: TableRow(1, NINE),
        4: TableRow(1, NINE),
    },
)
WORKING_48 = rule(Kind.WORKING_HOURS_BEFORE, hours=48, counting=WORKING_DAYS)
VECTORS = [
    (TWO_DAYS, MON, NOTHING, "2027-01-07 10:00"),
    (TWO_DAYS, TUE, NOTHING, "2027-01-08 10:00"),
    (TWO_DAYS, THU, NOTHING, "2027-01-12 10:00"),
    (TWO_DAYS, FRI, NOTHING, "2027-01-13 10:00"),
    (THREE_WORKING, MON, NOTHING, "2027-01-07 00:00"),
    (THREE_WORKING, TUE, NOTHING, "2027-01-08 00:00"),
    (THREE_WORKING, WED, NOTHING, "2027-01-09 00:00"),
    (THREE_WORKING, THU, NOTHING, "2027-01-12 00:00"),
    (THREE_WORKING, FRI, NOTHING, "2027-01-13 00:00"),
    (EVE, MON, NOTHING, "2027-01-08 10:00"),
    (TABLE, MON, NOTHING, "2027-01-08 09:00"),
    (TABLE, TUE, NOTHING, "2027-01-08 09:00"),
    (TABLE, THU, NOTHING, "2027-01-12 09:00"),
    (TABLE, FRI, NOTHING, "2027-01-12 09:00"),
    # R21: « jusqu’à 23 h 59 » ends at midnight.
    (rule(Kind.DAYS_BEFORE, days=1, at=time(23, 59)), TUE, NOTHING, "2027-01-12 00:00"),
    (rule(Kind.DAYS_BEFORE, days=0, at=NINE), TUE, NOTHING, "2027-01-12 09:00"),
    # R23: a public holiday pushes the cut-off earlier.
    (EVE, date(2027, 5, 7), MAY, "2027-05-05 10:00"),
    (WORKING_48, THU, NOTHING, "2027-01-12 08:00"),
    (WORKING_48, MON, NOTHING, "2027-01-07 08:00"),
    (WORKING_48, date(2027, 5, 10), MAY, "2027-05-05 08:00"),
    (
        rule(Kind.WORKING_HOURS_BEFORE, hours=12, counting=WORKING_DAYS),
        *(MON, NOTHING, "2027-01-08 20:00"),
    ),
    (rule(Kind.HOURS_BEFORE, hours=48), MON, NOTHING, "2027-01-09 08:00"),
    (
        rule(Kind.DAYS_BEFORE, days=1, counting=Counting(skip_school_holidays=True)),
        *(date(2027, 4, 26), MAY, "2027-04-10 00:00"),
    ),
    (
        rule(
            Kind.DAYS_BEFORE,
            days=1,
            counting=Counting(skip_weekends=True, skip_public_holidays=True, skip_closed=True),
        ),
        *(date(2027, 5, 10), MAY, "2027-05-06 00:00"),
    ),
    (
        rule(Kind.DAYS_BEFORE, days=1, at=TEN, counting=Counting(skip_weekdays=frozenset({2}))),
        *(THU, NOTHING, "2027-01-12 10:00"),
    ),
    (rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN), MON, NOTHING, "2027-01-07 10:00"),
    (rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN), THU, NOTHING, "2027-01-07 10:00"),
    (rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN), FRI, NOTHING, "2027-01-14 10:00"),
    (
        rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN, counting=WORKING_DAYS),
        *(date(2027, 5, 10), MAY, "2027-05-05 10:00"),
    ),
    (rule(Kind.WEEKDAY_OF_WEEK, weekday=3, at=TEN), MON, NOTHING, "2027-01-07 10:00"),
    (rule(Kind.WEEKDAY_OF_WEEK, weekday=3, at=TEN), FRI, NOTHING, "2027-01-07 10:00"),
    (rule(Kind.WEEKDAY_OF_WEEK, weekday=4, weeks=2), WED, NOTHING, "2027-01-02 00:00"),
    (rule(Kind.DAY_OF_MONTH, day_of_month=20), MON, NOTHING, "2026-12-21 00:00"),
    (rule(Kind.DAY_OF_MONTH, day_of_month=31), date(2027, 3, 8), NOTHING, "2027-03-01 00:00"),
    (
        rule(Kind.PERIOD_INSTANT, instant=datetime(2027, 1, 4, 12, tzinfo=PARIS)),
        *(FRI, NOTHING, "2027-01-04 12:00"),
    ),
    (
        rule(Kind.PERIOD_INSTANT, instant=datetime(2027, 1, 4, 23, 59, tzinfo=PARIS)),
        *(FRI, NOTHING, "2027-01-05 00:00"),
    ),
    # Three clear days before Monday 15 February: 12, 13, 14; the last act is on the 11th.
    (
        rule(Kind.CLEAR_DAYS, days=3, period=DateRange(date(2027, 2, 15), date(2027, 2, 27))),
        *(date(2027, 2, 18), NOTHING, "2027-02-12 00:00"),
    ),
]


@pytest.mark.parametrize(("deadline", "day", "facts", "refused_from"), VECTORS)
def test_cutoff_gives_the_published_instant(
    deadline: DeadlineRule, day: date, facts: CalendarFacts, refused_from: str
) -> None:
    assert local(
        cutoff(deadline, day, facts, PARIS, starts_at=EIGHT if deadline.hours else None)
    ) == (refused_from)


def test_every_kind_has_a_vector_or_no_instant() -> None:
    assert {deadline.kind for deadline, *_ in VECTORS} == set(Kind) - {Kind.ALWAYS, Kind.NEVER}


@pytest.mark.parametrize(
    ("deadline", "limit"),
    [
        (rule(Kind.ALWAYS), Limit.ALWAYS),
        (rule(Kind.NEVER), Limit.NEVER),
        (TABLE, Limit.NEVER),
        (rule(Kind.PREVIOUS_WEEKDAY), Limit.NEVER),
        (rule(Kind.DAY_OF_MONTH), Limit.NEVER),
        (rule(Kind.PERIOD_INSTANT), Limit.NEVER),
        (rule(Kind.CLEAR_DAYS, days=2), Limit.NEVER),
        (
            rule(Kind.DAYS_BEFORE, days=1, counting=Counting(skip_weekdays=frozenset(range(7)))),
            Limit.NEVER,
        ),
    ],
)
def test_a_rule_without_instant_fails_closed(deadline: DeadlineRule, limit: Limit) -> None:
    assert cutoff(deadline, WED, NOTHING, PARIS) is limit


def test_the_instant_itself_is_refused() -> None:
    """R21: « jusqu’à 10 h » is refused from 10:00:00."""
    limit = cutoff(EVE, TUE, NOTHING, PARIS)

    assert isinstance(limit, datetime)
    assert is_open(limit, limit - timedelta(microseconds=1))
    assert not is_open(limit, limit)
    assert is_open(Limit.ALWAYS, limit)
    assert not is_open(Limit.NEVER, limit)


@pytest.mark.parametrize(
    ("day", "utc"),
    [(date(2027, 3, 29), "2027-03-26T09:00"), (date(2027, 3, 30), "2027-03-29T08:00")],
)
def test_a_change_of_clock_moves_no_deadline(day: date, utc: str) -> None:
    """R6: 10 h stays 10 h on both sides of 28 March 2027."""
    limit = cutoff(rule(Kind.DAYS_BEFORE, days=1, at=TEN, counting=NO_WEEKEND), day, NOTHING, PARIS)

    assert isinstance(limit, datetime)
    assert f"{limit:%Y-%m-%dT%H:%M}" == utc


def test_48_hours_across_the_change_of_clock_keep_the_hour() -> None:
    limit = cutoff(
        rule(Kind.HOURS_BEFORE, hours=48), date(2027, 3, 29), NOTHING, PARIS, starts_at=EIGHT
    )

    assert local(limit) == "2027-03-27 08:00"


def test_an_overseas_commune_counts_in_its_own_time() -> None:
    """R6."""
    reunion = ZoneInfo("Indian/Reunion")

    limit = cutoff(EVE, TUE, NOTHING, reunion)

    assert isinstance(limit, datetime)
    assert local(limit, reunion) == "2027-01-11 10:00"
    assert f"{limit:%H:%M}" == "06:00"


def test_a_cutoff_after_the_start_is_brought_back_to_it() -> None:
    limit = cutoff(rule(Kind.DAYS_BEFORE, days=0), TUE, NOTHING, PARIS, starts_at=EIGHT)

    assert limit == service_start(TUE, EIGHT, PARIS)


ZONES = st.sampled_from(
    [PARIS, ZoneInfo("Indian/Reunion"), ZoneInfo("America/Cayenne"), ZoneInfo("Pacific/Noumea")]
)
COUNTINGS = st.builds(
    Counting,
    skip_weekends=st.booleans(),
    skip_public_holidays=st.booleans(),
    skip_school_holidays=st.booleans(),
    skip_closed=st.booleans(),
    skip_weekdays=st.frozensets(st.integers(0, 6), max_size=3),
)
RULES = st.builds(
    DeadlineRule,
    act=st.just(Act.BOOK),
    kind=st.sampled_from(sorted(set(Kind) - {Kind.WEEKDAY_TABLE})),
    days=st.integers(0, 15),
    hours=st.integers(0, 200),
    at=st.none() | st.times(),
    weekday=st.integers(0, 6),
    weeks=st.integers(1, 3),
    day_of_month=st.integers(1, 31),
    instant=st.datetimes(datetime(2026, 9, 1), datetime(2027, 7, 1)).map(  # noqa: DTZ001
        lambda moment: moment.replace(tzinfo=PARIS)
    ),
    counting=COUNTINGS,
    period=st.none() | st.just(DateRange(date(2026, 9, 1), date(2027, 9, 1))),
)
DAYS = st.dates(date(2026, 9, 1), date(2027, 8, 31))


@given(RULES, DAYS, st.none() | st.times(), ZONES)
def test_a_cutoff_is_never_after_the_start(
    deadline: DeadlineRule, day: date, starts_at: time | None, zone: ZoneInfo
) -> None:
    limit = cutoff(deadline, day, MAY, zone, starts_at=starts_at)

    assert isinstance(limit, Limit) or limit <= service_start(day, starts_at, zone)


@given(RULES, DAYS, st.integers(1, 60), st.none() | st.times(), ZONES)
def test_a_later_day_never_closes_earlier(
    deadline: DeadlineRule, day: date, gap: int, starts_at: time | None, zone: ZoneInfo
) -> None:
    first = cutoff(deadline, day, MAY, zone, starts_at=starts_at)
    second = cutoff(deadline, day + timedelta(days=gap), MAY, zone, starts_at=starts_at)

    if isinstance(first, Limit) or isinstance(second, Limit):
        assert first is second
    else:
        assert first <= second


def test_the_zone_of_the_process_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    for name in ("UTC", "Asia/Tokyo", "America/Cayenne"):
        monkeypatch.setenv("TZ", name)
        clock.tzset()
        seen.add(cutoff(EVE, MON, NOTHING, PARIS))
    monkeypatch.undo()
    clock.tzset()

    assert len(seen) == 1

"""Every kind of deadline as an exclusive instant, with the published examples (R20–R24)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

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
NEW_YEAR = CalendarFacts(public_holidays=frozenset({date(2026, 12, 25), date(2027, 1, 1)}))
EIGHT, TEN, NINE = time(8), time(10), time(9)
MON, TUE, WED, THU, FRI = (date(2027, 1, day) for day in (11, 12, 13, 14, 15))


def rule(kind: Kind, **fields: object) -> DeadlineRule:
    return DeadlineRule(act=Act.BOOK, kind=kind, **fields)  # type: ignore[arg-type]


def local(limit: object, zone: ZoneInfo = PARIS) -> str:
    assert isinstance(limit, datetime)
    return f"{limit.astimezone(zone):%Y-%m-%d %H:%M}"


TWO_DAYS = rule(Kind.DAYS_BEFORE, days=2, at=TEN, counting=NO_WEEKEND)
THREE_WORKING = rule(Kind.DAYS_BEFORE, days=3, counting=WORKING_DAYS)
EVE = rule(Kind.DAYS_BEFORE, days=1, at=TEN, counting=WORKING_DAYS)
TABLE = rule(
    Kind.WEEKDAY_TABLE,
    table={
        0: TableRow(4, NINE),
        1: TableRow(4, NINE),
        2: TableRow(None, NINE),
        3: TableRow(1, NINE),
        4: TableRow(1, NINE),
        5: TableRow(1, None, 1),
    },
)
WORKING_48 = rule(Kind.WORKING_HOURS_BEFORE, hours=48, counting=WORKING_DAYS)
PREVIOUS_THURSDAY = rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN)
THURSDAY_BEFORE = rule(Kind.WEEKDAY_OF_WEEK, weekday=3, at=TEN)
FRIDAY_TWO_WEEKS = rule(Kind.WEEKDAY_OF_WEEK, weekday=4, weeks=2)
THE_20TH = rule(Kind.DAY_OF_MONTH, day_of_month=20)
THE_31ST = rule(Kind.DAY_OF_MONTH, day_of_month=31)
WINTER = DateRange(date(2027, 2, 15), date(2027, 2, 27))


def skipping(days: int, at: time | None = None, **skipped: object) -> DeadlineRule:
    return rule(Kind.DAYS_BEFORE, days=days, at=at, counting=Counting(**skipped))  # type: ignore[arg-type]


def fixed(*moment: int) -> DeadlineRule:
    return rule(Kind.PERIOD_INSTANT, instant=datetime(*moment, tzinfo=PARIS))  # type: ignore[arg-type, misc]


# What communes publish: rule, day of service, facts, « refused from » in local time.
PUBLISHED = {
    "R21 until 10 h": (EVE, TUE, NOTHING, "2027-01-11 10:00"),
    "R21 until 23 h 59": (skipping(1, time(23, 59)), TUE, NOTHING, "2027-01-12 00:00"),
    "R22 J-2 without weekend: Mon<-Thu": (TWO_DAYS, MON, NOTHING, "2027-01-07 10:00"),
    "R22 J-2 without weekend: Tue<-Fri": (TWO_DAYS, TUE, NOTHING, "2027-01-08 10:00"),
    "R22 J-2 without weekend: Thu<-Tue": (TWO_DAYS, THU, NOTHING, "2027-01-12 10:00"),
    "R22 J-2 without weekend: Fri<-Wed": (TWO_DAYS, FRI, NOTHING, "2027-01-13 10:00"),
    "R22 three working days: Mon<-Wed": (THREE_WORKING, MON, NOTHING, "2027-01-07 00:00"),
    "R22 three working days: Tue<-Thu": (THREE_WORKING, TUE, NOTHING, "2027-01-08 00:00"),
    "R22 three working days: Wed<-Fri": (THREE_WORKING, WED, NOTHING, "2027-01-09 00:00"),
    "R22 three working days: Thu<-Mon": (THREE_WORKING, THU, NOTHING, "2027-01-12 00:00"),
    "R22 three working days: Fri<-Tue": (THREE_WORKING, FRI, NOTHING, "2027-01-13 00:00"),
    "R22 J-1 working 10:00: Mon<-Fri": (EVE, MON, NOTHING, "2027-01-08 10:00"),
    "R22 table: Mon<-Fri": (TABLE, MON, NOTHING, "2027-01-08 09:00"),
    "R22 table: Tue<-Fri": (TABLE, TUE, NOTHING, "2027-01-08 09:00"),
    "R22 table: Thu<-Tue": (TABLE, THU, NOTHING, "2027-01-12 09:00"),
    "R22 table: Fri<-Tue": (TABLE, FRI, NOTHING, "2027-01-12 09:00"),
    "R23 48 h ouvrées: Thu<-Tue": (WORKING_48, THU, NOTHING, "2027-01-12 08:00"),
    "R23 48 h ouvrées: Mon<-Thu": (WORKING_48, MON, NOTHING, "2027-01-07 08:00"),
    "R23 48 h ouvrées, Ascension": (WORKING_48, date(2027, 5, 10), MAY, "2027-05-05 08:00"),
    "R23 a public holiday pushes": (EVE, date(2027, 5, 7), MAY, "2027-05-05 10:00"),
}
KINDS = {
    "a: N=0 is the same day": (skipping(0, NINE), TUE, NOTHING, "2027-01-12 09:00"),
    "a: N=0 on a day that does not count": (
        skipping(0, NINE, skip_weekends=True),
        *(date(2027, 1, 16), NOTHING, "2027-01-16 09:00"),
    ),
    "a: school holidays do not count": (
        skipping(1, skip_school_holidays=True),
        *(date(2027, 4, 26), MAY, "2027-04-10 00:00"),
    ),
    "a: closures do not count": (
        skipping(1, skip_weekends=True, skip_public_holidays=True, skip_closed=True),
        *(date(2027, 5, 10), MAY, "2027-05-06 00:00"),
    ),
    "a: a closure counts unless told": (EVE, date(2027, 5, 10), MAY, "2027-05-07 10:00"),
    "a: chosen weekdays do not count": (
        skipping(1, TEN, skip_weekdays=frozenset({2})),
        *(THU, NOTHING, "2027-01-12 10:00"),
    ),
    "a: 29 February counts": (skipping(1, TEN), date(2028, 3, 1), NOTHING, "2028-02-29 10:00"),
    "a: for 29 February itself": (EVE, date(2028, 2, 29), NOTHING, "2028-02-28 10:00"),
    "a: across New Year": (EVE, date(2027, 1, 4), NEW_YEAR, "2026-12-31 10:00"),
    "b: from Monday": (PREVIOUS_THURSDAY, MON, NOTHING, "2027-01-07 10:00"),
    "b: never the day itself": (PREVIOUS_THURSDAY, THU, NOTHING, "2027-01-07 10:00"),
    "b: from Friday": (PREVIOUS_THURSDAY, FRI, NOTHING, "2027-01-14 10:00"),
    "b: pushed by a public holiday": (
        rule(Kind.PREVIOUS_WEEKDAY, weekday=3, at=TEN, counting=WORKING_DAYS),
        *(date(2027, 5, 10), MAY, "2027-05-05 10:00"),
    ),
    "c: week S-1 for Monday": (THURSDAY_BEFORE, MON, NOTHING, "2027-01-07 10:00"),
    "c: week S-1 for Friday": (THURSDAY_BEFORE, FRI, NOTHING, "2027-01-07 10:00"),
    "c: week S-1 for Sunday": (THURSDAY_BEFORE, date(2027, 1, 17), NOTHING, "2027-01-07 10:00"),
    "c: week S-2": (FRIDAY_TWO_WEEKS, WED, NOTHING, "2027-01-02 00:00"),
    "c: S-1 of week 1 is week 53": (
        *(THURSDAY_BEFORE, date(2027, 1, 4)),
        *(NOTHING, "2026-12-31 10:00"),
    ),
    "c: S-1 inside week 53": (THURSDAY_BEFORE, date(2027, 1, 1), NOTHING, "2026-12-24 10:00"),
    "c: S-2 over week 53": (FRIDAY_TWO_WEEKS, date(2027, 1, 7), NOTHING, "2026-12-26 00:00"),
    "d: of December, for January": (THE_20TH, MON, NOTHING, "2026-12-21 00:00"),
    "d: clamped to 28 February": (THE_31ST, date(2027, 3, 8), NOTHING, "2027-03-01 00:00"),
    "d: clamped to 29 February": (THE_31ST, date(2028, 3, 31), NOTHING, "2028-03-01 00:00"),
    "d: clamped to 30 April": (THE_31ST, date(2027, 5, 1), NOTHING, "2027-05-01 00:00"),
    "d: pushed off a Sunday": (
        rule(Kind.DAY_OF_MONTH, day_of_month=20, at=TEN, counting=WORKING_DAYS),
        *(MON, NOTHING, "2026-12-18 10:00"),
    ),
    "e: calendar hours": (rule(Kind.HOURS_BEFORE, hours=48), MON, NOTHING, "2027-01-09 08:00"),
    "e: calendar hours over midnight": (
        *(rule(Kind.HOURS_BEFORE, hours=10), MON),
        *(NOTHING, "2027-01-10 22:00"),
    ),
    "e: working hours over midnight": (
        rule(Kind.WORKING_HOURS_BEFORE, hours=12, counting=WORKING_DAYS),
        *(MON, NOTHING, "2027-01-08 20:00"),
    ),
    "e: 30 working hours": (
        rule(Kind.WORKING_HOURS_BEFORE, hours=30, counting=WORKING_DAYS),
        *(TUE, NOTHING, "2027-01-11 02:00"),
    ),
    "f: fixed instant": (fixed(2027, 1, 4, 12), FRI, NOTHING, "2027-01-04 12:00"),
    "f: fixed instant at 23 h 59": (fixed(2027, 1, 4, 23, 59), FRI, NOTHING, "2027-01-05 00:00"),
    # Three clear days before Monday 15 February: 12, 13, 14; the last act is on the 11th.
    "f: clear days": (
        rule(Kind.CLEAR_DAYS, days=3, period=WINTER),
        *(date(2027, 2, 18), NOTHING, "2027-02-12 00:00"),
    ),
    "f: clear days that count": (
        rule(Kind.CLEAR_DAYS, days=3, at=TEN, period=WINTER, counting=WORKING_DAYS),
        *(date(2027, 2, 18), NOTHING, "2027-02-09 10:00"),
    ),
    "f: no clear day is the eve": (
        rule(Kind.CLEAR_DAYS, days=0, period=WINTER),
        *(date(2027, 2, 15), NOTHING, "2027-02-15 00:00"),
    ),
    "g: the day itself": (TABLE, WED, NOTHING, "2027-01-13 09:00"),
    "g: a week earlier": (TABLE, date(2027, 1, 16), NOTHING, "2027-01-06 00:00"),
}
VECTORS = PUBLISHED | KINDS


@pytest.mark.parametrize(
    ("deadline", "day", "facts", "refused_from"), VECTORS.values(), ids=VECTORS.keys()
)
def test_cutoff_gives_the_published_instant(
    deadline: DeadlineRule, day: date, facts: CalendarFacts, refused_from: str
) -> None:
    assert local(
        cutoff(deadline, day, facts, PARIS, starts_at=EIGHT if deadline.hours else None)
    ) == (refused_from)


def test_every_kind_has_a_vector_or_no_instant() -> None:
    assert {deadline.kind for deadline, *_ in VECTORS.values()} == set(Kind) - {
        Kind.ALWAYS,
        Kind.NEVER,
    }


@pytest.mark.parametrize(
    ("deadline", "limit"),
    [
        (rule(Kind.ALWAYS), Limit.ALWAYS),
        (rule(Kind.NEVER), Limit.NEVER),
        (rule(Kind.WEEKDAY_TABLE, table={0: TableRow(4, NINE)}), Limit.NEVER),
        (rule(Kind.HOURS_BEFORE, hours=-1), Limit.NEVER),
        (rule(Kind.PERIOD_INSTANT, instant=datetime(2027, 1, 4, 12)), Limit.NEVER),  # noqa: DTZ001
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


def test_a_cutoff_after_the_start_is_brought_back_to_it() -> None:
    limit = cutoff(rule(Kind.DAYS_BEFORE, days=0), TUE, NOTHING, PARIS, starts_at=EIGHT)

    assert limit == service_start(TUE, EIGHT, PARIS)


def test_each_day_of_a_repeated_booking_has_its_own_cutoff() -> None:
    """R24: never the first occurrence's, copied."""
    days = [MON + timedelta(weeks=number) for number in range(4)]

    assert [local(cutoff(TWO_DAYS, day, NOTHING, PARIS)) for day in days] == [
        "2027-01-07 10:00",
        "2027-01-14 10:00",
        "2027-01-21 10:00",
        "2027-01-28 10:00",
    ]

"""Whose day it is: the vectors of R69, year boundaries, and properties."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from family.rules.custody import HolidayHalves, Party, Plan, Rhythm, halves, mistakes, whose_day
from shared.values.ranges import DateRange

ONE, TWO, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
# Each parent with the household they live in.
HOMES = {ONE: UUID(int=11), TWO: UUID(int=12)}
MONDAY = date(2026, 9, 7)  # ISO week 37, odd
FOREVER = DateRange(date(2000, 1, 1))
CHRISTMAS_26 = DateRange(date(2026, 12, 19), date(2027, 1, 4))  # 16 days
CHRISTMAS_27 = DateRange(date(2027, 12, 18), date(2028, 1, 3))
AUTUMN = DateRange(date(2026, 10, 17), date(2026, 11, 2))


def plan(rhythm: Rhythm = Rhythm.ODD_EVEN, **more) -> Plan:
    return Plan(
        **{"first": ONE, "second": TWO, "anchor": MONDAY, "span": FOREVER} | more, rhythm=rhythm
    )


def who(day: date, *plans: Plan, holidays=()) -> UUID:
    turn = whose_day(plans, day, holidays)
    assert turn is not None
    return turn.parent


@pytest.mark.parametrize(
    ("day", "parent"),
    [
        (date(2026, 9, 7), ONE),  # week 37
        (date(2026, 9, 13), ONE),
        (date(2026, 9, 14), TWO),  # week 38
        (date(2026, 8, 31), TWO),  # week 36, before the anchor
        (date(2026, 12, 27), TWO),  # week 52
        (date(2026, 12, 28), ONE),  # week 53
        (date(2027, 1, 3), ONE),  # still week 53
        (date(2027, 1, 4), ONE),  # week 1: odd follows odd, as a judge's words have it
        (date(2027, 1, 11), TWO),  # week 2
        (date(2025, 12, 29), ONE),  # week 1 of 2026
        (date(2025, 12, 28), TWO),  # week 52 of 2025
        (date(2028, 2, 29), ONE),  # week 9
    ],
)
def test_odd_and_even_weeks_follow_the_number_of_the_week(day, parent):
    assert who(day, plan()) == parent


def test_an_even_anchor_gives_the_first_parent_even_weeks():
    even = plan(anchor=date(2026, 9, 14))
    assert who(date(2026, 9, 14), even) == ONE
    assert who(date(2027, 1, 4), even) == TWO


def test_two_two_five_five_over_two_weeks():
    days = [who(MONDAY + timedelta(days=n), plan(Rhythm.SPLIT_WEEK)) for n in range(15)]
    assert days == [ONE] * 2 + [TWO] * 2 + [ONE] * 5 + [TWO] * 5 + [ONE]
    assert who(MONDAY - timedelta(days=1), plan(Rhythm.SPLIT_WEEK)) == TWO


def test_alternate_weekends_leave_friday_to_the_weekdays_parent():
    days = [who(MONDAY + timedelta(days=n), plan(Rhythm.WEEKENDS)) for n in range(14)]
    assert days == [ONE] * 12 + [TWO] * 2
    # The count of weeks goes on over the new year, whatever the number of the week.
    assert who(date(2027, 1, 2), plan(Rhythm.WEEKENDS)) == ONE
    assert who(date(2027, 1, 9), plan(Rhythm.WEEKENDS)) == TWO


def test_always_is_the_first_parents_even_without_a_second():
    assert who(date(2026, 9, 20), plan(Rhythm.ALWAYS, second=None)) == ONE


@pytest.mark.parametrize(
    ("day", "parent"),
    [
        (date(2026, 12, 18), TWO),  # the day before: the rhythm, week 51
        (date(2026, 12, 19), ONE),  # even year: first half to the first parent
        (date(2026, 12, 26), ONE),
        (date(2026, 12, 27), TWO),
        (date(2027, 1, 1), TWO),  # the year stays that of the first day
        (date(2027, 1, 3), TWO),
        (date(2027, 12, 18), TWO),  # odd year: the other way round
        (date(2027, 12, 26), ONE),
        (date(2028, 1, 2), ONE),
    ],
)
def test_holidays_are_halved_by_the_year_of_their_first_day(day, parent):
    halved = plan(anchor=date(2026, 9, 14), holidays=HolidayHalves.FIRST_HALF_EVEN)
    assert who(day, halved, holidays=[CHRISTMAS_26, CHRISTMAS_27]) == parent
    opposite = plan(anchor=date(2026, 9, 14), holidays=HolidayHalves.FIRST_HALF_ODD)
    if day > date(2026, 12, 18):
        assert who(day, opposite, holidays=[CHRISTMAS_26, CHRISTMAS_27]) != parent


def test_a_middle_day_belongs_to_the_first_half():
    first, second = halves(DateRange(date(2026, 2, 7), date(2026, 2, 22)))  # 15 days
    assert (len(first), len(second)) == (8, 7)
    assert halves(DateRange(date(2026, 2, 7), date(2026, 2, 8)))[1] is None


def test_an_exception_wins_over_holidays_and_rhythm_and_keeps_who_pays():
    usual = plan(holidays=HolidayHalves.FIRST_HALF_EVEN, payers=Party.FIRST, both_book=True)
    swap = plan(
        Rhythm.ALWAYS,
        first=TWO,
        second=None,
        is_exception=True,
        span=DateRange(date(2026, 10, 19), date(2026, 10, 21)),
    )
    turn = whose_day([usual, swap], date(2026, 10, 20), [AUTUMN])
    assert (turn.parent, turn.payer, turn.both_book) == (TWO, ONE, True)
    assert turn.reason == "exception du lundi 19\u00a0octobre 2026 au mardi 20\u00a0octobre 2026"
    assert who(date(2026, 10, 21), usual, swap, holidays=[AUTUMN]) == ONE


def test_no_plan_is_everybodys_day_and_an_ended_plan_too():
    ended = plan(span=DateRange(date(2026, 1, 1), date(2026, 2, 1)))
    assert whose_day([], MONDAY) is None
    assert whose_day([ended], date(2026, 2, 1)) is None
    assert whose_day([ended], date(2026, 1, 31)) is not None


@pytest.mark.parametrize(
    ("payers", "payer"), [(Party.DAY_PARENT, TWO), (Party.FIRST, ONE), (Party.SECOND, TWO)]
)
def test_who_pays_the_second_parents_day(payers, payer):
    assert whose_day([plan(payers=payers)], date(2026, 9, 14)).payer == payer


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (plan(first=THIRD), "not_tied"),
        (plan(second=THIRD), "not_tied"),
        (plan(second=ONE), "same_parent"),
        (plan(second=None), "second_parent"),
        (plan(Rhythm.ALWAYS, second=None, payers=Party.SECOND), "second_parent"),
        (plan(anchor=date(2026, 9, 8)), "anchor_monday"),
        (plan(Rhythm.ALWAYS, second=None, is_exception=True), "exception_dates"),
    ],
)
def test_an_impossible_plan_says_why_in_french(wrong, code):
    found = mistakes(wrong, [], tied=HOMES)
    assert [one for one, _said in found] == [code]
    assert found[0][1].endswith(".")


def test_two_plans_on_one_day_are_refused_but_not_an_exception_over_a_plan():
    tied = HOMES
    later = plan(span=DateRange(date(2026, 9, 1)))
    before = plan(span=DateRange(date(2026, 1, 1), date(2026, 9, 1)))
    swap = plan(
        Rhythm.ALWAYS,
        second=None,
        is_exception=True,
        span=DateRange(date(2026, 10, 1), date(2026, 10, 2)),
    )
    assert mistakes(later, [before, swap], tied=tied) == []
    assert mistakes(swap, [before, later], tied=tied) == []
    assert [code for code, _ in mistakes(plan(), [before], tied=tied)] == ["custody_overlap"]
    assert [code for code, _ in mistakes(swap, [swap], tied=tied)] == ["custody_overlap"]


DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))
MONDAYS = DAYS.map(lambda day: day - timedelta(days=day.weekday()))
PLANS = st.builds(
    lambda rhythm, anchor, holidays, payers: plan(
        rhythm, anchor=anchor, holidays=holidays, payers=payers
    ),
    st.sampled_from(Rhythm),
    MONDAYS,
    st.sampled_from(HolidayHalves),
    st.sampled_from(Party),
)
HOLIDAYS = st.lists(
    st.builds(lambda day, n: DateRange(day, day + timedelta(days=n)), DAYS, st.integers(1, 60)),
    max_size=4,
)


@given(PLANS, DAYS, HOLIDAYS)
def test_every_day_belongs_to_exactly_one_parent_and_one_payer(one, day, holidays):
    turn = whose_day([one], day, holidays)
    assert turn.parent in {ONE, TWO}
    assert turn.payer in {ONE, TWO}
    assert turn.parents == {ONE, TWO}
    assert turn.reason
    # The order of the calendar's rows changes nothing.
    assert whose_day([one], day, holidays[::-1]) == turn


@given(MONDAYS, MONDAYS)
def test_weeks_alternate_except_from_53_to_1(anchor, monday):
    one = plan(anchor=anchor)
    week = {who(monday + timedelta(days=n), one) for n in range(7)}
    assert len(week) == 1
    after = monday + timedelta(days=7)
    same = monday.isocalendar().week == 53
    assert (who(after, one) in week) is same


@given(st.sampled_from([Rhythm.SPLIT_WEEK, Rhythm.WEEKENDS]), MONDAYS, DAYS)
def test_the_others_come_back_every_fortnight(rhythm, anchor, day):
    one = plan(rhythm, anchor=anchor)
    assert who(day, one) == who(day + timedelta(days=14), one)

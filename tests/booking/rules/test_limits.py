"""Staff ratios as whole numbers, and several limits at once (R37, R112)."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.limits import (
    STAFF_DEFAULTS,
    LimitBook,
    LimitDay,
    Ratios,
    is_under_six,
    units,
    weights,
)

DAY = date(2027, 1, 11)
MORNING, EVENING, GROUP = UUID(int=1), UUID(int=2), UUID(int=3)


def limit(number=1, capacity=2, taken=0, activities=(MORNING,), **fields):
    return LimitDay(
        id=UUID(int=100 + number),
        name=fields.pop("name", f"Plafond {number}"),
        kind=fields.pop("kind", "service"),
        date=DAY,
        capacity=capacity,
        taken=taken,
        activities=frozenset(activities),
        group=fields.pop("group", None),
        weights=fields.pop("weights", (1, 1)),
    )


def test_one_for_ten_and_one_for_fourteen():
    """The example of the brief: an adult is 70 units, a small child 7, a big one 5."""
    ratios = Ratios(10, 14)
    assert (ratios.adult, weights("staff", ratios)) == (70, (7, 5))
    assert units("staff", 2, ratios) == 140
    assert (units("room", 2, ratios), weights("room", ratios)) == (2, (1, 1))


def test_defaults_after_r112():
    found = {(one.under_six, one.from_six) for one in STAFF_DEFAULTS.values()}
    assert found == {(10, 14), (14, 18), (8, 12)}


@given(
    st.integers(1, 30),
    st.integers(1, 30),
    st.integers(0, 9),
    st.integers(0, 99),
    st.integers(0, 99),
)
def test_comparison_is_exact(young_ratio, old_ratio, adults, young, old):
    """Never a rounding: young/r1 + old/r2 ≤ adults, as fractions."""
    ratios = Ratios(young_ratio, old_ratio)
    small, big = weights("staff", ratios)
    fits = young * small + old * big <= units("staff", adults, ratios)
    assert fits == (young * old_ratio + old * young_ratio <= adults * young_ratio * old_ratio)


def test_every_limit_must_let_in_and_the_full_one_is_named():
    book = LimitBook([limit(1, 5), limit(2, 1, 1, name="Dojo", kind="room")])
    refused = book.decide(MORNING, DAY, None, under_six=False)
    assert refused.reason.code == "full"
    assert refused.reason.sentence.startswith("Complet\u00a0: «\u00a0Dojo\u00a0»")
    assert book.decide(EVENING, DAY, None, under_six=False)
    assert book.decide(MORNING, date(2027, 1, 12), None, under_six=False)


def test_counting_down_and_back():
    book = LimitBook([limit(1, 12, kind="staff", weights=(7, 5))])
    assert book.decide(MORNING, DAY, None, under_six=True)
    book.step(MORNING, DAY, None, under_six=True, number=1)
    assert not book.decide(MORNING, DAY, None, under_six=True)
    assert book.decide(MORNING, DAY, None, under_six=False)
    assert book.copy().decide(MORNING, DAY, None, under_six=True)
    book.step(MORNING, DAY, None, under_six=True, number=-1)
    assert book.decide(MORNING, DAY, None, under_six=True)


def test_limit_of_a_group_leaves_the_others_alone():
    book = LimitBook([limit(1, 0, group=GROUP)])
    assert not book.decide(MORNING, DAY, GROUP, under_six=False)
    assert book.decide(MORNING, DAY, None, under_six=False)


@pytest.mark.parametrize(
    ("born", "day", "young"),
    [
        (date(2021, 1, 11), date(2027, 1, 10), True),
        (date(2021, 1, 11), date(2027, 1, 11), False),
        (date(2020, 2, 29), date(2026, 2, 28), True),
        (date(2020, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_six_on_the_birthday(born, day, young):
    assert is_under_six(born, day) is young

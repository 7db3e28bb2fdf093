"""Prices come from one tariff and one bracket, and say why (R50, R52, R53, R65)."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.pricing import (
    Bracket,
    PriceDecision,
    Quotient,
    Tariff,
    UnknownQuotient,
    grid_errors,
    price,
)
from shared.values.ranges import DateRange

GRID = (
    Bracket("T1", 0, 40000, 100, 550),
    Bracket("T2", 40000, 70000, 210, 550),
    Bracket("T3", 70000, 100000, 320, 550),
    Bracket("T4", 100000, None, 410),
)
OLD = Tariff("Repas 2025", DateRange(date(2025, 9, 1), date(2026, 9, 1)), GRID[:3])
NOW = Tariff(
    *("Repas 2026", DateRange(date(2026, 9, 1)), GRID),
    deliberation="2026-041",
    deliberated_on=date(2026, 6, 24),
)
DAY = date(2027, 1, 14)


def ask(
    quotient: int | None,
    *,
    day: date = DAY,
    tariffs: tuple[Tariff, ...] = (OLD, NOW),
    resident: bool = True,
) -> PriceDecision:
    known = None if quotient is None else Quotient(quotient, date(2026, 10, 1), "CAF")
    return price(activity="Repas", day=day, tariffs=tariffs, quotient=known, resident=resident)


@pytest.mark.parametrize(
    ("quotient", "resident", "cents"),
    [
        (0, True, 100),
        (39999, True, 100),
        (40000, True, 210),
        (65050, True, 210),
        (69999, True, 210),
        (70000, True, 320),
        (99999, True, 320),
        (250000, True, 410),
        (0, False, 550),
        (250000, False, 410),
        (None, True, 410),
    ],
)
def test_the_bracket_is_half_open(quotient: int | None, resident: bool, cents: int) -> None:
    """R52: 0 is a value; R53: unknown pays the top bracket here."""
    assert ask(quotient, resident=resident).cents == cents


def test_the_tariff_is_that_of_the_day_of_service() -> None:
    """R50."""
    assert ask(65050, day=date(2026, 8, 31)).trace[2]["value"].startswith("Repas 2025")
    assert ask(65050, day=date(2026, 9, 1)).trace[2]["value"].startswith("Repas 2026")


BLOCKING = Tariff("Repas", DateRange(date(2026, 9, 1)), GRID, UnknownQuotient.BLOCK)


@pytest.mark.parametrize(
    ("quotient", "day", "tariffs", "code"),
    [
        (65050, date(2025, 8, 31), (OLD, NOW), "no_tariff"),
        (65050, DAY, (NOW, BLOCKING), "two_tariffs"),
        (250000, date(2026, 1, 5), (OLD,), "no_bracket"),
        (None, DAY, (BLOCKING,), "quotient_unknown"),
        (None, DAY, (Tariff("Vide", DateRange(date(2026, 9, 1)), ()),), "no_bracket"),
    ],
)
def test_a_price_that_is_not_sure_is_refused(
    quotient: int | None, day: date, tariffs: tuple[Tariff, ...], code: str
) -> None:
    """R50: never a default of 0."""
    decision = ask(quotient, day=day, tariffs=tariffs)

    assert not decision
    assert decision.cents is None
    assert decision.reason.code == code


def test_a_free_price_is_still_a_price() -> None:
    free = Tariff("Gratuit", DateRange(date(2026, 9, 1)), (Bracket("Tous", 0, None, 0),))

    decision = ask(0, tariffs=(free,))

    assert decision
    assert decision.cents == 0


def test_the_trace_tells_why() -> None:
    trace = ask(65050).trace

    assert json.loads(json.dumps(trace)) == trace
    assert [(step["step"], step["value"].replace("\u00a0", " ")) for step in trace] == [
        ("activity", "Repas"),
        ("day", "jeudi 14 janvier 2027"),
        ("tariff", "Repas 2026, à partir du 01/09/2026"),
        ("deliberation", "2026-041 du mercredi 24 juin 2026"),
        ("quotient", "650,50, depuis le jeudi 1er octobre 2026 (CAF)"),
        ("bracket", "T2 : de 400 à moins de 700"),
        ("resident", "habitants de la commune"),
        ("rounding", "au centime, prix voté"),
        ("price", "2,10 €"),
    ]


@pytest.mark.parametrize(
    ("brackets", "said"),
    [
        (GRID, []),
        ((), ["au moins une tranche"]),
        (GRID[1:], ["de 0 à 400"]),
        (GRID[:3], ["1\u202f000 et plus"]),
        ((GRID[0], *GRID[2:]), ["de 400 à moins de 700"]),
        # R52: printed « 0–399, 400–699 » leaves 399,50 without a price.
        (
            (Bracket("T1", 0, 39900, 100), Bracket("T2", 40000, None, 210)),
            ["de 399 à moins de 400"],
        ),
        ((Bracket("T1", 0, 40050, 100), Bracket("T2", 40000, None, 210)), ["se chevauchent"]),
        ((Bracket("T1", 0, None, 100), Bracket("T2", 40000, None, 210)), ["se chevauchent"]),
        ((Bracket("T1", 0, 0, 100), Bracket("T2", 0, None, 210)), ["borne haute"]),
        ((Bracket("T1", 0, None, -1),), ["négatif"]),
    ],
)
def test_a_grid_is_checked_to_the_hundredth(brackets: tuple[Bracket, ...], said: list[str]) -> None:
    errors = grid_errors(brackets)

    assert len(errors) == len(said)
    for error, part in zip(errors, said, strict=True):
        assert part in error


@given(st.lists(st.integers(1, 300_000), unique=True, max_size=6), st.integers(0, 400_000))
def test_a_grid_without_errors_prices_every_quotient(bounds: list[int], quotient: int) -> None:
    edges = [0, *sorted(bounds), None]
    grid = tuple(
        Bracket(f"T{index}", low, high, index)
        for index, (low, high) in enumerate(zip(edges, edges[1:], strict=False))
        if low is not None
    )
    tariff = Tariff("Grille", DateRange(date(2026, 9, 1)), grid)

    assert grid_errors(grid) == []
    assert ask(quotient, tariffs=(tariff,))

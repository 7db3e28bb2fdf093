"""Money is integer cents, written the French way and shared without losing a cent (R3)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.values import money


@pytest.mark.parametrize(
    ("cents", "written"),
    [
        (0, "0,00\u00a0€"),
        (5, "0,05\u00a0€"),
        (2100, "21,00\u00a0€"),
        (123450, "1\u202f234,50\u00a0€"),
        (123456789, "1\u202f234\u202f567,89\u00a0€"),
        (-415, "−4,15\u00a0€"),
    ],
)
def test_format_cents_writes_french_amounts(cents: int, written: str) -> None:
    assert money.format_cents(cents) == written


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("4,15", 415),
        ("4.15", 415),
        ("4,15 €", 415),
        ("4,15\u00a0€", 415),
        ("1 234,50 €", 123450),
        ("1\u202f234,50\u00a0€", 123450),
        ("4", 400),
        ("4,5", 450),
        ("0", 0),
        ("-4,15", -415),
        ("−4,15", -415),
    ],
)
def test_parse_euros_reads_what_people_type(text: str, cents: int) -> None:
    assert money.parse_euros(text) == cents


@pytest.mark.parametrize(
    "text", ["", "  ", "€", "gratuit", "4,155", "4,1,5", "1e3", "4..5", "٤", "12345678901", "4-"]
)
def test_parse_euros_refuses_with_a_sentence(text: str) -> None:
    with pytest.raises(money.MoneyError) as refusal:
        money.parse_euros(text)

    assert "4,15" in str(refusal.value)


def test_seventeen_meals_are_not_70_49() -> None:
    """R3: a rival shows 17 × 4,15 as 70,49."""
    assert money.format_cents(17 * money.parse_euros("4,15")) == "70,55\u00a0€"


@pytest.mark.parametrize(
    ("cents", "percent", "expected"),
    [
        (415, 50, 208),
        (-415, 50, -208),
        (415, 100, 415),
        (415, 0, 0),
        (410, 120, 492),
        (1005, 10, 101),
        (1, Decimal("49.9"), 0),
        (1000, Decimal("12.5"), 125),
    ],
)
def test_percent_of_rounds_half_up_once(cents: int, percent: int | Decimal, expected: int) -> None:
    assert money.percent_of(cents, percent) == expected


def test_percent_of_refuses_a_float() -> None:
    with pytest.raises(TypeError):
        money.percent_of(415, 0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (10, [1, 2, 3], [2, 3, 5]),
        (0, [5, 5], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (7, [0, 0], [7, 0]),
        (7, [0, 3], [0, 7]),
    ],
)
def test_split_pro_rata_uses_the_largest_remainder(
    total: int, weights: list[int], shares: list[int]
) -> None:
    assert money.split_pro_rata(total, weights) == shares


@given(
    st.integers(-10_000_000, 10_000_000),
    st.lists(st.integers(0, 100_000), min_size=1, max_size=30),
)
def test_split_pro_rata_loses_no_cent(total: int, weights: list[int]) -> None:
    shares = money.split_pro_rata(total, weights)

    assert sum(shares) == total
    whole = sum(weights)
    if whole:
        for share, weight in zip(shares, weights, strict=True):
            assert abs(share * whole - total * weight) < whole


@given(st.integers(-99_999_999_999, 99_999_999_999))
def test_an_amount_written_is_read_back(cents: int) -> None:
    assert money.parse_euros(money.format_cents(cents)) == cents


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_split_pro_rata_refuses_senseless_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weight"):
        money.split_pro_rata(10, weights)

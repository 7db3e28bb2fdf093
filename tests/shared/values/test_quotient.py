"""A quotient is an integer of hundredths, and 0 is one (R52)."""

import pytest

from shared.values.quotient import QuotientError, format_quotient, parse_quotient


@pytest.mark.parametrize(
    ("text", "hundredths", "written"),
    [
        ("650,50", 65050, "650,50"),
        ("650.5", 65050, "650,50"),
        ("0", 0, "0"),
        ("1 250", 125000, "1\u202f250"),
        ("399,99", 39999, "399,99"),
    ],
)
def test_a_quotient_is_read_and_written(text: str, hundredths: int, written: str) -> None:
    assert parse_quotient(text) == hundredths
    assert format_quotient(hundredths) == written


@pytest.mark.parametrize("text", ["", "-1", "inconnu", "650,505", "1e3", "6;5"])
def test_a_quotient_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(QuotientError, match="en chiffres"):
        parse_quotient(text)

"""Quotient familial as an integer of hundredths: 650,50 is 65050, and 0 is a value (R52)."""

import re

_QUOTIENT = re.compile(r"([0-9]{1,6})(?:[.,]([0-9]{1,2}))?")
_SPACES = re.compile(r"\s")


class QuotientError(ValueError):
    """A quotient that cannot be read; ``str()`` of it is a French sentence."""


def parse_quotient(text: str) -> int:
    """Read « 650 », « 650,5 », « 650.50 » or « 1 250 » and return hundredths.

    Raises QuotientError on empty text (unknown is None, never 0), a sign, letters or a third
    decimal.
    """
    match = _QUOTIENT.fullmatch(_SPACES.sub("", text))
    if match is None:
        raise QuotientError("Le quotient familial s’écrit en chiffres, par exemple 650 ou 650,50.")
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def format_quotient(hundredths: int) -> str:
    """``65050`` → « 650,50 », ``125000`` → « 1 250 » (U+202F between thousands)."""
    whole, rest = divmod(hundredths, 100)
    written = f"{whole:,}".replace(",", "\u202f")
    return f"{written},{rest:02d}" if rest else written

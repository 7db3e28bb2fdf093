"""References people read and references banks take, in fixed widths (R78, payments §1.2)."""

import base64
import re
from enum import StrEnum
from uuid import UUID


class Series(StrEnum):
    """What a counter counts, as the two digits inside the reference."""

    INVOICE = "00"
    CREDIT_NOTE = "01"
    RECEIPT = "02"


_CODE = re.compile(r"[A-Z0-9]{2,4}")
_REFDET = re.compile(r"[A-Z0-9]{6,30}")
_MAX_NUMBER = 999_999


def reference(year: int, regie_code: str, series: Series, number: int) -> str:
    """« 2027-CA-00-164 »: year, régie code, series, number. Raises ValueError when out of shape."""
    _check(year, regie_code, number)
    return f"{year}-{regie_code}-{series.value}-{number:03d}"


def refdet(year: int, regie_code: str, series: Series, number: int, *, attempt: int = 0) -> str:
    """The reference a bank takes, letters and digits only: ``2027CA0000016400``.

    Injective: the régie code is between four digits of year and a tail of fixed width (series 2,
    number 6, attempt 2), so 2016-CA-001-64 and 2016-CA-00-164 cannot meet. ``attempt`` 0…99 makes
    each new try a new reference. Raises ValueError when out of shape.
    """
    _check(year, regie_code, number)
    if not 0 <= attempt <= 99:
        raise ValueError("Une facture ne peut pas être tentée plus de 100 fois.")
    return f"{year}{regie_code}{series.value}{number:06d}{attempt:02d}"


def attempt_refdet(regie_code: str, attempt_id: UUID) -> str:
    """The reference of a payment of several invoices, or of places without an invoice yet.

    The régie code, then the attempt's id in base32: 28 to 30 letters and digits, one per attempt.
    Raises ValueError on a régie code out of shape.
    """
    _check(2000, regie_code, 1)
    return regie_code + base64.b32encode(attempt_id.bytes).decode().rstrip("=")


def is_refdet(text: str) -> bool:
    """Whether a provider would take the text: 6 to 30 letters and digits."""
    return _REFDET.fullmatch(text) is not None


def _check(year: int, regie_code: str, number: int) -> None:
    if not 2000 <= year <= 2999:
        raise ValueError("L’exercice doit compter quatre chiffres.")
    if _CODE.fullmatch(regie_code) is None:
        raise ValueError("Le code d’une régie compte de 2 à 4 capitales ou chiffres.")
    if not 1 <= number <= _MAX_NUMBER:
        raise ValueError("Le numéro d’une pièce va de 1 à 999 999.")

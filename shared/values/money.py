"""Euros as integer cents: reading, writing, rounding once and sharing out (R3).

Every amount in the code is an ``int`` of cents. Decimal appears only inside a computation and
float never does: 17 meals at 4,15 € are 70,55 €, not 70,49.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"

_AMOUNT = re.compile(r"(?P<sign>[-−+]?)(?P<euros>[0-9]{1,9})(?:[.,](?P<cents>[0-9]{1,2}))?")
_SPACES = re.compile(r"\s")


class MoneyError(ValueError):
    """An amount that cannot be read; ``str()`` of it is a French sentence for the person."""


def format_cents(cents: int) -> str:
    """Write cents the French way: ``2100`` → « 21,00 € », ``123450`` → « 1 234,50 € ».

    Thousands are separated by U+202F and the sign € preceded by U+00A0, so an amount never breaks
    across two lines. A negative amount takes the true minus sign.
    """
    sign = "−" if cents < 0 else ""
    euros, rest = divmod(abs(cents), 100)
    thousands = f"{euros:,}".replace(",", NARROW_NO_BREAK_SPACE)
    return f"{sign}{thousands},{rest:02d}{NO_BREAK_SPACE}€"


def parse_euros(text: str) -> int:
    """Read « 4,15 », « 4.15 », « 4 », « 1 234,50 € » and return cents.

    Raises MoneyError, with a French sentence, on anything else: empty text, letters, more than two
    decimals (a third decimal is never rounded away silently), more than nine digits of euros.
    """
    stripped = _SPACES.sub("", text).removesuffix("€")
    if not stripped:
        raise MoneyError("Indiquez un montant en euros, par exemple 4,15.")
    match = _AMOUNT.fullmatch(stripped)
    if match is None:
        raise MoneyError(
            f"«\u00a0{text.strip()[:40]}\u00a0» n’est pas un montant en euros. "
            "Écrivez par exemple 4,15."
        )
    cents = int(match["euros"]) * 100 + int((match["cents"] or "").ljust(2, "0"))
    return -cents if match["sign"] in {"-", "−"} else cents


def round_half_up(amount: Decimal) -> int:
    """Round a Decimal to the nearest integer, halves away from zero: the only rounding (R3)."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def percent_of(cents: int, percent: int | Decimal) -> int:
    """The given percentage of an amount in cents, rounded half-up once (R3).

    ``percent`` is an int or a Decimal (« 12,5 % » is ``Decimal("12.5")``). Raises TypeError on a
    float, because a float would bring its error with it.
    """
    if isinstance(percent, float):
        raise TypeError("percent must be an int or a Decimal, never a float")
    try:
        return round_half_up(Decimal(cents) * Decimal(percent) / Decimal(100))
    except InvalidOperation as error:
        raise TypeError("percent must be a finite number") from error


def split_pro_rata(total: int, weights: Sequence[int]) -> list[int]:
    """Share ``total`` cents along ``weights`` by the largest remainder; the sum is exact.

    Equal remainders go to the earliest position, so the same facts always give the same split.
    ``total`` may be negative (a credit). When all weights are 0 the whole goes to the first.
    Raises ValueError when there is no weight or one is negative.
    """
    if not weights:
        raise ValueError("split_pro_rata needs at least one weight")
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        return [total] + [0] * (len(weights) - 1)
    sign = -1 if total < 0 else 1
    parts = [divmod(abs(total) * weight, whole) for weight in weights]
    shares = [share for share, _ in parts]
    missing = abs(total) - sum(shares)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-parts[index][1], index))
    for index in by_remainder[:missing]:
        shares[index] += 1
    return [sign * share for share in shares]

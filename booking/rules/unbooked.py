"""A child who came without a booking is always cared for; only the surplus is a penalty (R32)."""

from dataclasses import dataclass
from enum import StrEnum

from shared.values.money import percent_of


class Unbooked(StrEnum):
    """What the commune adds to the normal price."""

    NORMAL = "normal"
    PERCENT = "percent"
    CENTS = "cents"


REASON = "présence sans réservation"


@dataclass(frozen=True, slots=True)
class UnbookedRule:
    """A service's surplus: a percentage of the price, or an amount in cents."""

    kind: Unbooked = Unbooked.NORMAL
    percent: int = 0
    cents: int = 0

    def surcharge(self, price_cents: int) -> int:
        """What is added to the price, apart from it, rounded half-up once (R3).

        Raises ValueError on a negative price.
        """
        if price_cents < 0:
            raise ValueError("Un prix négatif ne se facture pas.")
        if self.kind is Unbooked.PERCENT:
            return percent_of(price_cents, self.percent)
        return self.cents if self.kind is Unbooked.CENTS else 0

"""Late pick-up: a tolerance, then steps, dearer later or from the n-th time (R33)."""

from dataclasses import dataclass
from datetime import time

from shared.values.money import format_cents

# A step of a whole day is a flat amount.
FLAT = 24 * 60


@dataclass(frozen=True, slots=True)
class PickupRule:
    """A service's rule; minutes and cents.

    Within ``tolerance`` nothing is due; beyond it the whole delay counts, each ``step`` started
    costs ``cents``, from the ``first``-th late pick-up of the school year on. ``then_cents`` is
    the amount instead when the delay passes ``then_after`` minutes, or from the ``then_first``-th
    time; None: no second amount.
    """

    tolerance: int = 0
    step: int = 15
    cents: int = 0
    first: int = 1
    then_cents: int | None = None
    then_after: int | None = None
    then_first: int | None = None

    def __post_init__(self) -> None:
        if self.step < 1 or self.first < 1:
            raise ValueError("Le pas du retard et le rang commencent à 1.")

    def is_late(self, minutes: int) -> bool:
        """Whether a delay counts as an occurrence."""
        return minutes > self.tolerance

    def surcharge(self, minutes: int, *, occurrence: int) -> int:
        """What this delay costs; ``occurrence``: its rank in the school year, from 1."""
        if not self.is_late(minutes) or occurrence < self.first:
            return 0
        return -(-minutes // self.step) * self._each(minutes, occurrence)

    def _each(self, minutes: int, occurrence: int) -> int:
        if self.then_cents is None:
            return self.cents
        is_later = self.then_after is not None and minutes > self.then_after
        is_again = self.then_first is not None and occurrence >= self.then_first
        return self.then_cents if is_later or is_again else self.cents


def delay(ends_at: time, left_at: time) -> int:
    """Whole minutes after the end, 0 when the child left before it."""
    return max(0, (left_at.hour - ends_at.hour) * 60 + left_at.minute - ends_at.minute)


def reason(minutes: int) -> str:
    """« départ tardif (20 min) »: what the invoice prints."""
    return f"départ tardif ({minutes}\u00a0min)"


def words(rule: PickupRule) -> str:
    """What families are told: « Retard toléré : 5 min. Au-delà, 2,50 € par tranche de 15 min… »."""
    said = [f"Retard toléré\u00a0: {rule.tolerance}\u00a0min."] if rule.tolerance else []
    if not rule.cents and not rule.then_cents:
        said.append("Un départ tardif est noté, sans supplément.")
        return " ".join(said)
    each = (
        "par retard"
        if rule.step >= FLAT
        else f"par tranche de {rule.step}\u00a0min commencée, depuis la fin de l’accueil"
    )
    price = f"{format_cents(rule.cents)} {each}"
    if rule.first > 1:
        price += f", à partir du {_nth(rule.first)}"
    if rule.then_cents is not None:
        price += f"\u00a0; {format_cents(rule.then_cents)} {_then(rule)}".rstrip()
    said.append(f"Au-delà, {price}." if rule.tolerance else f"Un départ tardif coûte {price}.")
    return " ".join(said)


def _then(rule: PickupRule) -> str:
    """When the second amount is due."""
    when = []
    if rule.then_after is not None:
        when.append(f"au-delà de {rule.then_after}\u00a0min de retard")
    if rule.then_first is not None:
        when.append(f"à partir du {_nth(rule.then_first)}")
    return " ou ".join(when)


def _nth(rank: int) -> str:
    return f"{'1er' if rank == 1 else f'{rank}e'}\u00a0retard de l’année scolaire"

"""How many payments a selection makes, and of how much, before anybody goes to a bank (R84)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.values.money import format_cents


@dataclass(frozen=True, slots=True)
class Group:
    """What is ticked at one régie; cents. ``splits``: one payment an invoice, not one for all."""

    name: str
    ticked: Sequence[int]
    credit_cents: int = 0
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is ticked, what the credits cover of it, and (name, cents) of each bank payment."""

    ticked_cents: int
    credit_cents: int
    payments: tuple[tuple[str, int], ...]

    @property
    def total_cents(self) -> int:
        """*Montant à payer*: what the banks will ask."""
        return self.ticked_cents - self.credit_cents

    @property
    def sentence(self) -> str:
        """« 2 paiements : Jolieville 43,20 €, puis Montclair 18,00 € »."""
        if not self.ticked_cents:
            return ""
        if not self.payments:
            return "Votre avoir couvre tout\u00a0: rien à payer à la banque."
        each = ", puis ".join(f"{name} {format_cents(cents)}" for name, cents in self.payments)
        count = len(self.payments)
        return f"{count}\u00a0paiement{'s' if count > 1 else ''}\u00a0: {each}"

    @property
    def deduction(self) -> str:
        """« 21,60 € moins votre avoir de 7,00 € », empty when no credit serves."""
        if not (self.credit_cents and self.payments):
            return ""
        whole, credit = format_cents(self.ticked_cents), format_cents(self.credit_cents)
        return f"{whole} moins votre avoir de {credit}"


def plan(groups: Iterable[Group]) -> Plan:
    """Payments in the order shown; the credit of a régie is used first, oldest due first."""
    ticked, covered, payments = 0, 0, []
    for group in groups:
        ticked += sum(group.ticked)
        left = group.credit_cents
        for cents in group.ticked if group.splits else [sum(group.ticked)]:
            used = min(left, cents)
            left -= used
            covered += used
            if cents > used:
                payments.append((group.name, cents - used))
    return Plan(ticked, covered, tuple(payments))

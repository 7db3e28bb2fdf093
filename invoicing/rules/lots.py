"""One bank operation never serves two creditors: a selection becomes lots (R84, payments §1.3)."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Item:
    """An invoice chosen for payment. ``grouped``: its régie takes several in one payment."""

    key: Hashable
    commune: str
    regie: Hashable
    due_on: date
    reference: str
    left_cents: int
    grouped: bool = True


@dataclass(frozen=True, slots=True)
class Lot:
    """One payment to make: one commune (its slug), one régie; cents."""

    commune: str
    regie: Hashable
    items: tuple[Item, ...]

    @property
    def total_cents(self) -> int:
        """What this lot owes, before any credit is used."""
        return sum(item.left_cents for item in self.items)


def group(items: Iterable[Item]) -> list[Lot]:
    """Lots of a selection, communes in slug order, then the oldest due date first.

    Invoices with nothing left are dropped. Where a régie does not take several invoices in one
    payment, each invoice is its own lot.
    """
    lots: dict[Hashable, list[Item]] = {}
    chosen = (item for item in items if item.left_cents > 0)
    for item in sorted(chosen, key=lambda item: (item.commune, item.due_on, item.reference)):
        alone = None if item.grouped else item.key
        lots.setdefault((item.commune, item.regie, alone), []).append(item)
    return [Lot(same[0].commune, same[0].regie, tuple(same)) for same in lots.values()]

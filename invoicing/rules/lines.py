"""From booked days to invoice lines: grouped by child, activity and unit price (R3, R4, R79)."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from shared.values.money import percent_of

# The nature of a supplement's line: neither care nor meal, so no tax certificate counts it (R95).
FEE: Final = "fee"


@dataclass(frozen=True, slots=True)
class Billable:
    """One reservation as the run sees it: its frozen price and the share that stays due.

    ``surcharge_cents`` is a penalty or an extra, a line of its own (R32, R33): the whole of it is
    due while a share of the day is, none when nothing is.

    ``price_cents`` is the snapshot of the booking, ``percent`` 0…100 what its state or its
    cancellation leaves due. ``label`` is the activity's name as it must read on paper; ``child``
    and ``activity`` are keys, ``order`` sorts the lines as the commune shows them.
    """

    reservation: Hashable
    child: Hashable
    child_name: str
    activity: Hashable
    label: str
    care: str
    day: date
    price_cents: int
    percent: int = 100
    trace: Sequence[Any] = ()
    order: int = 0
    surcharge_cents: int = 0
    surcharge_reason: str = ""

    @property
    def billed_cents(self) -> int:
        """The unit price of this day, rounded half-up once (R3)."""
        return percent_of(self.price_cents, self.percent)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to print: ``total_cents`` is always quantity × unit. Trace: of its first day."""

    child: Hashable
    child_name: str
    activity: Hashable
    label: str
    care: str
    unit_cents: int
    percent: int
    dates: tuple[date, ...]
    reservations: tuple[Hashable, ...]
    trace: Sequence[Any]

    @property
    def quantity(self) -> int:
        """How many days."""
        return len(self.dates)

    @property
    def total_cents(self) -> int:
        """Quantity × unit price."""
        return self.quantity * self.unit_cents


def group(billables: Iterable[Billable]) -> list[Line]:
    """Lines per child × activity × unit price × billed share, dates in order.

    A day whose share is 0 % is dropped: nothing is due and nothing is printed. A free day (a price
    of 0 at 100 %) stays, so that a family sees it was counted. Children by name, then activities in
    the commune's order; supplements follow the activity they belong to. Raises ValueError on a
    negative price or a share outside 0…100.
    """
    groups: dict[tuple[Any, ...], list[Billable]] = {}
    fees: dict[tuple[Any, ...], list[Billable]] = {}
    for one in sorted(billables, key=_reading_order):
        if min(one.price_cents, one.surcharge_cents) < 0 or not 0 <= one.percent <= 100:
            raise ValueError("Un prix négatif ou une part hors de 0 à 100 % ne se facture pas.")
        if one.percent == 0:
            continue
        key = (one.child, one.activity, one.billed_cents, one.percent, one.label, one.care)
        groups.setdefault(key, []).append(one)
        if one.surcharge_cents:
            fee = (one.child, one.activity, one.surcharge_cents, one.surcharge_reason, one.label)
            fees.setdefault(fee, []).append(one)
    made = [_line(same) for same in groups.values()]
    made += [_fee(same) for same in fees.values()]
    rank = {key[:2]: place for place, key in reversed(list(enumerate(groups)))}
    return sorted(made, key=lambda line: (rank[line.child, line.activity], line.care == FEE))


def total(lines: Iterable[Line]) -> int:
    """The sum of the lines, in cents."""
    return sum(line.total_cents for line in lines)


def _reading_order(one: Billable) -> tuple[Any, ...]:
    return one.child_name, str(one.child), one.order, one.label, str(one.activity), one.day


def _line(same: list[Billable]) -> Line:
    first = same[0]
    label = first.label if first.percent == 100 else f"{first.label} (absence, {first.percent} %)"
    return Line(
        child=first.child,
        child_name=first.child_name,
        activity=first.activity,
        label=label,
        care=first.care,
        unit_cents=first.billed_cents,
        percent=first.percent,
        dates=tuple(one.day for one in same),
        reservations=tuple(one.reservation for one in same),
        trace=first.trace,
    )


def _fee(same: list[Billable]) -> Line:
    first = same[0]
    return Line(
        child=first.child,
        child_name=first.child_name,
        activity=first.activity,
        label=f"{first.label} (supplément\u00a0: {first.surcharge_reason or 'hors délai'})",
        care=FEE,
        unit_cents=first.surcharge_cents,
        percent=100,
        dates=tuple(one.day for one in same),
        reservations=(),
        trace=(),
    )

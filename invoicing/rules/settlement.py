"""Which money covers which invoice, and what an invoice is called then (R82, R83, R87)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.values.money import split_pro_rata


class InvoiceStatus(StrEnum):
    """Computed from settlements and dates, never stored (R82)."""

    DRAFT = "draft"
    TO_PAY = "to_pay"
    PARTLY_PAID = "partly_paid"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"


STATUS_LABELS: Mapping[InvoiceStatus, str] = {
    InvoiceStatus.DRAFT: "brouillon",
    InvoiceStatus.TO_PAY: "à payer",
    InvoiceStatus.PARTLY_PAID: "partiellement payée",
    InvoiceStatus.OVERDUE: "en retard",
    InvoiceStatus.PAID: "payée",
    InvoiceStatus.CREDITED: "annulée par un avoir",
}


@dataclass(frozen=True, slots=True)
class Debt:
    """An issued invoice as settlement sees it; cents."""

    key: Hashable
    due_on: date
    reference: str
    total_cents: int
    settled_cents: int = 0

    @property
    def left_cents(self) -> int:
        """What remains due, never negative."""
        return max(0, self.total_cents - self.settled_cents)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Shares by invoice, in order, and what nobody owed: a credit on the payer's account."""

    shares: tuple[tuple[Hashable, int], ...]
    credit_cents: int


def allocate(amount_cents: int, debts: Sequence[Debt]) -> Allocation:
    """Spread money over debts, oldest due first, then by reference; the rest is a credit (R87).

    Never a negative invoice, never a cent lost: shares and credit add up to the amount. Raises
    ValueError on a negative amount.
    """
    if amount_cents < 0:
        raise ValueError("a payment is never negative: a refund is another act")
    left = amount_cents
    shares = []
    for debt in sorted(debts, key=lambda debt: (debt.due_on, debt.reference)):
        share = min(left, debt.left_cents)
        if share > 0:
            shares.append((debt.key, share))
            left -= share
    return Allocation(tuple(shares), left)


def allocate_frozen(shares: Sequence[tuple[Hashable, int]], debts: Sequence[Debt]) -> Allocation:
    """Spread an attempt's frozen shares; what an invoice no longer owes becomes a credit (F23)."""
    left = {debt.key: debt.left_cents for debt in debts}
    kept, credit = [], 0
    for key, cents in shares:
        share = min(cents, left.get(key, 0))
        if share:
            kept.append((key, share))
            left[key] -= share
        credit += cents - share
    return Allocation(tuple(kept), credit)


@dataclass(frozen=True, slots=True)
class CreditUse:
    """How much of a payer's credit pays, and what is left to ask of the bank; cents."""

    used_cents: int
    to_pay_cents: int


def use_credit(due_cents: int, credit_cents: int, *, minimum_cents: int = 100) -> CreditUse:
    """Use the payer's credit first, but never leave the bank an amount under its minimum.

    Where the rest would be between 1 cent and ``minimum_cents``, less credit is used so that the
    bank can take its minimum. A due amount itself under the minimum is left as it is.
    """
    used = min(max(credit_cents, 0), due_cents)
    rest = due_cents - used
    if 0 < rest < minimum_cents and due_cents >= minimum_cents:
        used = due_cents - minimum_cents
        rest = minimum_cents
    return CreditUse(used, rest)


def status(
    *,
    issued: bool,
    total_cents: int,
    settled_cents: int,
    due_on: date,
    today: date,
    credited_cents: int = 0,
) -> InvoiceStatus:
    """What an invoice is called today; ``today`` is local. An invoice of 0 € is paid.

    ``credited_cents`` is the part of ``settled_cents`` that came from its own credit notes.
    """
    if not issued:
        return InvoiceStatus.DRAFT
    if settled_cents >= total_cents:
        whole_credit = 0 < total_cents <= credited_cents
        return InvoiceStatus.CREDITED if whole_credit else InvoiceStatus.PAID
    if today > due_on:
        return InvoiceStatus.OVERDUE
    return InvoiceStatus.PARTLY_PAID if settled_cents > 0 else InvoiceStatus.TO_PAY


def split_by_line(settled_cents: int, line_totals: Sequence[int]) -> list[int]:
    """The part of a payment each invoice line received: pro rata, largest remainder.

    For the tax certificate, which counts what was paid line by line (R95).
    """
    return split_pro_rata(settled_cents, line_totals)

"""What any payment provider offers us: create an operation, read its state back, a page to pay.

There is no refund, no cancellation and no list: PayFiP has none (payments.md §1.2). Neither the
browser's return nor a notification proves anything; only `read` does (R85).
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


class State(StrEnum):
    """What the provider says of an operation."""

    WAITING = "waiting"  # the payer has not answered yet (PayFiP P5)
    PAID = "paid"  # money is certain (P)
    DEBIT_ACCEPTED = "debit_accepted"  # direct debit ordered, not settled yet (V)
    REFUSED = "refused"  # card or debit refused (R, Z)
    CANCELLED = "cancelled"  # abandoned by the payer (A)
    UNKNOWN = "unknown"  # the provider does not know this operation (P1)


@dataclass(frozen=True)
class Order:
    """The facts of one attempt, frozen and committed before any network call."""

    creditor: str  # the régie's number at the provider (PayFiP: numcli)
    reference: str  # refdet, unique for ever, letters and digits
    amount_cents: int
    email: str
    label: str  # what the payer reads
    return_url: str
    notify_url: str
    exercice: int | None = None  # accounting year, PayFiP only


@dataclass(frozen=True)
class Created:
    """An operation the provider agreed to: no money moves before `pay_url` is opened."""

    idop: str
    pay_url: str


@dataclass(frozen=True)
class Result:
    """What the provider answers about an operation; the echoed fields must equal the order's."""

    idop: str
    state: State
    creditor: str = ""
    reference: str = ""
    amount_cents: int | None = None
    authorisation: str = ""  # the provider's number for an accepted payment
    paid_at: datetime | None = None  # UTC
    raw: dict[str, Any] = field(default_factory=dict)  # whole answer, e-mail left out, to be kept

    def mismatches(self, order: Order) -> list[str]:
        """Name the echoed fields that differ from the order; any name means quarantine (F12, F13).

        >>> order = Order("000001", "REF1", 100, "", "", "", "")
        >>> Result("x", State.PAID, "000001", "REF1", 101).mismatches(order)
        ['amount_cents']
        """
        if self.state is State.UNKNOWN:
            return []
        return [
            name
            for name in ("creditor", "reference", "amount_cents")
            if getattr(self, name) != getattr(order, name)
        ]


class GatewayError(Exception):
    """The provider did not do what was asked."""


class FunctionalError(GatewayError):
    """The provider understood and refused: asking again the same way is useless.

    `code` is the provider's own code; no operation exists, so no money can move.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class TechnicalError(GatewayError):
    """No usable answer: timeout, refused connection, 5xx, nonsense.

    On create: no idop was received, the payer has no page, so no money can move; retry with a new
    attempt and a new reference. On read: change nothing and ask again later.
    """


class Gateway(Protocol):
    """One provider, ready to be asked for one régie."""

    def create(self, order: Order) -> Created:
        """Open an operation; raises FunctionalError or TechnicalError. Never in a transaction."""
        ...

    def read(self, idop: str) -> Result:
        """Read an operation's state, as often as wished; raises TechnicalError. Changes nothing."""
        ...

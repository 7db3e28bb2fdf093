"""What operations answer: frozen lines that a page or a mail can show as they are."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from booking.rules.lifecycle import ReservationState
from shared.values.money import format_cents

S = ReservationState


@dataclass(frozen=True, slots=True)
class Wish:
    """One day asked for; the promise is what the cart showed, in cents, and since when."""

    child_id: UUID
    activity_id: UUID
    date: date
    cancel: bool = False
    line_id: UUID | None = None
    promised_cents: int | None = None
    promised_at: datetime | None = None
    # The surcharge the family ticked for a day asked after its cut-off (R26).
    agreed_cents: int | None = None


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What became of a wish; ``reason`` is a French sentence when it was refused."""

    line_id: UUID | None
    reservation_id: UUID | None
    child_id: UUID
    child: str
    activity_id: UUID
    activity: str
    service_id: UUID | None
    service: str
    date: date
    label: str
    cents: int
    reason: str = ""
    code: str = ""
    # Paid by another household: its amount is not told (R72).
    by_other: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that one *Valider* did in one commune; amounts in cents, ``held_until`` UTC."""

    order_uid: UUID | None = None
    booked: list[OutcomeLine] = field(default_factory=list)
    requested: list[OutcomeLine] = field(default_factory=list)
    waitlisted: list[OutcomeLine] = field(default_factory=list)
    held: list[OutcomeLine] = field(default_factory=list)
    cancelled: list[OutcomeLine] = field(default_factory=list)
    cancel_requested: list[OutcomeLine] = field(default_factory=list)
    refused: list[OutcomeLine] = field(default_factory=list)
    held_until: datetime | None = None

    @property
    def total_held_cents(self) -> int:
        """What must be paid now."""
        return sum(line.cents for line in self.held)

    @property
    def is_nothing(self) -> bool:
        """Nothing was in the cart: a second *Valider*, a page shown again (B5)."""
        return not (self.refused or self.is_done)

    @property
    def is_done(self) -> bool:
        """At least one line was written."""
        return any(
            (
                self.booked,
                self.requested,
                self.waitlisted,
                self.held,
                self.cancelled,
                self.cancel_requested,
            )
        )

    def of(self, state: ReservationState) -> list[OutcomeLine]:
        """The list that holds the lines of a state."""
        return {
            S.CONFIRMED: self.booked,
            S.REQUESTED: self.requested,
            S.WAITLISTED: self.waitlisted,
            S.HELD: self.held,
            S.CANCELLED: self.cancelled,
            S.CANCEL_REQUESTED: self.cancel_requested,
        }[state]

    @property
    def sentence(self) -> str:
        """« 3 dates réservées, 2 à payer (21,00 €), 1 refusée. »"""
        if self.is_nothing:
            return "Tout est déjà validé\u00a0: il n’y avait plus rien à faire."
        parts = [
            _counted(len(self.booked), "date réservée", "dates réservées"),
            _counted(len(self.requested), "demande envoyée", "demandes envoyées"),
            self._to_pay(),
            _counted(len(self.waitlisted), "date sur liste d’attente", "dates sur liste d’attente"),
            _counted(len(self.cancelled), "date annulée", "dates annulées"),
            _counted(len(self.cancel_requested), "annulation demandée", "annulations demandées"),
            _counted(len(self.refused), "date refusée", "dates refusées"),
        ]
        return ", ".join(part for part in parts if part) + "."

    def _to_pay(self) -> str:
        dates = _counted(len(self.held), "date à payer", "dates à payer")
        return f"{dates} ({format_cents(self.total_held_cents)})" if dates else ""


@dataclass(frozen=True, slots=True)
class Seated:
    """After a verified payment: places confirmed, and paid ones that found no place (R16)."""

    confirmed: list[UUID]
    unseated: list[UUID]


@dataclass(frozen=True, slots=True)
class Answered:
    """What an agent's answer did: ids done, and ids that could not with a French sentence."""

    done: list[UUID]
    failed: list[tuple[UUID, str]]


def _counted(number: int, one: str, many: str) -> str:
    return f"{number}\u00a0{one if number == 1 else many}" if number else ""

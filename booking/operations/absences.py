"""*Signaler une absence*: one booked day, two taps from home."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Reservation
from booking.operations import reservations
from booking.operations.outcomes import Wish
from booking.rules.lifecycle import ReservationState
from family.models import Guardian
from shared.errors import DomainError
from shared.locks import retried
from shared.values.french_dates import day_long
from shared.values.money import percent_of
from tenants.people import Member

REPORTED = {
    ReservationState.CANCEL_REQUESTED: "Votre demande d’annulation est transmise au service.",
    ReservationState.CANCELLED: "C’est noté\u00a0: la réservation est annulée.",
}


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of the day; cents. ``credit_cents`` is what a paid day gives back."""

    state: ReservationState
    sentence: str
    billed_cents: int
    credit_cents: int


@retried
def report(member: Member, reservation_id: UUID, *, now: datetime) -> Reported:
    """Cancel a booked day, or ask an agent to; the same rules as a line of the cart.

    Raises DomainError « not_found » for somebody else's, « deadline_passed » with what to do when
    the service takes no late word.
    """
    with transaction.atomic():
        row = Reservation.objects.filter(
            id=reservation_id, child__guardian_links__guardian_id=member.guardian_uid
        ).first()
        if row is None:
            raise not_found()
        outcome = reservations.place(
            [Wish(row.child_id, row.activity_id, row.date, cancel=True)],
            guardian_id=member.guardian_uid,
            by=member.actor,
            now=now,
        )
        if outcome.refused:
            refused = outcome.refused[0]
            raise DomainError(refused.code, refused.reason)
        row.refresh_from_db()
        state = ReservationState(row.state)
        if not _pays(member, row):
            # What another household paid is its own matter (R72).
            return Reported(state, REPORTED[state], 0, 0)
        if state is ReservationState.CANCEL_REQUESTED:
            return Reported(state, REPORTED[state], row.price_cents, 0)
        billed = percent_of(row.price_cents, row.billed_percent)
        return Reported(
            state,
            REPORTED[state] + _proof(row),
            billed,
            row.price_cents - billed if row.is_prepaid else 0,
        )


def _pays(member: Member, row: Reservation) -> bool:
    return Guardian.objects.filter(id=member.guardian_uid, family__guardians=row.payer_id).exists()


def _proof(row: Reservation) -> str:
    """Until when a proof lightens an absence told too late (R29)."""
    if not (row.proof_due_on and row.billed_percent):
        return ""
    until = day_long(row.proof_due_on, year=False)
    return f" Un justificatif montré au service d’ici au {until} inclus fait revoir le montant."

"""Until when one waits, and until when a proposed place may be answered (R40)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.rules.cutoffs import service_start
from booking.rules.holds import FIRST_HOLD
from shared.values.decisions import Decision, no, yes


def queue_end(
    *, cutoff: datetime | None, day: date, starts_at: time | None, zone: ZoneInfo
) -> datetime:
    """When nobody can be offered a place any more: the cut-off, the start at the latest."""
    start = service_start(day, starts_at, zone)
    return start if cutoff is None else min(cutoff, start)


def offer_end(*, now: datetime, hours: int, end: datetime) -> datetime:
    """Until when the family may answer; ``end`` is never passed."""
    return min(now + timedelta(hours=hours), end)


def payment_end(*, now: datetime, held_until: datetime, end: datetime) -> datetime:
    """Until when an accepted place waits for its payment: the offer's own time, and at least
    what *Valider* gives, never past the cut-off."""
    return min(max(held_until, now + FIRST_HOLD), end)


def may_answer(
    *, is_live_offer: bool, state: str, held_until: datetime | None, now: datetime
) -> Decision:
    """Whether an offer can still be answered; ``state`` is what the row became since."""
    if is_live_offer:
        if held_until is not None and now < held_until:
            return yes()
        return OVER
    return _ANSWERED.get(state, OVER)


OVER = no(
    "offer_over",
    "Le temps pour répondre est passé\u00a0: la place a été proposée à la famille suivante.",
)
_ANSWERED = {
    "confirmed": no(
        "offer_accepted", "Vous avez déjà accepté cette place\u00a0: elle est réservée."
    ),
    "held": no(
        "offer_to_pay", "Vous avez déjà accepté cette place\u00a0: il reste à la payer en ligne."
    ),
    "cancel_requested": no("offer_accepted", "Vous avez déjà accepté cette place."),
    "cancelled": no("offer_declined", "Cette place n’est plus à vous\u00a0: elle a été rendue."),
}

"""How long a place is held for a payment (R15, decisions.md « Holds and attempts »)."""

from datetime import datetime, timedelta

from shared.values.decisions import Decision, no, yes

FIRST_HOLD = timedelta(minutes=25)
ATTEMPT_HOLD = timedelta(minutes=25)
LONGEST_HOLD = timedelta(minutes=60)
LAST_ATTEMPT = timedelta(minutes=40)
ACCEPTANCE_HOLD = timedelta(hours=48)
PRICE_PROMISE = timedelta(hours=2)
WISH_LIFE = timedelta(days=30)


def first_hold(validated_at: datetime) -> datetime:
    """Until when a place is held after *Valider* (aware instants, as everywhere here)."""
    return validated_at + FIRST_HOLD


def may_attempt(*, validated_at: datetime, now: datetime) -> Decision:
    """Whether a new payment may start for places held since *Valider*: until minute 40."""
    if now - validated_at <= LAST_ATTEMPT:
        return yes()
    return no(
        "hold_too_old",
        "Le temps pour payer est presque écoulé : vos places vont être libérées. "
        "Réservez-les à nouveau pour recommencer.",
    )


def hold_after_attempt(
    *, validated_at: datetime, attempt_at: datetime, held_until: datetime
) -> datetime:
    """The new end of the hold: attempt + 25 min, never past *Valider* + 60, never shortened."""
    moved = min(attempt_at + ATTEMPT_HOLD, validated_at + LONGEST_HOLD)
    return max(held_until, moved)


def acceptance_hold(*, accepted_at: datetime, cutoff: datetime | None) -> datetime:
    """Until when an accepted or offered place waits: 48 h, never past the cut-off (R40).

    ``cutoff`` None means the service sets no limit.
    """
    end = accepted_at + ACCEPTANCE_HOLD
    return end if cutoff is None else min(end, cutoff)


def price_is_promised(*, priced_at: datetime, now: datetime) -> bool:
    """Whether a cart's price still holds: two hours, after which it is computed again."""
    return now - priced_at < PRICE_PROMISE

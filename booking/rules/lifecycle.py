"""The states of a reservation, who may move it, and where it starts (R13, R14, decisions.md)."""

from collections.abc import Mapping
from enum import StrEnum

from shared.values.decisions import Decision, no, yes


class ReservationState(StrEnum):
    """One row's state; wishes in the cart are not reservations yet."""

    HELD = "held"
    REQUESTED = "requested"
    WAITLISTED = "waitlisted"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    EXPIRED = "expired"


class Attendance(StrEnum):
    """What the agents recorded; no row means not yet known."""

    PRESENT = "present"
    ABSENT = "absent"
    JUSTIFIED = "justified"


class BillingMode(StrEnum):
    """When a service is paid."""

    PREPAID = "prepaid"
    MONTHLY = "monthly"


class AnswerMode(StrEnum):
    """Whether a rule that passes is enough, or an agent answers (R14)."""

    AUTO = "auto"
    MANUAL = "manual"


class Actor(StrEnum):
    """Who moves a reservation on. PAYMENT is a verified success, CLOCK an elapsed time limit."""

    FAMILY = "family"
    AGENT = "agent"
    PAYMENT = "payment"
    CLOCK = "clock"


S = ReservationState

STATE_LABELS: Mapping[ReservationState, str] = {
    S.HELD: "à payer",
    S.REQUESTED: "demande en cours",
    S.WAITLISTED: "liste d’attente",
    S.CONFIRMED: "demande validée",
    S.CANCEL_REQUESTED: "demande d’annulation",
    S.CANCELLED: "annulée",
    S.REFUSED: "demande refusée",
    S.EXPIRED: "expirée faute de paiement",
}
BILLING_LABELS: Mapping[BillingMode, str] = {
    BillingMode.PREPAID: "payable à la réservation",
    BillingMode.MONTHLY: "payable en fin de mois",
}
ANSWER_LABELS: Mapping[AnswerMode, str] = {
    AnswerMode.AUTO: "réponse automatique",
    AnswerMode.MANUAL: "réponse d’un agent",
}

# Tuples, not sets: the order reaches a migration and must not change from run to run.
# R38. A requested row holds a place only where its service says so.
HOLDING_STATES = (S.HELD, S.CONFIRMED, S.CANCEL_REQUESTED)
# R17. At most one live row for a child, an activity and a date.
LIVE_STATES = (*HOLDING_STATES, S.REQUESTED, S.WAITLISTED)
OVER_STATES = tuple(state for state in S if state not in LIVE_STATES)

_MOVES: Mapping[tuple[ReservationState, ReservationState], frozenset[Actor]] = {
    (S.REQUESTED, S.CONFIRMED): frozenset({Actor.AGENT}),
    (S.REQUESTED, S.HELD): frozenset({Actor.AGENT}),
    (S.REQUESTED, S.WAITLISTED): frozenset({Actor.AGENT}),
    (S.REQUESTED, S.REFUSED): frozenset({Actor.AGENT}),
    (S.REQUESTED, S.CANCELLED): frozenset({Actor.FAMILY, Actor.AGENT}),
    # By the family only for a place offered on a monthly service: see ``may_move``.
    (S.HELD, S.CONFIRMED): frozenset({Actor.PAYMENT, Actor.FAMILY, Actor.AGENT}),
    (S.HELD, S.EXPIRED): frozenset({Actor.CLOCK}),
    (S.HELD, S.CANCELLED): frozenset({Actor.FAMILY, Actor.AGENT}),
    (S.WAITLISTED, S.HELD): frozenset({Actor.AGENT, Actor.CLOCK}),
    (S.WAITLISTED, S.CONFIRMED): frozenset({Actor.AGENT}),
    (S.WAITLISTED, S.REFUSED): frozenset({Actor.AGENT}),
    (S.WAITLISTED, S.CANCELLED): frozenset({Actor.FAMILY, Actor.AGENT}),
    (S.WAITLISTED, S.EXPIRED): frozenset({Actor.CLOCK}),
    (S.CONFIRMED, S.CANCEL_REQUESTED): frozenset({Actor.FAMILY}),
    (S.CONFIRMED, S.CANCELLED): frozenset({Actor.FAMILY, Actor.AGENT}),
    (S.CANCEL_REQUESTED, S.CANCELLED): frozenset({Actor.AGENT}),
    (S.CANCEL_REQUESTED, S.CONFIRMED): frozenset({Actor.FAMILY, Actor.AGENT}),
    # R16: a verified success always wins, if the place can be taken again.
    (S.EXPIRED, S.CONFIRMED): frozenset({Actor.PAYMENT}),
}


def holds_place(state: ReservationState, *, requested_holds: bool = False) -> bool:
    """Whether the state takes a place of the opening (R38)."""
    return state in HOLDING_STATES or (requested_holds and state is S.REQUESTED)


def is_live(state: ReservationState) -> bool:
    """Whether the row counts for « one per child, activity and date » (R17)."""
    return state in LIVE_STATES


def may_move(
    state: ReservationState, to: ReservationState, *, actor: Actor, billing: BillingMode
) -> Decision:
    """Whether the actor may move a reservation from one state to the other (R13)."""
    allowed = actor in _MOVES.get((state, to), frozenset())
    if allowed and (state, to, actor) == (S.HELD, S.CONFIRMED, Actor.FAMILY):
        # A family's click never replaces the payment of a prepaid place (R15).
        allowed = billing is BillingMode.MONTHLY
    if allowed:
        return yes()
    return no(
        "transition_refused",
        f"Cette réservation est « {STATE_LABELS[state]} » : elle ne peut pas devenir "
        f"« {STATE_LABELS[to]} » de cette façon.",
    )


def initial_state(
    *,
    billing: BillingMode,
    answer: AnswerMode,
    by_agent: bool = False,
    queue: bool = False,
    cents: int | None = None,
) -> ReservationState:
    """Where a wish that passed every rule starts (R14, R15).

    ``queue``: the waiting list is open, so newcomers queue. ``cents``: the price; 0 € has nothing
    to pay, so a prepaid place is confirmed at once. An agent's booking is confirmed and billed in
    the next run, prepaid or not.
    """
    if by_agent:
        return S.CONFIRMED
    if queue:
        return S.WAITLISTED
    if answer is AnswerMode.MANUAL:
        return S.REQUESTED
    return accepted_state(billing=billing, cents=cents)


def accepted_state(*, billing: BillingMode, cents: int | None = None) -> ReservationState:
    """What an accepted request becomes: a place to pay, or a confirmed one."""
    return S.HELD if billing is BillingMode.PREPAID and cents != 0 else S.CONFIRMED

"""States of a reservation: what holds a place, who moves it, where it starts (R13–R17, R38)."""

import pytest

from booking.rules.lifecycle import (
    HOLDING_STATES,
    LIVE_STATES,
    OVER_STATES,
    STATE_LABELS,
    Actor,
    AnswerMode,
    BillingMode,
    ReservationState,
    accepted_state,
    holds_place,
    initial_state,
    is_live,
    may_move,
)

S = ReservationState
PREPAID, MONTHLY = BillingMode.PREPAID, BillingMode.MONTHLY
AUTO, MANUAL = AnswerMode.AUTO, AnswerMode.MANUAL


@pytest.mark.parametrize(
    ("state", "holds", "live"),
    [
        (S.HELD, True, True),
        (S.REQUESTED, False, True),
        (S.WAITLISTED, False, True),
        (S.CONFIRMED, True, True),
        (S.CANCEL_REQUESTED, True, True),
        (S.CANCELLED, False, False),
        (S.REFUSED, False, False),
        (S.EXPIRED, False, False),
    ],
)
def test_each_state_says_whether_it_holds_a_place(
    state: ReservationState, holds: bool, live: bool
) -> None:
    """R38, R17."""
    assert holds_place(state) is holds
    assert is_live(state) is live


def test_requested_holds_where_the_service_says_so() -> None:
    assert holds_place(S.REQUESTED, requested_holds=True)
    assert not holds_place(S.WAITLISTED, requested_holds=True)


def test_holding_live_and_over_fit_together() -> None:
    assert set(HOLDING_STATES) < set(LIVE_STATES)
    assert sorted((*LIVE_STATES, *OVER_STATES)) == sorted(S)
    assert set(STATE_LABELS) == set(S)


@pytest.mark.parametrize(
    ("billing", "answer", "by_agent", "queue", "cents", "state"),
    [
        (PREPAID, AUTO, False, False, 415, S.HELD),
        (PREPAID, AUTO, False, False, 0, S.CONFIRMED),
        (PREPAID, MANUAL, False, False, 415, S.REQUESTED),
        (MONTHLY, AUTO, False, False, 415, S.CONFIRMED),
        (MONTHLY, MANUAL, False, False, 415, S.REQUESTED),
        (PREPAID, AUTO, False, True, 415, S.WAITLISTED),
        (MONTHLY, MANUAL, False, True, 415, S.WAITLISTED),
        (PREPAID, AUTO, True, False, 415, S.CONFIRMED),
        (MONTHLY, MANUAL, True, True, 415, S.CONFIRMED),
    ],
)
def test_a_wish_starts_in_its_state(
    billing: BillingMode,
    answer: AnswerMode,
    by_agent: bool,
    queue: bool,
    cents: int,
    state: ReservationState,
) -> None:
    started = initial_state(
        billing=billing, answer=answer, by_agent=by_agent, queue=queue, cents=cents
    )

    assert started is state


def test_an_accepted_request_is_to_pay_or_confirmed() -> None:
    assert accepted_state(billing=PREPAID, cents=415) is S.HELD
    assert accepted_state(billing=PREPAID, cents=0) is S.CONFIRMED
    assert accepted_state(billing=MONTHLY, cents=415) is S.CONFIRMED


FAMILY_MOVES = {
    (S.REQUESTED, S.CANCELLED),
    (S.HELD, S.CANCELLED),
    (S.WAITLISTED, S.CANCELLED),
    (S.CONFIRMED, S.CANCEL_REQUESTED),
    (S.CONFIRMED, S.CANCELLED),
    (S.CANCEL_REQUESTED, S.CONFIRMED),
}


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("to", S)
def test_a_family_moves_only_what_it_may(state: ReservationState, to: ReservationState) -> None:
    """A family never confirms what an agent or a payment decides (R2, R15)."""
    decision = may_move(state, to, actor=Actor.FAMILY, billing=PREPAID)

    assert bool(decision) is ((state, to) in FAMILY_MOVES)


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("to", S)
def test_a_payment_only_confirms(state: ReservationState, to: ReservationState) -> None:
    """R15, R16: late successes re-seat an expired hold."""
    decision = may_move(state, to, actor=Actor.PAYMENT, billing=PREPAID)

    assert bool(decision) is ((state, to) in {(S.HELD, S.CONFIRMED), (S.EXPIRED, S.CONFIRMED)})


def test_a_place_offered_on_a_monthly_service_is_accepted_by_a_click() -> None:
    assert may_move(S.HELD, S.CONFIRMED, actor=Actor.FAMILY, billing=MONTHLY)
    assert not may_move(S.HELD, S.CONFIRMED, actor=Actor.FAMILY, billing=PREPAID)


def test_time_only_ends_what_waits() -> None:
    ended = {state for state in S if may_move(state, S.EXPIRED, actor=Actor.CLOCK, billing=PREPAID)}

    assert ended == {S.HELD, S.WAITLISTED}


@pytest.mark.parametrize("state", [S.CANCELLED, S.REFUSED])
@pytest.mark.parametrize("actor", Actor)
def test_a_closed_reservation_never_moves(state: ReservationState, actor: Actor) -> None:
    assert not any(may_move(state, to, actor=actor, billing=MONTHLY) for to in S)


def test_a_refused_move_says_why() -> None:
    decision = may_move(S.REFUSED, S.CONFIRMED, actor=Actor.FAMILY, billing=MONTHLY)

    assert decision.reason.code == "transition_refused"
    assert "demande refusée" in decision.reason.sentence

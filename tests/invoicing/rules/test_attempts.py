"""The attempt machine: replays, mismatches, late successes, polling (payments §1.6, §1.7)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from invoicing.rules import attempts
from invoicing.rules.attempts import AttemptState, Frozen, Outcome, Result

A, O = AttemptState, Outcome  # noqa: E741
START = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
FROZEN = Frozen("2027CA0000016400", 2160, "idop-1", "123456", "W")


def answer(outcome: Outcome, **fields: object) -> Result:
    full = Result(outcome, "idop-1", "2027CA0000016400", 2160, "123456", "W")
    return replace(full, **fields)  # type: ignore[arg-type]


def move(state: AttemptState, result: Result, *, after: float = 1) -> attempts.Transition:
    return attempts.transition(
        state, FROZEN, result, requested_at=START, now=START + timedelta(hours=after)
    )


@pytest.mark.parametrize(
    ("state", "outcome", "after", "to", "credits_money"),
    [
        (A.REQUESTING, O.CREATED, 0, A.PENDING, False),
        (A.REQUESTING, O.CREATE_REFUSED, 0, A.CREATE_FAILED, False),
        (A.REQUESTING, O.CREATE_LOST, 0, A.CREATE_UNKNOWN, False),
        (A.REQUESTING, O.TECHNICAL, 0, A.CREATE_UNKNOWN, False),
        (A.PENDING, O.PAID, 1, A.PAID, True),
        (A.PENDING, O.DEBIT_ACCEPTED, 1, A.PAID_PENDING_SETTLEMENT, True),
        (A.PENDING, O.REFUSED, 1, A.REFUSED, False),
        (A.PENDING, O.CANCELLED, 1, A.CANCELLED, False),
        (A.PENDING, O.UNKNOWN_YET, 3, A.PENDING, False),
        (A.PENDING, O.UNKNOWN_YET, 60 * 24, A.ABANDONED, False),
        (A.PENDING, O.TECHNICAL, 1, A.PENDING, False),
        (A.PENDING, O.NOT_FOUND, 0, A.PENDING, False),
        (A.PENDING, O.NOT_FOUND, 25, A.ABANDONED, False),
        # A verified late success always wins (F18, F19, F21).
        (A.REFUSED, O.PAID, 5, A.PAID, True),
        (A.CANCELLED, O.PAID, 5, A.PAID, True),
        (A.ABANDONED, O.PAID, 500, A.PAID, True),
        (A.DEBIT_REJECTED, O.PAID, 500, A.PAID, True),
        (A.REFUSED, O.CANCELLED, 5, A.REFUSED, False),
        # Replays (F1, F2, F16).
        (A.PAID, O.PAID, 5, A.PAID, False),
        (A.PAID, O.REFUSED, 5, A.PAID, False),
        (A.PAID, O.NOT_FOUND, 500, A.PAID, False),
        (A.PAID_PENDING_SETTLEMENT, O.DEBIT_ACCEPTED, 5, A.PAID_PENDING_SETTLEMENT, False),
        (A.DEBIT_REJECTED, O.DEBIT_ACCEPTED, 5, A.DEBIT_REJECTED, False),
        # F22.
        (A.PAID_PENDING_SETTLEMENT, O.PAID, 50, A.PAID, False),
        (A.PAID_PENDING_SETTLEMENT, O.DEBIT_REJECTED, 50, A.DEBIT_REJECTED, False),
        (A.QUARANTINE, O.PAID, 5, A.QUARANTINE, False),
        (A.REJECTED, O.PAID, 5, A.REJECTED, False),
    ],
)
def test_an_answer_moves_an_attempt(
    state: AttemptState, outcome: Outcome, after: float, to: AttemptState, credits_money: bool
) -> None:
    made = move(state, answer(outcome), after=after)

    assert (made.state, made.credits) == (to, credits_money)
    assert made.changed is (to is not state)


def test_only_a_rejected_debit_takes_money_back() -> None:
    assert move(A.PAID_PENDING_SETTLEMENT, answer(O.DEBIT_REJECTED)).reverses
    assert not move(A.PENDING, answer(O.REFUSED)).reverses


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_cents", 2161),
        ("amount_cents", None),
        ("refdet", "2027CA0000016401"),
        ("refdet", None),
        ("idop", "idop-2"),
        ("client_number", "654321"),
        ("mode", "T"),
    ],
)
@pytest.mark.parametrize("state", [A.PENDING, A.CANCELLED, A.ABANDONED])
def test_any_difference_goes_to_quarantine(state: AttemptState, field: str, value: object) -> None:
    """F12, F13, F14."""
    made = move(state, answer(O.PAID, **{field: value}))

    assert (made.state, made.credits) == (A.QUARANTINE, False)
    assert made.reason.code == "mismatch"


def test_a_provider_may_leave_out_what_does_not_identify() -> None:
    assert move(A.PENDING, answer(O.PAID, client_number=None, mode=None)).state is A.PAID


def test_a_paid_attempt_is_not_shaken_by_a_strange_answer() -> None:
    made = move(A.PAID, answer(O.PAID, amount_cents=1))

    assert (made.state, made.changed) == (A.PAID, False)


def test_a_success_for_an_attempt_that_never_got_a_page_is_for_a_person() -> None:
    made = attempts.transition(
        A.CREATE_UNKNOWN, replace(FROZEN, idop=None), answer(O.PAID), requested_at=START, now=START
    )

    assert made.state is A.QUARANTINE


def test_a_draft_has_nothing_to_hear() -> None:
    with pytest.raises(ValueError, match="draft"):
        move(A.DRAFT, answer(O.PAID))


def test_an_attempt_is_live_twenty_minutes() -> None:
    until = attempts.live_until(START)

    assert until == START + timedelta(minutes=20)
    assert attempts.is_live(A.PENDING, live_until=until, now=until - timedelta(seconds=1))
    assert not attempts.is_live(A.PENDING, live_until=until, now=until)
    assert not attempts.is_live(A.REFUSED, live_until=until, now=START)


@pytest.mark.parametrize(
    ("cents", "code"),
    [
        (0, "nothing_due"),
        (-5, "nothing_due"),
        (99, "below_minimum"),
        (100, "ok"),
        (9_999_999, "ok"),
        (10_000_000, "above_maximum"),
    ],
)
def test_only_a_payable_amount_opens_a_page(cents: int, code: str) -> None:
    assert attempts.payable(cents).reason.code == code


def test_polling_slows_down_and_ends() -> None:
    moments, now = [], START
    while (moment := attempts.next_poll(A.PENDING, requested_at=START, now=now)) is not None:
        moments.append(moment - START)
        now = moment

    minutes = [int(delay.total_seconds() // 60) for delay in moments[:9]]
    assert minutes == [1, 2, 5, 10, 20, 40, 60, 120, 360]
    assert [delay.days for delay in moments[9:]] == [
        *range(1, 8),
        *(14, 21, 28, 35, 42, 49, 56, 60),
    ]


def test_a_technical_fault_waits_half_an_hour() -> None:
    assert attempts.next_poll(
        A.PENDING, requested_at=START, now=START, technical=True
    ) == START + timedelta(minutes=30)


@pytest.mark.parametrize("state", A)
def test_only_what_may_still_bring_money_is_polled(state: AttemptState) -> None:
    polled = attempts.next_poll(state, requested_at=START, now=START) is not None

    assert polled is (
        state in {A.PENDING, A.REFUSED, A.CANCELLED, A.ABANDONED, A.PAID_PENDING_SETTLEMENT}
    )
    assert state in attempts.STATE_LABELS

"""What a provider's answer means for our attempt: its fields against ours, then the rule."""

from datetime import datetime
from typing import Any

from invoicing.gateways.protocol import Result, State
from invoicing.models import Attempt, Regie
from invoicing.rules import attempts as rules
from invoicing.rules.attempts import AttemptState, Frozen, Outcome, Transition

ANSWERS_KEPT = 60
_OUTCOMES = {
    State.WAITING: Outcome.UNKNOWN_YET,
    State.PAID: Outcome.PAID,
    State.DEBIT_ACCEPTED: Outcome.DEBIT_ACCEPTED,
    State.REFUSED: Outcome.REFUSED,
    State.CANCELLED: Outcome.CANCELLED,
    State.UNKNOWN: Outcome.NOT_FOUND,
}


def creditor(regie: Regie) -> str:
    """The régie's number at the provider; its code where none was given (demonstration)."""
    return regie.client_number or regie.code


def judge(attempt: Attempt, result: Result, *, now: datetime) -> Transition | None:
    """The transition of a locked attempt; None for one that has asked nothing yet."""
    state = AttemptState(attempt.state)
    if state in (AttemptState.DRAFT, AttemptState.REQUESTING) or attempt.requested_at is None:
        return None
    outcome = _OUTCOMES[result.state]
    if state is AttemptState.PAID_PENDING_SETTLEMENT and outcome is Outcome.REFUSED:
        outcome = Outcome.DEBIT_REJECTED
    return rules.transition(
        state,
        Frozen(
            refdet=attempt.refdet or "",
            amount_cents=attempt.amount_cents,
            idop=attempt.idop,
            client_number=creditor(attempt.regie),
            mode="",
        ),
        rules.Result(
            outcome,
            idop=result.idop,
            refdet=result.reference or None,
            amount_cents=result.amount_cents,
            client_number=result.creditor or None,
        ),
        requested_at=attempt.requested_at,
        now=now,
    )


def keep_answer(attempt: Attempt, result: Result, *, now: datetime) -> bool:
    """Keep the raw answer when it says something new; whether the row changed."""
    answer: dict[str, Any] = {"state": result.state, "raw": result.raw}
    last = attempt.answers[-1] if attempt.answers else {}
    if {key: last.get(key) for key in answer} == answer:
        return False
    attempt.answers = [*attempt.answers, {"at": now.isoformat(), **answer}][-ANSWERS_KEPT:]
    return True

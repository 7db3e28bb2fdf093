"""Who pays a day that does not take place (R9, R14, R26, R27, R31)."""

import pytest

from booking.rules.cancellations import (
    DEFAULT_OUTCOMES,
    MOTIVE_LABELS,
    Motive,
    Notice,
    agent_share,
    billed_share,
    decide_cancellation,
)
from booking.rules.lifecycle import AnswerMode, ReservationState

S = ReservationState


@pytest.mark.parametrize(
    ("motive", "notice", "percent"),
    [
        (Motive.FAMILY, Notice.IN_TIME, 0),
        (Motive.FAMILY, Notice.LATE, 100),
        (Motive.CLOSURE, Notice.LATE, 0),
        (Motive.STRIKE, Notice.LATE, 0),
        (Motive.OUTING, Notice.LATE, 0),
        (Motive.ILLNESS, Notice.LATE, 100),
        (Motive.NO_SHOW, Notice.LATE, 100),
        (Motive.NO_SHOW, Notice.IN_TIME, 100),
    ],
)
def test_the_default_table_bills(motive: Motive, notice: Notice, percent: int) -> None:
    assert billed_share(motive, notice).percent == percent


def test_every_motive_and_notice_has_a_row() -> None:
    assert set(DEFAULT_OUTCOMES) == {(motive, notice) for motive in Motive for notice in Notice}
    assert set(MOTIVE_LABELS) == set(Motive)


def test_a_service_may_set_its_own_share() -> None:
    share = billed_share(Motive.FAMILY, Notice.LATE, outcomes={(Motive.FAMILY, Notice.LATE): 50})

    assert share.percent == 50
    assert share.billed_cents(415) == 208
    assert share.credit_cents(415) == 207
    assert share.reason.sentence == "Annulation par la famille, hors délai : facturé à 50 %."


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_senseless_share_is_refused(percent: int) -> None:
    with pytest.raises(ValueError, match="entre 0 et 100"):
        billed_share(Motive.FAMILY, Notice.LATE, outcomes={(Motive.FAMILY, Notice.LATE): percent})


def test_an_agent_chooses_with_or_without_refund() -> None:
    assert (agent_share(with_refund=True).percent, agent_share(with_refund=False).percent) == (
        0,
        100,
    )


@pytest.mark.parametrize(
    ("state", "in_time", "answer", "late_allowed", "to", "percent", "code"),
    [
        (S.CONFIRMED, True, AnswerMode.AUTO, False, S.CANCELLED, 0, "cancelled"),
        (S.CONFIRMED, True, AnswerMode.MANUAL, False, S.CANCEL_REQUESTED, 0, "cancel_requested"),
        (S.CONFIRMED, False, AnswerMode.AUTO, False, None, None, "deadline_passed"),
        (S.CONFIRMED, False, AnswerMode.AUTO, True, S.CANCEL_REQUESTED, 100, "cancel_requested"),
        (S.REQUESTED, False, AnswerMode.MANUAL, False, S.CANCELLED, 0, "withdrawn"),
        (S.WAITLISTED, False, AnswerMode.AUTO, False, S.CANCELLED, 0, "withdrawn"),
        (S.HELD, True, AnswerMode.AUTO, False, S.CANCELLED, 0, "withdrawn"),
        (S.CANCEL_REQUESTED, True, AnswerMode.AUTO, False, None, None, "not_cancellable"),
        (S.CANCELLED, True, AnswerMode.AUTO, False, None, None, "not_cancellable"),
    ],
)
def test_a_family_cancels(
    state: ReservationState,
    in_time: bool,
    answer: AnswerMode,
    late_allowed: bool,
    to: ReservationState | None,
    percent: int | None,
    code: str,
) -> None:
    decision = decide_cancellation(state, in_time=in_time, answer=answer, late_allowed=late_allowed)

    assert decision.to is to
    assert (decision.share.percent if decision.share else None) == percent
    assert decision.reason.code == code

"""Minutes of a hold, edge by edge (R15, R40)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.rules import holds

VALIDATED = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def minute(number: float) -> datetime:
    return VALIDATED + timedelta(minutes=number)


def test_a_hold_lasts_25_minutes_from_valider() -> None:
    assert holds.first_hold(VALIDATED) == minute(25)


@pytest.mark.parametrize(
    ("attempt", "held", "until"),
    [(0, 25, 25), (10, 25, 35), (34, 35, 59), (35, 59, 60), (40, 60, 60)],
)
def test_each_attempt_moves_the_hold_but_never_past_an_hour(
    attempt: int, held: int, until: int
) -> None:
    moved = holds.hold_after_attempt(
        validated_at=VALIDATED, attempt_at=minute(attempt), held_until=minute(held)
    )

    assert moved == minute(until)


@pytest.mark.parametrize(("at", "allowed"), [(0, True), (40, True), (40.1, False), (90, False)])
def test_no_new_attempt_after_minute_40(at: float, allowed: bool) -> None:
    assert bool(holds.may_attempt(validated_at=VALIDATED, now=minute(at))) is allowed


def test_an_acceptance_waits_48_hours_but_not_past_the_cut_off() -> None:
    soon = VALIDATED + timedelta(hours=5)

    assert holds.acceptance_hold(accepted_at=VALIDATED, cutoff=None) == minute(48 * 60)
    assert holds.acceptance_hold(accepted_at=VALIDATED, cutoff=soon) == soon


def test_an_attempt_never_shortens_an_acceptance_hold() -> None:
    until = holds.acceptance_hold(accepted_at=VALIDATED, cutoff=None)

    moved = holds.hold_after_attempt(
        validated_at=VALIDATED, attempt_at=minute(30), held_until=until
    )

    assert moved == until


@pytest.mark.parametrize(("at", "promised"), [(0, True), (119, True), (120, False)])
def test_a_price_is_promised_two_hours(at: int, promised: bool) -> None:
    assert holds.price_is_promised(priced_at=VALIDATED, now=minute(at)) is promised

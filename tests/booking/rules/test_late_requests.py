"""*Demander hors délai*: what remains possible after a cut-off, and its tick (R26)."""

import pytest

from booking.rules import late_requests


@pytest.mark.parametrize(
    ("accepted", "code", "possible"),
    [
        (True, "deadline_passed", True),
        (False, "deadline_passed", False),
        (True, "day_past", False),
        (True, "never_online", False),
        (True, "no_deadline", False),
        (True, "open", False),
    ],
)
def test_r26_only_a_deadline_that_passed_leaves_a_way(accepted, code, possible):
    assert late_requests.possible(accepted=accepted, code=code) is possible


@pytest.mark.parametrize(
    ("ticked", "cents", "passes"),
    [(None, 0, True), (None, 200, False), (200, 200, True), (150, 200, False), (300, 200, True)],
)
def test_r26_the_surcharge_is_accepted_by_a_tick_at_least_as_high(ticked, cents, passes):
    answer = late_requests.agreed(ticked, cents)
    assert bool(answer) is passes
    assert passes or "2,00\u00a0€" in answer.reason.sentence

"""Late pick-up (R33)."""

from datetime import time

import pytest

from booking.rules.pickup import FLAT, PickupRule, delay, reason, words

ONE_THEN_THREE = PickupRule(step=FLAT, cents=100, then_cents=300, then_after=30)
TEN = PickupRule(step=FLAT, cents=1000)
FIFTEEN_AGAIN = PickupRule(step=FLAT, cents=1000, then_cents=1500, then_first=2)
STEPS = PickupRule(tolerance=5, step=15, cents=250, first=3)


@pytest.mark.parametrize(
    ("rule", "minutes", "occurrence", "cents"),
    [
        # 1 € a day, 3 € after 18:30, at a care that ends at 18:00.
        (ONE_THEN_THREE, 1, 1, 100),
        (ONE_THEN_THREE, 30, 1, 100),
        (ONE_THEN_THREE, 31, 1, 300),
        (TEN, 2, 1, 1000),
        (TEN, 0, 1, 0),
        (FIFTEEN_AGAIN, 20, 1, 1000),
        (FIFTEEN_AGAIN, 20, 2, 1500),
        (FIFTEEN_AGAIN, 20, 7, 1500),
        (STEPS, 5, 3, 0),
        (STEPS, 6, 3, 250),
        (STEPS, 15, 3, 250),
        (STEPS, 16, 3, 500),
        (STEPS, 40, 2, 0),
    ],
)
def test_published_examples(rule, minutes, occurrence, cents):
    assert rule.surcharge(minutes, occurrence=occurrence) == cents


def test_a_delay_is_counted_from_the_end_of_the_activity():
    assert delay(time(18), time(18, 20)) == 20
    assert delay(time(18), time(17, 30)) == 0
    assert reason(20) == "départ tardif (20\u00a0min)"


def test_a_step_of_nothing_is_refused():
    with pytest.raises(ValueError, match="commencent à 1"):
        PickupRule(step=0)


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (PickupRule(), "Un départ tardif est noté, sans supplément."),
        (
            PickupRule(tolerance=5, step=FLAT, cents=1000),
            "Retard toléré : 5 min. Au-delà, 10,00 € par retard.",
        ),
        (
            PickupRule(step=15, cents=100, first=2, then_cents=300, then_after=30, then_first=4),
            "Un départ tardif coûte 1,00 € par tranche de 15 min commencée, depuis la fin de "
            "l’accueil, à partir du 2e retard de l’année scolaire ; 3,00 € au-delà de 30 min de "
            "retard ou à partir du 4e retard de l’année scolaire.",
        ),
    ],
)
def test_r33_the_rule_is_said_in_words(rule, says):
    assert words(rule).replace("\u00a0", " ") == says

"""A child who came without a booking (R32)."""

import pytest

from booking.rules.unbooked import Unbooked, UnbookedRule


@pytest.mark.parametrize(
    ("rule", "price", "total"),
    [
        (UnbookedRule(), 350, 350),
        # 3,50 → 5,49: the cost price, as an amount above the normal one.
        (UnbookedRule(Unbooked.CENTS, cents=199), 350, 549),
        (UnbookedRule(Unbooked.CENTS, cents=1000), 0, 1000),
        (UnbookedRule(Unbooked.PERCENT, percent=50), 350, 525),
        (UnbookedRule(Unbooked.PERCENT, percent=50), 415, 623),
        (UnbookedRule(Unbooked.CENTS, cents=250), 350, 600),
    ],
)
def test_published_examples(rule, price, total):
    assert price + rule.surcharge(price) == total


def test_a_negative_price_is_refused():
    with pytest.raises(ValueError, match="négatif"):
        UnbookedRule().surcharge(-1)

"""An order of two meals: drafted, and open at the bank."""

import pytest

from invoicing.models import Attempt
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY


@pytest.fixture
def draft(town, now) -> Attempt:
    """Two days of Léa in the canteen, held and to pay: 7,00 €."""
    return money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)


@pytest.fixture
def pending(draft, town, bank, now) -> Attempt:
    """The same, its page open at the bank."""
    return money.requested(draft, town.member, now=now)

"""A family at the canteen, for every screen."""

from datetime import date, timedelta

import pytest

from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)


@pytest.fixture
def cast(scope):
    """Claire, Léa and Hugo; the canteen on ten days from Monday 14 December, places for 100."""
    home = families.martin()
    home.member = accounts.member(scope, home.guardian)
    days = [MONDAY + timedelta(days=n) for n in (0, 1, 3, 4, 7, 8, 10, 11)]
    home.canteen = booking.canteen(home.children, days=days)
    return home

"""The cast of the operations: Claire, Léa and Hugo at a canteen open on five days."""

from datetime import date, time, timedelta

import pytest

from booking.models import ActivityLink, Opening
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)


@pytest.fixture
def cast(scope):
    """``.member``, ``.agent``, ``.canteen``; Monday 14 to Friday 18 December, 100 places."""
    home = families.martin()
    home.member = accounts.member(scope, home.guardian)
    home.agent = accounts.agent(scope)
    home.by = home.agent.actor
    home.canteen = booking.canteen(
        home.children, days=[MONDAY + timedelta(days=n) for n in range(5)]
    )
    return home


@pytest.fixture
def shared(cast):
    """The cast's five days are shared by a commission, one place a day."""
    Opening.objects.update(capacity=1)
    cast.commission = booking.commission(
        cast.canteen.service, [MONDAY + timedelta(days=n) for n in range(5)]
    )
    return cast


@pytest.fixture
def club(cast):
    """« Journée » implies « Repas »; « Étude » requires « Journée »."""
    found = cast.canteen
    for name, attribute in (("Journée", "day"), ("Étude", "study")):
        made = booking.activity(found.service, name, starts_at=time(8), ends_at=time(18))
        booking.tariff(made)
        booking.opening(made, MONDAY)
        setattr(found, attribute, made)
    ActivityLink.objects.create(activity=found.day, other=found.meal, kind="implies")
    ActivityLink.objects.create(activity=found.study, other=found.day, kind="requires")
    return found

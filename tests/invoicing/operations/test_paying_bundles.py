"""A prepaid day whose meal costs 0 €: one payment confirms both, or neither (R15, R16, R37)."""

from datetime import time, timedelta

import pytest

from booking.models import ActivityLink, Reservation, Tariff
from booking.operations import orders
from invoicing.models import Attempt, InvoiceLine
from invoicing.operations import checkout
from invoicing.selectors import books, credits
from tenants.context import public_scope
from tenants.operations import outbox
from tests.factories import booking
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def pending(town, bank, now):
    """Léa's day at 3,50 € and its meal at 0 €, held, the bank's page open."""
    meal = town.canteen.meal
    Tariff.objects.get(activity=meal).brackets.update(price_cents=0)
    day = booking.activity(town.canteen.service, "Journée", starts_at=time(8), ends_at=time(18))
    booking.tariff(day)
    booking.opening(day, JANUARY[0])
    ActivityLink.objects.create(activity=day, other=meal, kind="implies")
    booking.wish(town.member, town.martins.lea, day, JANUARY[0])
    done = checkout.validate(town.member, now=now)
    assert states() == {"Journée": "held", "Repas": "held"}
    return money.requested(Attempt.objects.get(id=done.attempt_ids[0]), town.member, now=now)


def states():
    return dict(Reservation.objects.values_list("activity__name", "state"))


def drain(at):
    with public_scope():
        outbox.drain(at)


@pytest.mark.parametrize("late", [False, True])
def test_paying_the_day_confirms_its_free_meal(pending, town, bank, now, late):
    if late:
        orders.expire_order(Reservation.objects.first().order_uid, now=now + 26 * MINUTE)
        assert set(states().values()) == {"expired"}
    bank.pay(pending.idop)
    drain(now + 30 * MINUTE)
    assert states() == {"Journée": "confirmed", "Repas": "confirmed"}
    assert sum(InvoiceLine.objects.values_list("unit_cents", flat=True)) == 350
    assert books.differences() == []


def test_late_payment_without_the_meal_gives_the_money_back(pending, town, bank, now):
    orders.expire_order(Reservation.objects.first().order_uid, now=now + 26 * MINUTE)
    town.canteen.meal.openings.update(capacity=0)
    bank.pay(pending.idop)
    drain(now + 30 * MINUTE)
    assert states() == {"Journée": "expired", "Repas": "expired"}
    assert credits.available(town.martins.guardian.id, town.regie.id, now=now) == 350
    assert books.differences() == []

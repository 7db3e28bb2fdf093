"""Held places: paid, expired, seated again, kept longer."""

from datetime import date, timedelta

import pytest

from booking.models import Opening, Reservation
from booking.operations import orders, reservations
from family.models import Message
from tenants.models import Outbox
from tenants.operations import outbox
from tests.factories import booking

MONDAY = date(2026, 12, 14)
TUESDAY = date(2026, 12, 15)


@pytest.fixture
def order(cast, now):
    """Two prepaid days of Léa, held since now."""
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    for day in (MONDAY, TUESDAY):
        booking.wish(cast.member, cast.lea, cast.canteen.meal, day)
    return reservations.confirm(cast.member, now=now).order_uid


def states() -> list[str]:
    return list(Reservation.objects.order_by("date").values_list("state", flat=True))


def taken() -> list[int]:
    found = Opening.objects.filter(date__lte=TUESDAY).order_by("date")
    return list(found.values_list("taken", flat=True))


def test_paid_order_is_confirmed_once(order, now):
    seated = orders.settle_order(order, now=now)
    assert len(seated.confirmed) == 2
    assert states() == ["confirmed", "confirmed"]
    assert orders.settle_order(order, now=now).confirmed == []
    assert taken() == [1, 1]


def test_payment_of_one_regie_settles_only_its_rows(order, now):
    first = Reservation.objects.get(date=MONDAY)
    assert orders.settle_order(order, now=now, only=[first.id]).confirmed == [first.id]
    assert states() == ["confirmed", "held"]


def test_unpaid_order_expires_by_the_outbox_and_the_family_is_told(order, now):
    """R15: places go back, a message says so; a second run does nothing more."""
    outbox.drain(now + timedelta(minutes=24))
    assert states() == ["held", "held"]
    outbox.drain(now + timedelta(minutes=26))
    assert states() == ["expired", "expired"]
    assert taken() == [0, 0]
    assert Message.objects.get().kind == "hold_expired"
    assert orders.expire_order(order, now=now + timedelta(minutes=27)) is None
    assert taken() == [0, 0]


def test_hold_moved_later_is_looked_at_again_then(order, now):
    until = now + timedelta(minutes=50)
    orders.extend_hold(order, until=until)
    orders.extend_hold(order, until=now)
    assert orders.expire_order(order, now=now + timedelta(minutes=26)) == until
    assert states() == ["held", "held"]


def test_late_payment_is_seated_again_where_a_place_remains(order, cast, now):
    """R16: the other day is full, its money is owed back."""
    late = now + timedelta(minutes=30)
    orders.expire_order(order, now=late)
    Opening.objects.filter(date=TUESDAY).update(capacity=0)
    seated = orders.settle_order(order, now=late)
    assert states() == ["confirmed", "expired"]
    assert [Reservation.objects.get(id=key).date for key in seated.unseated] == [TUESDAY]
    assert taken() == [1, 0]


def test_late_payment_of_a_day_booked_again_meanwhile_is_not_doubled(order, cast, now):
    late = now + timedelta(minutes=30)
    orders.expire_order(order, now=late)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    reservations.confirm(cast.member, now=late)
    seated = orders.settle_order(order, now=late)
    assert len(seated.unseated) == len(seated.confirmed) == 1
    assert Reservation.objects.filter(date=MONDAY, state="held").count() == 1


def test_expiry_of_nothing_does_nothing(order, now):
    orders.settle_order(order, now=now)
    Outbox.objects.all().delete()
    assert orders.expire_order(order, now=now + timedelta(hours=2)) is None
    assert states() == ["confirmed", "confirmed"]

"""*Valider* in one commune: every yes, every no, and what is written with it."""

from datetime import date

import pytest

from booking.models import CartLine, Opening, Reservation
from booking.operations import reservations
from family.models import AuditEvent
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)
TUESDAY = date(2026, 12, 15)


@pytest.fixture
def cast(scope):
    """Claire, signed in; Léa at the canteen on two days."""
    home = families.martin()
    home.member = accounts.member(scope, home.guardian)
    home.canteen = booking.canteen(home.children, days=[MONDAY, TUESDAY])
    return home


def confirm(cast, now, **more):
    return reservations.confirm(cast.member, now=now, **more)


def taken(day: date) -> int:
    return Opening.objects.get(date=day).taken


def test_confirm_books_a_monthly_day_at_once(cast, now):
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    outcome = confirm(cast, now)
    row = Reservation.objects.get()
    assert [line.reservation_id for line in outcome.booked] == [row.id]
    assert (row.state, row.price_cents, row.payer_id) == ("confirmed", 350, cast.guardian.id)
    assert taken(MONDAY) == 1
    assert not CartLine.objects.exists()
    assert AuditEvent.objects.get().family_uid == cast.family.id
    assert {step["step"] for step in row.price_trace} >= {"tariff", "quotient", "bracket"}

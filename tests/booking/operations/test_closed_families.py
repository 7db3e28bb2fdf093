"""Closing a family's file: refused while something is booked, then nobody books any more."""

from datetime import date

import pytest

from booking.models import Registration, Reservation
from family.models import Family
from family.operations import families as files
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking, families

BY = Actor(uid=new_id(), label="Nadia Agent", is_agent=True)


@pytest.fixture
def martin(scope):
    """The Martins with their canteen on 1, 2 and 3 December."""
    cast = families.martin()
    days = [date(2026, 12, day) for day in (1, 2, 3)]
    cast.canteen = booking.canteen(cast.children, days=days)
    return cast


def test_file_with_a_coming_booking_stays_open(martin, now):
    opening = martin.canteen.openings[date(2026, 12, 3)]
    booking.reservation(martin.lea, opening, martin.guardian)

    with pytest.raises(DomainError, match="1 réservation à venir"):
        files.close(martin.family, motive="Départ", by=BY, now=now)

    assert Family.objects.get(pk=martin.family.pk).closed_at is None
    assert Registration.objects.filter(ends_on=date(2027, 9, 1)).count() == 2


def test_closing_ends_registrations_and_keeps_the_past(martin, now):
    booking.reservation(
        martin.lea, martin.canteen.openings[date(2026, 12, 2)], martin.guardian, state="cancelled"
    )

    files.close(martin.family, motive="Départ", by=BY, now=now)

    assert set(Registration.objects.values_list("ends_on", flat=True)) == {date(2026, 12, 1)}
    assert Reservation.objects.count() == 1


def test_another_family_is_not_touched(martin, now):
    zoe = families.durand().zoe
    booking.registration(zoe, martin.canteen.service)

    files.close(martin.family, motive="Départ", by=BY, now=now)

    assert Registration.objects.get(child=zoe).ends_on == date(2027, 9, 1)

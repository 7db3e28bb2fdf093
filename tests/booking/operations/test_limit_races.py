"""Two levels, several connections: never above any limit; without locks the test goes red."""

from functools import partial

import pytest

from booking.models import LimitDay, Opening, Reservation
from booking.operations import reservations
from booking.operations.setup.limits import save_limit
from invoicing.selectors import books
from shared.actors import SYSTEM
from shared.errors import DomainError
from tenants.context import commune_scope
from tests.booking.operations.races import at_once
from tests.booking.operations.test_races import MONDAY, member_of
from tests.factories import booking, families

pytestmark = pytest.mark.django_db(transaction=True)
ROOM, TOTAL = 4, 6


def crowd(parents: int):
    """Half want the morning, half the evening; each holds 5, a room holds 4 mornings, all 6."""
    club = booking.canteen(days=[MONDAY], capacity=5, kind="leisure")
    evening = booking.activity(club.service, "Soir")
    booking.tariff(evening)
    booking.opening(evening, MONDAY, 5)
    booking.limit(club.service, [club.meal], ROOM, kind="room", name="Dojo")
    booking.limit(club.service, [club.meal, evening], TOTAL)
    return club, evening


def run(commune, parents, now):
    members = []
    with commune_scope(commune):
        club, evening = crowd(parents)
        for number in range(parents):
            home = families.family(f"Famille {number}")
            adult = families.guardian(home, "Parent")
            child = families.child(home, "Enfant")
            families.quotient(adult)
            booking.registration(child, club.service)
            members.append(member_of(commune, adult))
            booking.wish(members[-1], child, (club.meal, evening)[number % 2], MONDAY)
    answers = at_once(commune, [partial(reservations.confirm, one, now=now) for one in members])
    with commune_scope(commune):
        mornings = Reservation.objects.filter(activity=club.meal).count()
        return mornings, Reservation.objects.count(), answers


def test_never_above_any_level(jolieville, now, settings):
    settings.TEST_PAUSE_AFTER_CHECK_MS = 5
    mornings, everybody, answers = run(jolieville, 30, now)
    assert mornings <= ROOM
    assert everybody == TOTAL
    assert [a for a in answers if isinstance(a, Exception)] == []
    with commune_scope(jolieville):
        assert LimitDay.objects.get(limit__name="Total").taken == TOTAL
        assert LimitDay.objects.get(limit__name="Dojo").taken == mornings
        assert books.differences() == []


def test_without_locks_the_same_race_oversells_a_level(jolieville, now, settings):
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    mornings, everybody, _answers = run(jolieville, 30, now)
    assert mornings > ROOM or everybody > TOTAL


@pytest.mark.parametrize("first", [0, 1])
def test_a_limit_set_while_families_book_counts_them_all(jolieville, now, settings, first):
    """Saved before, amid or after the bookings: what it says taken is what is booked."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 10
    members = []
    with commune_scope(jolieville):
        club = booking.canteen(days=[MONDAY], capacity=50, kind="leisure")
        for number in range(8):
            home = families.family(f"Famille {number}")
            adult = families.guardian(home, "Parent")
            child = families.child(home, "Enfant")
            families.quotient(adult)
            booking.registration(child, club.service)
            members.append(member_of(jolieville, adult))
            booking.wish(members[-1], child, club.meal, MONDAY)
    acts = [partial(reservations.confirm, one, now=now) for one in members]
    acts.insert(
        first * 3,
        partial(
            save_limit,
            club.service,
            activity_ids=[club.meal.id],
            today=MONDAY,
            by=SYSTEM,
            now=now,
            name="Total",
            kind="service",
            places=5,
            starts_on=MONDAY,
        ),
    )
    answers = at_once(jolieville, acts)
    with commune_scope(jolieville):
        booked = Reservation.objects.count()
        refused = [a for a in answers if isinstance(a, DomainError)]
        if refused:
            # Six were already there: the agent is told, and no limit stands.
            assert (refused[0].code, LimitDay.objects.count()) == ("limit_below", 0)
        else:
            assert booked == 5
            assert LimitDay.objects.get().taken == booked
        assert Opening.objects.get().taken == booked
        assert books.differences() == []

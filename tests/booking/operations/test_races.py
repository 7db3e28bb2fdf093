"""Many parents, few places; two parents, one child; payment against expiry. Real threads."""

from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import connection, transaction

from booking.models import CartLine, Opening, Reservation
from booking.operations import places, reservations
from booking.operations.outcomes import Outcome, Seated
from family.models import AuditEvent, ChildGuardian
from shared.errors import Busy, DomainError
from tenants.context import commune_scope
from tenants.people import Member
from tests.booking.operations.races import at_once
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)

pytestmark = pytest.mark.django_db(transaction=True)


def member_of(commune, guardian) -> Member:
    """A parent without a public account: only the cart's key matters here."""
    return Member(SimpleNamespace(pk=guardian.id), commune, guardian.id)


def crowd(commune, parents: int, places: int) -> list[Member]:
    """So many families, each with one child and one wish for the same day."""
    members = []
    canteen = booking.canteen(days=[MONDAY], capacity=places)
    for number in range(parents):
        home = families.family(f"Famille {number}")
        adult = families.guardian(home, "Parent")
        child = families.child(home, "Enfant")
        families.quotient(adult)
        booking.registration(child, canteen.service)
        members.append(member_of(commune, adult))
        booking.wish(members[-1], child, canteen.meal, MONDAY)
    return members


def sold_to(commune, parents: int, places: int, now) -> tuple[int, int, list]:
    """Everybody validates at once: (rows booked, ``taken``, answers)."""
    with commune_scope(commune):
        members = crowd(commune, parents, places)
    answers = at_once(commune, [partial(reservations.confirm, one, now=now) for one in members])
    with commune_scope(commune):
        return Reservation.objects.count(), Opening.objects.get().taken, answers


def test_sixty_parents_ten_places_are_exactly_ten(jolieville, now, settings):
    """B1 in the operation, small: ten booked, fifty told « complet », nothing else."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 5
    booked, taken, answers = sold_to(jolieville, 60, 10, now)
    assert (booked, taken) == (10, 10)
    assert all(isinstance(answer, Outcome) for answer in answers)
    assert sum(len(answer.booked) for answer in answers) == 10
    refused = [line.code for answer in answers for line in answer.refused]
    assert refused == ["full"] * 50


def test_without_locks_the_same_test_oversells(jolieville, now, settings):
    """B2: the race can be seen. Locks off also writes the counter from the value read."""
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    booked, _taken, _answers = sold_to(jolieville, 40, 5, now)
    assert booked > 5


@pytest.mark.proof
@pytest.mark.parametrize("round_", range(20))
def test_b1_two_hundred_parents_twenty_places(jolieville, now, round_):
    """B1: exactly 20, every round."""
    booked, taken, answers = sold_to(jolieville, 200, 20, now)
    assert (booked, taken) == (20, 20)
    assert all(isinstance(answer, Outcome) for answer in answers)


def two_parents(commune, activities: int):
    """Two adults of one child, each with a cart: the same day, one activity each."""
    home = families.martin()
    other = families.guardian(home.family, "Marc", is_payer=False)
    ChildGuardian.objects.create(child=home.lea, guardian=other)
    canteen = booking.canteen([home.lea], days=[MONDAY])
    kinds = [canteen.meal]
    if activities == 2:
        canteen.meal.exclusive_set = "jour"
        canteen.meal.save()
        half = booking.activity(canteen.service, "Matin", exclusive_set="jour")
        booking.tariff(half)
        booking.opening(half, MONDAY)
        kinds.append(half)
    members = [member_of(commune, adult) for adult in (home.guardian, other)]
    for number, one in enumerate(members):
        booking.wish(one, home.lea, kinds[number % len(kinds)], MONDAY)
    return members


@pytest.mark.parametrize(("activities", "code"), [(1, "already_booked"), (2, "exclusive")])
def test_two_parents_at_once_book_one_day_once(jolieville, now, settings, activities, code):
    """R17: the same meal twice, or *journée* and *matin*: one wins, the other is told why."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 50
    with commune_scope(jolieville):
        members = two_parents(jolieville, activities)
    answers = at_once(jolieville, [partial(reservations.confirm, one, now=now) for one in members])
    assert sorted(len(answer.booked) for answer in answers) == [0, 1]
    assert [line.code for answer in answers for line in answer.refused] == [code]
    with commune_scope(jolieville):
        assert Reservation.objects.count() == 1


def test_double_click_books_once(jolieville, now, settings):
    """B5: the same cart validated twice at the same instant."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 50
    with commune_scope(jolieville):
        members = crowd(jolieville, 1, 10)
    answers = at_once(jolieville, [partial(reservations.confirm, members[0], now=now)] * 4, hands=4)
    assert sorted(answer.is_nothing for answer in answers) == [False, True, True, True]
    with commune_scope(jolieville):
        assert Reservation.objects.count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_payment_and_expiry_at_once_leave_the_books_true(jolieville, now, settings, round_):
    """R16: whoever comes first, a verified payment ends confirmed and the place is counted once."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 10
    with commune_scope(jolieville):
        members = crowd(jolieville, 1, 1)
        type(Opening.objects.get().activity.service).objects.update(billing="prepaid")
        order = reservations.confirm(members[0], now=now).order_uid
    late = now + timedelta(minutes=26)
    settle = partial(reservations.settle_order, order, now=late)
    expire = partial(reservations.expire_order, order, now=late)
    answers = at_once(jolieville, [settle, expire] if round_ else [expire, settle])
    seated = next(answer for answer in answers if isinstance(answer, Seated))
    with commune_scope(jolieville):
        row = Reservation.objects.get()
        assert (row.state, seated.confirmed, seated.unseated) == ("confirmed", [row.id], [])
        assert Opening.objects.get().taken == 1


def test_failure_between_check_and_write_leaves_nothing(jolieville, now, monkeypatch):
    """A worker killed there: no row, no place, no history, the cart untouched."""
    with commune_scope(jolieville):
        members = crowd(jolieville, 1, 10)

        def killed(*args, **kwargs):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(AuditEvent.objects, "bulk_create", killed)
            with pytest.raises(KeyboardInterrupt):
                reservations.confirm(members[0], now=now)
        assert not Reservation.objects.exists()
        assert not AuditEvent.objects.exists()
        assert Opening.objects.get().taken == 0
        assert CartLine.objects.count() == 1
        assert len(reservations.confirm(members[0], now=now).booked) == 1


def test_database_itself_refuses_one_place_too_many(jolieville, now):
    """SQLSTATE 23514 becomes « complet », never a 500."""
    with commune_scope(jolieville):
        canteen = booking.canteen(days=[MONDAY], capacity=1)
        opening = canteen.openings[MONDAY]
        with pytest.raises(DomainError) as refused, transaction.atomic():
            places.move({places.Place(opening.id): 2}, seen=places.lock([opening.id]), now=now)
        assert refused.value.code == "full"


def test_other_isolation_level_is_refused_before_anything_is_read(jolieville, now):
    """E3: a right lock under REPEATABLE READ sells 200 for 20."""
    with commune_scope(jolieville):
        members = crowd(jolieville, 1, 10)

        def under_repeatable_read():
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                reservations.confirm(members[0], now=now)

        with pytest.raises(RuntimeError, match="isolation"):
            under_repeatable_read()
        assert not Reservation.objects.exists()


def test_child_locked_too_long_is_busy_and_nothing_is_written(jolieville, now):
    """409 « réessayez », never a 500: one retry, then Busy."""
    with commune_scope(jolieville):
        members = crowd(jolieville, 1, 10)

        def impatient():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout TO '50ms'")
            try:
                return reservations.confirm(members[0], now=now)
            finally:
                with connection.cursor() as cursor:
                    cursor.execute("RESET lock_timeout")

        with transaction.atomic():
            reservations.lock_children(members[0].guardian_uid)
            answers = at_once(jolieville, [impatient])
        assert isinstance(answers[0], Busy)
        assert not Reservation.objects.exists()
        assert CartLine.objects.count() == 1

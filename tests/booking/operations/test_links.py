"""A day brings its meal, all or none; study needs the snack (R37)."""

from datetime import date, time

import pytest

from booking.models import CartLine, Opening, Reservation
from booking.operations import carts, reservations
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import booking

MONDAY = date(2026, 12, 14)


def tap(cast, activity, now):
    return carts.toggle(
        cast.member, child_id=cast.lea.id, activity_id=activity.id, day=MONDAY, now=now
    )


def booked():
    return set(
        Reservation.objects.filter(state="confirmed").values_list("activity__name", flat=True)
    )


def test_day_brings_its_meal_and_its_price(cast, club, now):
    tap(cast, club.day, now)
    line = CartLine.objects.get()
    outcome = reservations.confirm(cast.member, now=now)
    assert len(outcome.booked) == 2
    day, meal = (Reservation.objects.get(activity=one) for one in (club.day, club.meal))
    assert (meal.implied_by_id, day.implied_by_id) == (day.id, None)
    assert line.price_cents == day.price_cents + meal.price_cents
    assert Opening.objects.get(activity=club.meal, date=MONDAY).taken == 1
    assert not CartLine.objects.exists()
    assert books.differences() == []


def test_full_meal_refuses_the_day_and_says_why(cast, club, now):
    booking.wish(cast.member, cast.lea, club.day, MONDAY)
    Opening.objects.filter(activity=club.meal).update(capacity=0)
    outcome = reservations.confirm(cast.member, now=now)
    assert outcome.refused[0].reason.startswith("Repas\u00a0: complet")
    assert not Reservation.objects.exists()
    CartLine.objects.all().delete()
    with pytest.raises(DomainError, match="Repas"):
        tap(cast, club.day, now)


def test_meal_wished_beside_the_day_is_booked_once(cast, club, now):
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    booking.wish(cast.member, cast.lea, club.day, MONDAY)
    outcome = reservations.confirm(cast.member, now=now)
    assert (len(outcome.booked), outcome.refused) == (2, [])
    assert Reservation.objects.count() == 2


def test_tapping_the_day_takes_the_lonely_meal_out_of_the_cart(cast, club, now):
    tap(cast, club.meal, now)
    tap(cast, club.day, now)
    assert [line.activity_id for line in CartLine.objects.all()] == [club.day.id]


def test_meal_already_booked_stays_the_familys_own(cast, club, now):
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    reservations.confirm(cast.member, now=now)
    tap(cast, club.day, now)
    reservations.confirm(cast.member, now=now)
    tap(cast, club.day, now)
    reservations.confirm(cast.member, now=now)
    assert booked() == {"Repas"}


def test_cancelling_the_day_cancels_its_meal_and_the_meal_cannot_leave_alone(cast, club, now):
    tap(cast, club.day, now)
    reservations.confirm(cast.member, now=now)
    with pytest.raises(DomainError, match="Compris dans"):
        tap(cast, club.meal, now)
    booking.wish(cast.member, cast.lea, club.meal, MONDAY, wish="cancel")
    refused = reservations.confirm(cast.member, now=now)
    assert refused.refused[0].code == "implied"
    CartLine.objects.all().delete()
    tap(cast, club.day, now)
    outcome = reservations.confirm(cast.member, now=now)
    assert len(outcome.cancelled) == 2
    assert booked() == set()
    assert books.differences() == []


def test_study_needs_the_day_booked_or_in_the_same_cart(cast, club, now):
    with pytest.raises(DomainError, match="Journée"):
        tap(cast, club.study, now)
    booking.wish(cast.member, cast.lea, club.study, MONDAY)
    refused = reservations.confirm(cast.member, now=now).refused
    assert [line.code for line in refused] == ["requires"]
    booking.wish(cast.member, cast.lea, club.day, MONDAY)
    reservations.confirm(cast.member, now=now)
    assert booked() == {"Journée", "Repas", "Étude"}


def test_day_stays_while_the_study_stays_and_both_leave_together(cast, club, now):
    tap(cast, club.day, now)
    tap(cast, club.study, now)
    reservations.confirm(cast.member, now=now)
    with pytest.raises(DomainError, match="Étude"):
        tap(cast, club.day, now)
    tap(cast, club.study, now)
    tap(cast, club.day, now)
    reservations.confirm(cast.member, now=now)
    assert booked() == set()


def test_age_of_the_activity_is_asked_on_the_day(cast, club, now):
    type(club.day).objects.filter(id=club.day.id).update(youngest_months=200)
    with pytest.raises(DomainError, match="16\u00a0ans et 8\u00a0mois"):
        tap(cast, club.day, now)


def test_slots_whose_hours_overlap_exclude_each_other(cast, club, now):
    hours = ((time(14), time(15)), (time(14, 30), time(15, 30)), (time(15), time(16)))
    slots = []
    for number, (start, end) in enumerate(hours):
        one = booking.activity(
            club.service, f"Créneau {number}", unit="slot", starts_at=start, ends_at=end
        )
        booking.tariff(one)
        booking.opening(one, MONDAY)
        booking.wish(cast.member, cast.lea, one, MONDAY)
        slots.append(one)
    outcome = reservations.confirm(cast.member, now=now)
    assert len(outcome.booked) + len(outcome.refused) == 3
    assert {line.code for line in outcome.refused} == {"overlap"}

"""One tap adds, one tap takes back; nothing is booked before *Valider*."""

from datetime import date, timedelta

import pytest

from booking.models import CartLine, Opening, Reservation
from booking.operations import carts
from shared.errors import DomainError
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
DAYS = [MONDAY + timedelta(days=n) for n in range(5)]


def tap(cast, now, child=None, day=MONDAY, activity=None):
    return carts.toggle(
        cast.member,
        child_id=(child or cast.lea).id,
        activity_id=(activity or cast.canteen.meal).id,
        day=day,
        now=now,
    )


def test_tap_adds_with_the_price_of_the_server_then_removes(cast, now):
    assert tap(cast, now).action == "added"
    line = CartLine.objects.get()
    assert (line.wish, line.price_cents, line.promised_at) == ("book", 350, now)
    assert tap(cast, now).action == "removed"
    assert not CartLine.objects.exists()
    assert not Reservation.objects.exists()


def test_tap_on_a_booked_day_wishes_to_cancel_it(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    assert tap(cast, now).action == "cancel"
    assert CartLine.objects.get().wish == "cancel"


def test_tap_on_the_other_exclusive_activity_replaces_the_wish(cast, now):
    cast.canteen.meal.exclusive_set = "jour"
    cast.canteen.meal.save()
    half = booking.activity(cast.canteen.service, "Matin", exclusive_set="jour")
    booking.tariff(half)
    booking.opening(half, MONDAY)
    tap(cast, now)
    tap(cast, now, activity=half)
    assert CartLine.objects.get().activity_id == half.id


def test_tap_on_a_foreign_child_or_activity_is_not_found(cast, now):
    zoe = families.durand().zoe
    for child, activity in ((zoe, None), (None, zoe)):
        with pytest.raises(DomainError) as refused:
            tap(cast, now, child=child, activity=activity)
        assert refused.value.code == "not_found"
    assert not CartLine.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: Opening.objects.update(capacity=0), "full"),
        (lambda c: Opening.objects.all().delete(), "not_open"),
        (lambda c: c.lea.registrations.all().delete(), "not_registered"),
        (lambda c: c.canteen.service.deadline_rules.update(days=60), "deadline_passed"),
        (lambda c: c.lea.guardian_links.update(can_book=False), "cannot_book"),
    ],
)
def test_tap_says_why_not_and_keeps_nothing(cast, now, change, code):
    change(cast)
    with pytest.raises(DomainError) as refused:
        tap(cast, now)
    assert refused.value.code == code
    assert not CartLine.objects.exists()


def pattern(cast, now, days=DAYS, **more):
    return carts.add_pattern(
        cast.member,
        child_ids=[child.id for child in cast.children],
        activity_ids=[cast.canteen.meal.id],
        days=days,
        now=now,
        **more,
    )


def test_pattern_previews_then_fills_the_cart(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[DAYS[2]], cast.guardian)
    seen = pattern(cast, now, preview=True)
    assert (len(seen.accepted), seen.total_cents) == (9, 9 * 350)
    assert [line.code for line in seen.refused] == ["already_booked"]
    assert not CartLine.objects.exists()
    pattern(cast, now)
    assert CartLine.objects.count() == 9
    again = pattern(cast, now)
    assert not again.accepted
    assert {line.code for line in again.refused} == {"in_cart", "already_booked"}


def test_pattern_costs_the_same_for_one_and_five_days(cast, now, django_assert_num_queries):
    for days in (DAYS[:1], DAYS[1:]):
        with django_assert_num_queries(8 if days == DAYS[1:] else 10):
            pattern(cast, now, days=days)


def test_pattern_for_a_foreign_child_is_not_found(cast, now):
    zoe = families.durand().zoe
    with pytest.raises(DomainError) as refused:
        carts.add_pattern(
            cast.member,
            child_ids=[zoe.id],
            activity_ids=[cast.canteen.meal.id],
            days=DAYS,
            now=now,
        )
    assert refused.value.code == "not_found"


def test_emptied_cart_comes_back_but_for_days_wished_again(cast, now):
    pattern(cast, now)
    assert carts.empty(cast.member, now=now) == 10
    tap(cast, now)
    assert carts.undo_empty(cast.member, now=now) == 9
    assert CartLine.objects.filter(removed_at__isnull=True).count() == 10


def test_line_of_another_cart_cannot_be_removed(cast, now):
    tap(cast, now)
    with pytest.raises(DomainError):
        carts.remove_line(cast.member, cast.lea.id, now=now)
    carts.remove_line(cast.member, CartLine.objects.get().id, now=now)
    assert not CartLine.objects.exists()

"""Limits above openings: every movement of a place moves them too (R37)."""

from datetime import date, timedelta

import pytest

from booking.models import CapacityLimit, LimitDay, Opening, Reservation
from booking.operations import agents, carts, requests, reservations
from booking.operations.setup.limits import remove_limit, save_limit
from booking.operations.setup.openings import Places, make_year
from invoicing.selectors import books
from shared.actors import SYSTEM
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tests.factories import booking

MONDAY, TUESDAY = date(2026, 12, 14), date(2026, 12, 15)
TODAY = date(2026, 12, 1)


@pytest.fixture
def club(cast):
    """A centre with two activities and one limit of one child over both."""
    canteen = cast.canteen
    canteen.evening = booking.activity(canteen.service, "Soir")
    booking.tariff(canteen.evening)
    booking.opening(canteen.evening, MONDAY)
    canteen.limit = booking.limit(canteen.service, [canteen.meal, canteen.evening], 1)
    return canteen


def taken(limit, day=MONDAY):
    return LimitDay.objects.get(limit=limit, date=day).taken


def save(club, limit=None, activities=None, **fields):
    fields = {
        "name": "Dojo",
        "kind": "room",
        "places": 2,
        "starts_on": date(2026, 9, 1),
    } | fields
    return save_limit(
        club.service,
        limit,
        activity_ids=[one.id for one in activities or [club.meal, club.evening]],
        today=fields.pop("today", TODAY),
        by=SYSTEM,
        now=fields.pop("now"),
        **fields,
    )


def test_second_activity_finds_the_limit_full_and_is_told_which(cast, club, now):
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    booking.wish(cast.member, cast.lea, club.evening, MONDAY)
    outcome = reservations.confirm(cast.member, now=now)
    assert len(outcome.booked) == 1
    assert outcome.refused[0].reason.startswith("Complet\u00a0: «\u00a0Total\u00a0»")
    assert taken(club.limit) == 1
    assert books.differences() == []


def test_cancelling_gives_the_limit_back(cast, club, now):
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    outcome = reservations.confirm(cast.member, now=now)
    agents.cancel_for(
        [outcome.booked[0].reservation_id], by=SYSTEM, now=now, motive="Erreur", cause="with"
    )
    assert taken(club.limit) == 0
    booking.wish(cast.member, cast.lea, club.evening, MONDAY)
    assert reservations.confirm(cast.member, now=now).booked


def test_prepaid_hold_expires_and_late_payment_finds_no_room_above(cast, club, now):
    type(club.service).objects.update(billing="prepaid")
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    order = reservations.confirm(cast.member, now=now).order_uid
    assert taken(club.limit) == 1
    late = now + timedelta(hours=1)
    reservations.expire_order(order, now=late)
    assert taken(club.limit) == 0
    LimitDay.objects.update(capacity=0)
    seated = reservations.settle_order(order, now=late)
    assert (seated.confirmed, len(seated.unseated)) == ([], 1)
    LimitDay.objects.update(capacity=1)
    assert reservations.settle_order(order, now=late).confirmed
    assert taken(club.limit) == 1


def test_accepting_a_request_asks_the_limit(cast, club, now):
    type(club.service).objects.update(booking_answer="manual")
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    row = reservations.confirm(cast.member, now=now).requested[0].reservation_id
    LimitDay.objects.update(capacity=0)
    answered = requests.accept([row], by=SYSTEM, now=now)
    assert answered.failed[0][1].startswith("Complet\u00a0: «\u00a0Total\u00a0»")
    LimitDay.objects.update(capacity=1)
    assert requests.accept([row], by=SYSTEM, now=now).done == [row]
    assert taken(club.limit) == 1


def test_a_small_child_weighs_more_on_a_staff(cast, club, now):
    """One adult for 2 under six, 3 from six: 6 units; Léa's age is frozen in the booking."""
    staff = booking.limit(
        club.service,
        [club.meal],
        1,
        kind="staff",
        name="Équipe",
        under_six_ratio=2,
        from_six_ratio=3,
    )
    type(cast.lea).objects.filter(id=cast.lea.id).update(birth_date=date(2020, 12, 15))
    CapacityLimit.objects.filter(id=club.limit.id).delete()
    booking.wish(cast.member, cast.lea, club.meal, MONDAY)
    booking.wish(cast.member, cast.lea, club.meal, TUESDAY)
    reservations.confirm(cast.member, now=now)
    assert dict(Reservation.objects.values_list("date", "under_six")) == {
        MONDAY: True,
        TUESDAY: False,
    }
    assert (taken(staff), taken(staff, TUESDAY)) == (3, 2)
    assert books.differences() == []


def test_check_sees_a_limit_that_lost_count(club):
    LimitDay.objects.filter(date=MONDAY).update(taken=1)
    assert books.differences() == ["Plafond « Total » du 2026-12-14 : 1 comptés, 0 réservés."]


def test_saving_counts_what_is_booked_and_refuses_less(cast, club, now):
    remove_limit(club.limit, by=SYSTEM, now=now)
    for activity in (club.meal, club.evening):
        booking.reservation(
            cast.lea, Opening.objects.get(activity=activity, date=MONDAY), cast.guardian
        )
    with pytest.raises(DomainError) as refused:
        save(club, places=1, now=now)
    assert refused.value.code == "limit_below"
    assert "14\u00a0déc." in str(refused.value)
    assert not CapacityLimit.objects.exists()
    made = save(club, now=now)
    assert (taken(made), taken(made, TUESDAY)) == (2, 0)
    with pytest.raises(DomainError):
        save(club, made, places=1, now=now)
    save(club, made, places=1, activities=[club.meal], now=now)
    assert taken(made) == 1
    assert books.differences() == []


def test_changing_a_limit_keeps_the_days_before_as_they_were(cast, club, now):
    """R37: what was offered and taken on a past day is a record; tomorrow is another limit."""
    booking.reservation(cast.lea, Opening.objects.get(activity=club.evening), cast.guardian)
    LimitDay.objects.filter(date=MONDAY).update(taken=1)

    save(club, club.limit, places=9, now=now, today=TUESDAY)

    days = dict(LimitDay.objects.values_list("date", "capacity"))
    assert days == {MONDAY: 1} | {TUESDAY + timedelta(days=n): 9 for n in range(4)}
    assert taken(club.limit) == 1
    assert books.differences() == []


def test_counting_otherwise_weighs_past_days_again_and_gives_back_what_they_hold(cast, club, now):
    row = booking.reservation(
        cast.lea, Opening.objects.get(activity=club.evening), cast.guardian, under_six=True
    )
    LimitDay.objects.filter(date=MONDAY).update(taken=1)
    staff = {"kind": "staff", "places": 1, "under_six_ratio": 2, "from_six_ratio": 3}

    made = save(club, club.limit, now=now, today=TUESDAY, **staff)
    assert (taken(made), made.days.get(date=MONDAY).capacity) == (3, 6)
    made = save(club, made, now=now, today=TUESDAY, **staff | {"from_six_ratio": 4, "places": 5})

    # One adult still, now worth four units; five from Tuesday on.
    assert list(made.days.order_by("date").values_list("capacity", flat=True)[:2]) == [4, 20]
    assert taken(made) == 2
    assert books.differences() == []
    agents.cancel_for([row.id], by=SYSTEM, now=now, motive="Erreur de saisie")
    assert taken(made) == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"activities": []}, None),
        ({"ends_on": date(2026, 9, 1)}, "dates"),
        ({"under_six_ratio": 0}, "ratios"),
        ({"name": "Total"}, "name_taken"),
    ],
)
def test_bad_limits_are_refused_with_a_sentence(club, now, fields, code):
    if code is None:
        with pytest.raises(DomainError) as refused:
            save_limit(club.service, activity_ids=[], today=TODAY, by=SYSTEM, now=now)
        assert refused.value.code == "no_activity"
        return
    with pytest.raises(DomainError) as refused:
        save(club, now=now, **fields)
    assert refused.value.code == code
    assert CapacityLimit.objects.count() == 1


def test_limit_of_a_group_wants_dates_of_its_own(club, now):
    group = booking.group(club.service)
    with pytest.raises(DomainError) as refused:
        save(club, group=group, now=now)
    assert refused.value.code == "group_shared"
    booking.opening(club.meal, MONDAY, group=group)
    made = save(club, group=group, now=now)
    assert list(made.days.values_list("date", flat=True)) == [MONDAY]


def test_days_opened_later_join_the_limit(club, now):
    make_year(
        club.service,
        DateRange(date(2027, 1, 4), date(2027, 1, 16)),
        weekdays=[0],
        places_wanted=[Places(club.meal.id, None, 10)],
        by=SYSTEM,
        now=now,
    )
    assert set(club.limit.days.filter(date__year=2027).values_list("date", flat=True)) == {
        date(2027, 1, 4),
        date(2027, 1, 11),
    }


def test_cell_says_the_limit_before_anybody_clicks(cast, club, now):
    LimitDay.objects.update(capacity=0)
    with pytest.raises(DomainError, match="Total"):
        carts.toggle(
            cast.member, child_id=cast.lea.id, activity_id=club.meal.id, day=MONDAY, now=now
        )

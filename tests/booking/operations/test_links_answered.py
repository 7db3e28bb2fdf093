"""A day and its meal are answered, cancelled, paid, offered and lost together (R37)."""

from datetime import date, timedelta

import pytest

from booking.models import ActivityLink, Opening, Reservation, Tariff
from booking.operations import agents, orders, requests, reservations, waiting
from booking.operations.outcomes import Wish
from booking.operations.setup import calendar
from booking.selectors import requests as lists
from booking.signals import cancellation_accepted
from family.models import Message
from invoicing.selectors import books
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tests.factories import booking

MONDAY = date(2026, 12, 14)


def ask(cast, now, *activities, child=None, cancel=False):
    return reservations.place(
        [Wish((child or cast.lea).id, one.id, MONDAY, cancel=cancel) for one in activities],
        guardian_id=cast.guardian.id,
        by=cast.member.actor,
        now=now,
    )


def set_service(club, **fields):
    type(club.service).objects.filter(id=club.service.id).update(**fields)


def row(activity, **more):
    return Reservation.objects.filter(activity=activity, **more).latest("requested_at")


def states():
    return dict(Reservation.objects.values_list("activity__name", "state"))


def taken():
    return dict(Opening.objects.filter(date=MONDAY).values_list("activity__name", "taken"))


def free_meal(club):
    """The price of the day says it all: its meal costs 0 €."""
    Tariff.objects.get(activity=club.meal).brackets.update(price_cents=0)


@pytest.fixture
def on_request(cast, club, now):
    """Léa's day, its meal and the study that needs the day await an agent."""
    set_service(club, booking_answer="manual", cancel_answer="manual")
    ask(cast, now, club.day, club.study)
    assert set(states().values()) == {"requested"}
    return club


# --- an agent cancels -------------------------------------------------------------------------


def test_agent_cancelling_the_day_cancels_its_meal(cast, club, now):
    ask(cast, now, club.day)
    done = agents.cancel_for([row(club.day).id], by=cast.by, now=now, motive="Départ")
    assert (done.done, done.failed) == ([row(club.day).id], [])
    assert states() == {"Journée": "cancelled", "Repas": "cancelled"}
    assert taken() == {"Journée": 0, "Repas": 0, "Étude": 0}
    assert len(Message.objects.get(kind="cancelled_by_agent").facts["lines"]) == 2
    assert books.differences() == []


def test_agent_cannot_cancel_the_meal_alone_but_may_tick_both(cast, club, now):
    ask(cast, now, club.day)
    refused = agents.cancel_for([row(club.meal).id], by=cast.by, now=now, motive="Départ")
    assert refused.done == []
    assert refused.failed[0][1].startswith("Compris dans «\u00a0Journée\u00a0»")
    both = [row(club.meal).id, row(club.day).id]
    assert set(agents.cancel_for(both, by=cast.by, now=now, motive="Départ").done) == set(both)


def test_agent_cannot_cancel_what_the_study_needs_unless_it_leaves_too(cast, club, now):
    ask(cast, now, club.day, club.study)
    refused = agents.cancel_for([row(club.day).id], by=cast.by, now=now, motive="Départ")
    assert "Étude" in refused.failed[0][1]
    assert set(states().values()) == {"confirmed"}
    both = [row(club.day).id, row(club.study).id]
    assert set(agents.cancel_for(both, by=cast.by, now=now, motive="Départ").done) == set(both)
    assert set(states().values()) == {"cancelled"}
    assert books.differences() == []


def test_day_stays_while_something_needs_the_meal_it_brought(cast, club, now):
    """The family and the agent are told the same."""
    club.snack = booking.activity(club.service, "Goûter")
    booking.tariff(club.snack)
    booking.opening(club.snack, MONDAY)
    ActivityLink.objects.create(activity=club.snack, other=club.meal, kind="requires")
    ask(cast, now, club.day, club.snack)
    assert "Goûter" in ask(cast, now, club.day, cancel=True).refused[0].reason
    refused = agents.cancel_for([row(club.day).id], by=cast.by, now=now, motive="Départ")
    assert "Goûter" in refused.failed[0][1]


# --- an agent answers -------------------------------------------------------------------------


def test_list_of_requests_shows_a_day_and_its_meal_as_one_line(cast, on_request, now):
    found = {one.activity: one.cents for one in lists.waiting()}
    assert found == {"Journée + Repas": 700, "Étude": 350}
    assert lists.waiting_count() == 2


def test_accepting_a_day_accepts_its_meal(cast, on_request, now):
    club = on_request
    answer = requests.accept([row(club.day).id], by=cast.by, now=now)
    assert answer.done == [row(club.day).id]
    assert states() == {"Journée": "confirmed", "Repas": "confirmed", "Étude": "requested"}
    assert taken() == {"Journée": 1, "Repas": 1, "Étude": 0}
    assert books.differences() == []


def test_full_meal_keeps_the_day_waiting_and_says_it(cast, on_request, now):
    club = on_request
    Opening.objects.filter(activity=club.meal).update(capacity=0)
    answer = requests.accept([row(club.day).id, row(club.study).id], by=cast.by, now=now)
    assert answer.done == []
    why = dict(answer.failed)
    assert why[row(club.day).id].startswith("Complet")
    assert "Journée" in why[row(club.study).id]
    assert set(states().values()) == {"requested"}
    assert set(taken().values()) == {0}


def test_meal_is_not_accepted_without_its_day_nor_study_before_it(cast, on_request, now):
    club = on_request
    alone = requests.accept([row(club.meal).id], by=cast.by, now=now)
    assert "Journée" in alone.failed[0][1]
    assert "Journée" in requests.accept([row(club.study).id], by=cast.by, now=now).failed[0][1]
    both = [row(club.study).id, row(club.day).id]
    assert set(requests.accept(both, by=cast.by, now=now).done) == set(both)
    assert set(states().values()) == {"confirmed"}


def test_refusing_a_day_refuses_its_meal_and_is_kept_by_the_study(cast, on_request, now):
    club = on_request
    kept = requests.refuse([row(club.day).id], "Complet", by=cast.by, now=now)
    assert "Étude" in kept.failed[0][1]
    both = [row(club.day).id, row(club.study).id]
    requests.refuse(both, "Complet", by=cast.by, now=now)
    assert set(states().values()) == {"refused"}
    assert len(Message.objects.get(kind="request_refused").facts["lines"]) == 3


@pytest.mark.parametrize("accepted", [True, False])
def test_a_cancellation_asked_is_answered_for_the_day_and_its_meal(cast, on_request, now, accepted):
    club = on_request
    requests.accept([row(club.day).id], by=cast.by, now=now)
    requests.refuse([row(club.study).id], "Complet", by=cast.by, now=now)
    ask(cast, now, club.day, cancel=True)
    signalled = []
    listen = lambda reservations, **_: signalled.extend(reservations)  # noqa: E731
    cancellation_accepted.connect(listen)
    if accepted:
        requests.accept_cancellation([row(club.day).id], "with", by=cast.by, now=now)
    else:
        requests.refuse_cancellation([row(club.day).id], "Trop tard", by=cast.by, now=now)
    cancellation_accepted.disconnect(listen)
    told = "cancelled" if accepted else "confirmed"
    assert states() == {"Journée": told, "Repas": told, "Étude": "refused"}
    assert len(signalled) == (2 if accepted else 0)
    assert books.differences() == []


def test_accepted_prepaid_day_and_its_free_meal_wait_for_one_payment(cast, on_request, now):
    """R15: one order, one time; the meal at 0 € is not confirmed before its day is paid."""
    club = on_request
    set_service(club, billing="prepaid")
    Reservation.objects.update(is_prepaid=True)
    Reservation.objects.filter(activity=club.meal).update(price_cents=0)
    requests.accept([row(club.day).id], by=cast.by, now=now)
    day, meal = row(club.day), row(club.meal)
    assert (day.state, meal.state) == ("held", "held")
    assert (day.order_uid, day.held_until) == (meal.order_uid, meal.held_until)
    orders.expire_order(day.order_uid, now=now + timedelta(hours=49))
    assert states() == {"Journée": "expired", "Repas": "expired", "Étude": "requested"}
    assert taken() == {"Journée": 0, "Repas": 0, "Étude": 0}


# --- paid, too late, or never -----------------------------------------------------------------


@pytest.fixture
def expired(cast, club, now):
    """A prepaid day with a meal at 0 €, not paid in time."""
    set_service(club, billing="prepaid")
    free_meal(club)
    order = ask(cast, now, club.day).order_uid
    assert states() == {"Journée": "held", "Repas": "held"}
    orders.expire_order(order, now=now + timedelta(hours=1))
    assert states() == {"Journée": "expired", "Repas": "expired"}
    club.order = order
    return club


def test_late_payment_seats_the_day_with_its_meal(cast, expired, now):
    seated = orders.settle_order(expired.order, now=now + timedelta(hours=2))
    assert (len(seated.confirmed), seated.unseated) == (2, [])
    assert taken() == {"Journée": 1, "Repas": 1, "Étude": 0}


@pytest.mark.parametrize("full", ["meal", "day"])
def test_late_payment_seats_neither_where_one_is_full(cast, expired, now, full):
    Opening.objects.filter(activity=getattr(expired, full)).update(capacity=0)
    seated = orders.settle_order(expired.order, now=now + timedelta(hours=2))
    assert (seated.confirmed, len(seated.unseated)) == ([], 2)
    assert taken() == {"Journée": 0, "Repas": 0, "Étude": 0}


def test_late_payment_does_not_seat_what_was_replaced_meanwhile(cast, expired, now):
    """« Journée » and « Matin » exclude each other: the family has the morning now (R16)."""
    expired.day.exclusive_set = "day"
    expired.day.save()
    morning = booking.activity(expired.service, "Matin", exclusive_set="day")
    booking.reservation(cast.lea, booking.opening(morning, MONDAY), cast.guardian)
    seated = orders.settle_order(expired.order, now=now + timedelta(hours=2))
    assert (seated.confirmed, len(seated.unseated)) == ([], 2)


def test_late_payment_of_the_study_needs_its_day(cast, club, now):
    """Day and study of one order come back together; the study alone does not."""
    set_service(club, billing="prepaid")
    order = ask(cast, now, club.day, club.study).order_uid
    orders.expire_order(order, now=now + timedelta(hours=1))
    Opening.objects.filter(activity=club.meal).update(capacity=0)
    study = row(club.study).id
    late = now + timedelta(hours=2)
    assert orders.settle_order(order, now=late, only=[study]).unseated == [study]
    Opening.objects.filter(activity=club.meal).update(capacity=1)
    assert len(orders.settle_order(order, now=late).confirmed) == 3
    assert taken() == {"Journée": 1, "Repas": 1, "Étude": 1}


def test_study_waits_until_its_day_is_paid(cast, club, now):
    set_service(club, billing="prepaid")
    ask(cast, now, club.day)
    refused = ask(cast, now, club.study).refused
    assert [(line.code, "Journée" in line.reason) for line in refused] == [
        ("requires_settled", True)
    ]


def test_closure_undone_gives_back_a_day_with_its_meal_or_neither(cast, club, now):
    ask(cast, now, club.day)
    told = {"by": cast.by, "now": now}
    entry = calendar.add_entry("closure", "Grève", DateRange.inclusive(MONDAY, MONDAY), **told)
    Opening.objects.filter(activity=club.meal).update(capacity=0)
    assert len(calendar.remove_entry(entry, **told).lost) == 2
    assert set(states().values()) == {"cancelled"}
    assert taken() == {"Journée": 0, "Repas": 0, "Étude": 0}


# --- waiting lists ----------------------------------------------------------------------------


@pytest.fixture
def queue(cast, club, now):
    """One meal on Monday, Hugo has it with his day; Léa waits for a day and its meal."""
    set_service(club, kind="leisure", waiting="queue")
    Opening.objects.filter(activity=club.meal).update(capacity=1)
    ask(cast, now, club.day, child=cast.hugo)
    assert len(ask(cast, now, club.day).waitlisted) == 2
    return club


def own(child):
    return dict(Reservation.objects.filter(child=child).values_list("activity__name", "state"))


def serve(now):
    for opening in Opening.objects.filter(waiting__gt=0).order_by("id"):
        waiting.offer(opening.id, now=now)


def test_a_freed_meal_is_offered_with_its_day_and_both_are_accepted(cast, queue, now):
    day = row(queue.day, child=cast.hugo)
    agents.cancel_for([day.id], by=cast.by, now=now, motive="Départ")
    serve(now)
    assert own(cast.lea) == {"Journée": "held", "Repas": "held"}
    assert taken() == {"Journée": 1, "Repas": 1, "Étude": 0}
    order = row(queue.day, child=cast.lea).order_uid
    assert row(queue.meal, child=cast.lea).order_uid == order
    waiting.accept(order, by=cast.member.actor, now=now)
    assert own(cast.lea) == {"Journée": "confirmed", "Repas": "confirmed"}
    assert books.differences() == []


def test_a_day_is_not_offered_where_its_meal_cannot_be(cast, queue, now):
    """The meal's own cut-off has passed: nothing is offered by half (R40, R41)."""
    booking.deadline(queue.service, activity=queue.meal, days=5)
    agents.cancel_for([row(queue.day, child=cast.hugo).id], by=cast.by, now=now, motive="Départ")
    serve(now.replace(day=8))
    assert own(cast.lea) == {"Journée": "waitlisted", "Repas": "waitlisted"}


def test_a_day_leaves_the_list_with_its_meal_at_the_first_cutoff(cast, queue, now):
    booking.deadline(queue.service, activity=queue.meal, days=5)
    opening = Opening.objects.get(activity=queue.meal, date=MONDAY)
    waiting.close(opening.id, now=now.replace(day=8))
    assert own(cast.lea) == {"Journée": "expired", "Repas": "expired"}
    assert set(Opening.objects.values_list("waiting", flat=True)) == {0}
    assert Message.objects.filter(kind="waiting_over").count() == 1


def test_study_is_not_booked_beside_a_day_that_waits(cast, queue, now):
    refused = ask(cast, now, queue.study).refused
    assert [line.code for line in refused] == ["requires_settled"]


def test_an_offer_declined_leaves_the_day_and_its_meal_and_is_over(cast, queue, now):
    agents.cancel_for([row(queue.day, child=cast.hugo).id], by=cast.by, now=now, motive="Départ")
    serve(now)
    order = row(queue.meal, child=cast.lea).order_uid
    waiting.decline(order, by=cast.member.actor, now=now)
    assert own(cast.lea) == {"Journée": "cancelled", "Repas": "cancelled"}
    with pytest.raises(DomainError):
        waiting.accept(order, by=cast.member.actor, now=now)
    assert taken() == {"Journée": 0, "Repas": 0, "Étude": 0}

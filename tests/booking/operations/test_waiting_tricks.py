"""No trick pays: wishes sent apart, again, in vain or in another order climb no list (R39)."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from booking.models import Opening, PriorityCriterion, Reservation
from booking.operations import agents, reservations, waiting
from booking.operations.outcomes import Wish
from tenants.operations import outbox
from tests.booking.operations.queue_town import MONDAY, Town
from tests.booking.operations.test_races import member_of
from tests.factories import booking


@pytest.fixture
def two(scope, now):
    """A full Monday of two activities: Centre, and Sortie with places; points for siblings."""
    town = Town(scope, 1, 0)
    town.trip = booking.activity(town.centre.service, "Sortie")
    booking.tariff(town.trip)
    booking.opening(town.trip, MONDAY, 50)
    booking.opening(town.centre.meal, TUESDAY, 0)
    for kind, points in (("sibling", 3), ("refused_before", 5), ("resident", 1)):
        PriorityCriterion.objects.create(service=town.centre.service, kind=kind, points=points)
    town.wish(town.home(0), now)
    town.pair = town.home(1, 2)
    return town


TUESDAY = MONDAY + timedelta(days=1)


def send(town, cells, now, *, cancel: bool = False):
    """One *Valider* of (child 0 or 1, activity, day)."""
    return reservations.place(
        [Wish(town.pair.children[one].id, what.id, day, cancel=cancel) for one, what, day in cells],
        guardian_id=town.pair.id,
        by=member_of(town.commune, town.pair).actor,
        now=now,
    )


def standing(town, now) -> dict:
    """Points of the pair's rows on Monday's list, as the next offer orders them."""
    waiting.offer(town.opening.id, now=now)
    rows = Reservation.objects.filter(opening=town.opening, child__in=town.pair.children)
    return dict(rows.filter(state="waitlisted").values_list("child__first_name", "score"))


@hypothesis(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.permutations(range(4)), st.lists(st.booleans(), min_size=4, max_size=4))
def test_sending_wishes_apart_or_in_another_order_moves_nobody(two, now, order, cuts):
    """R39: at one instant, one *Valider* with all, or several; a place there, a day in vain."""
    cells = [
        (0, two.centre.meal, MONDAY),
        (1, two.centre.meal, MONDAY),
        (1, two.trip, MONDAY),
        (1, two.centre.meal, TUESDAY),
    ]
    with transaction.atomic():
        send(two, cells, now)
        at_once_ = standing(two, now)
        transaction.set_rollback(True)
    with transaction.atomic():
        batch: list = []
        for place, cut in zip(order, cuts, strict=True):
            batch.append(cells[place])
            if cut:
                send(two, batch, now)
                batch = []
        send(two, batch, now)
        assert standing(two, now) == at_once_ == {"Enfant 1a": 4, "Enfant 1b": 1}
        transaction.set_rollback(True)


def test_a_sibling_s_place_given_back_takes_its_points_along(two, now):
    """Booking one child to lift the other, then giving the place back: nothing gained."""
    send(two, [(1, two.trip, MONDAY), (0, two.centre.meal, MONDAY)], now)
    assert standing(two, now) == {"Enfant 1a": 4}

    send(two, [(1, two.trip, MONDAY)], now, cancel=True)

    assert standing(two, now) == {"Enfant 1a": 1}
    row = Reservation.objects.get(opening=two.opening, child=two.pair.children[0])
    assert {step["label"]: step["points"] for step in row.score_trace}[
        "frère ou sœur inscrit ce jour-là"
    ] == 0


def test_giving_up_a_rank_and_asking_again_never_comes_earlier(two, now):
    """Time is that of the last request: sent again, one is behind whoever has as many points."""
    send(two, [(0, two.centre.meal, MONDAY)], now)
    two.wish(two.home(2), now + timedelta(minutes=1))
    send(two, [(0, two.centre.meal, MONDAY)], now + timedelta(minutes=2), cancel=True)
    send(two, [(0, two.centre.meal, MONDAY)], now + timedelta(minutes=3))
    cancel = Reservation.objects.get(state="confirmed")
    agents.cancel_for([cancel.id], by=two.by, now=now, motive="Départ")
    outbox.drain(now + timedelta(minutes=4))
    assert two.states()["Enfant 2a"] == "held"
    assert two.states()["Enfant 1a"] in {"waitlisted", "cancelled"}


def test_a_day_asked_in_vain_after_a_place_earns_nothing(two, now):
    """« Refusé la fois précédente » is for who had no place, whatever was asked last."""
    send(two, [(0, two.trip, MONDAY)], now)
    send(two, [(0, two.centre.meal, TUESDAY)], now + timedelta(minutes=1))
    row = Reservation.objects.get(date=TUESDAY)
    waiting.close(row.opening_id, now=now.replace(day=14))
    row.refresh_from_db()
    assert (row.state, row.held_until) == ("expired", None)

    send(two, [(0, two.centre.meal, MONDAY)], now + timedelta(minutes=2))

    assert standing(two, now) == {"Enfant 1a": 1}


def test_who_was_refused_and_has_no_place_has_the_points(two, now):
    send(two, [(0, two.centre.meal, TUESDAY)], now)
    waiting.close(Opening.objects.get(date=TUESDAY).id, now=now.replace(day=14))

    send(two, [(0, two.centre.meal, MONDAY)], now + timedelta(minutes=2))

    assert standing(two, now) == {"Enfant 1a": 6}


def test_a_place_obtained_in_the_same_valider_counts_as_one_before(two, now):
    send(two, [(0, two.centre.meal, TUESDAY)], now)
    waiting.close(Opening.objects.get(date=TUESDAY).id, now=now.replace(day=14))

    send(two, [(0, two.trip, MONDAY), (0, two.centre.meal, MONDAY)], now)

    assert standing(two, now) == {"Enfant 1a": 1}

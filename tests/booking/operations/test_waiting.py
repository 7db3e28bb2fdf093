"""The waiting list: who joins, who is offered a freed place, what an answer does (R38–R42, B4)."""

from datetime import time, timedelta
from functools import partial

import pytest
from django.core import mail

from booking.models import DeadlineRule, PriorityCriterion, Reservation
from booking.operations import agents, reservations, waiting
from booking.operations.outcomes import Wish
from booking.operations.setup import calendar, deadlines, limits
from booking.operations.setup import openings as set_openings
from booking.selectors import waiting as lists
from family.models import AuditEvent
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tenants.models import Outbox
from tenants.operations import outbox
from tests.booking.operations.queue_town import MONDAY, Town, order_of, state_of
from tests.booking.operations.races import at_once
from tests.booking.operations.test_books import wrong_places
from tests.factories import accounts, booking


@pytest.fixture
def town(scope, now):
    """One place, taken by the first family; the second and third wait, in that order."""
    made = Town(scope, 1, 3)
    for minute, adult in enumerate(made.homes):
        made.wish(adult, now + timedelta(minutes=minute))
    return made


def cancel_first(town, now) -> None:
    row = Reservation.objects.get(child__in=town.homes[0].children)
    agents.cancel_for([row.id], by=town.by, now=now, motive="Départ")


def test_a_full_day_is_waited_for_with_a_rank(town):
    assert [state_of(adult) for adult in town.homes] == [
        ["confirmed"],
        ["waitlisted"],
        ["waitlisted"],
    ]
    assert town.counts() == (1, 2)
    rows = list(Reservation.objects.filter(state="waitlisted").order_by("requested_at"))
    assert [lists.ranks([row.id for row in rows])[row.id] for row in rows] == [1, 2]
    assert wrong_places() == []


def test_valider_says_who_waits(scope, now):
    town = Town(scope, 0, 1)

    outcome = town.wish(town.homes[0], now)

    assert len(outcome.waitlisted) == 1
    assert outcome.sentence == "1\u00a0date sur liste d’attente."


def test_a_service_without_a_list_stays_full(scope, now):
    town = Town(scope, 0, 1, waiting="none")

    assert [line.code for line in town.wish(town.homes[0], now).refused] == ["full"]


def test_newcomers_queue_though_a_place_is_free(town, now):
    cancel_first(town, now + timedelta(hours=1))
    late = town.home(9)

    town.wish(late, now + timedelta(hours=2))

    assert state_of(late) == ["waitlisted"]
    assert town.counts() == (0, 3)


def test_freed_place_is_offered_once_to_the_first(town, now):
    later = now + timedelta(hours=1)
    cancel_first(town, later)
    assert Outbox.objects.filter(kind="booking.waiting").count() == 1

    outbox.drain(later)
    outbox.drain(later)
    waiting.offer(town.opening.id, now=later)

    assert [state_of(adult) for adult in town.homes] == [["cancelled"], ["held"], ["waitlisted"]]
    assert town.counts() == (1, 1)
    row = Reservation.objects.get(state="held")
    assert row.held_until == later + timedelta(hours=24)
    letters = [letter for letter in mail.outbox if "libérée" in letter.subject]
    assert [letter.to for letter in letters] == [["p1@example.org"]]
    assert "/offre/" in letters[0].body


def test_an_offer_never_passes_the_cutoff(town, now):
    # Two working days before at 10:00 in Paris: Thursday 10 December.
    cutoff = now.replace(day=10)
    cancel_first(town, cutoff - timedelta(hours=2))

    outbox.drain(cutoff - timedelta(hours=2))

    assert Reservation.objects.get(state="held").held_until == cutoff


@pytest.mark.parametrize("after", [timedelta(0), timedelta(days=3), timedelta(days=30)])
def test_nothing_is_offered_after_the_cutoff_or_the_start(town, now, after):
    cutoff = now.replace(day=10)
    cancel_first(town, cutoff - timedelta(minutes=1))

    waiting.offer(town.opening.id, now=cutoff + after)

    assert not Reservation.objects.filter(state="held").exists()


def test_fifty_wait_and_points_come_before_time(scope, now):
    """B4: one freed place, one offer, to the best score; then the oldest of the others."""
    town = Town(scope, 1, 1)
    PriorityCriterion.objects.create(service=town.centre.service, kind="resident", points=10)
    PriorityCriterion.objects.create(service=town.centre.service, kind="parents_work", points=5)
    town.wish(town.homes[0], now)
    crowd = [
        town.home(number, is_resident=number % 2 == 0, parents_work=number in {31, 40})
        for number in range(1, 51)
    ]
    for minute, adult in enumerate(crowd):
        town.wish(adult, now + timedelta(minutes=minute))
    assert town.counts() == (1, 50)
    best = crowd[39]
    row = Reservation.objects.get(child__in=best.children)
    assert row.score == 15
    assert [step["points"] for step in row.score_trace] == [10, 5]

    order, later = [], now + timedelta(hours=2)
    cancel_first(town, later)
    for _ in range(4):
        outbox.drain(later)
        (offered,) = Reservation.objects.filter(state="held")
        order.append(offered.payer.first_name)
        waiting.decline(offered.order_uid, by=town.by, now=later)

    assert order == ["Parent 40", "Parent 2", "Parent 4", "Parent 6"]


def test_accepting_a_monthly_place_confirms_it(town, now):
    cancel_first(town, now)
    outbox.drain(now)

    assert waiting.accept(order_of(town.homes[1]), by=town.by, now=now) == "confirmed"

    assert state_of(town.homes[1]) == ["confirmed"]
    assert town.counts() == (1, 1)
    with pytest.raises(DomainError) as twice:
        waiting.accept(order_of(town.homes[1]), by=town.by, now=now)
    assert twice.value.code == "offer_accepted"
    assert town.counts() == (1, 1)


def test_accepting_a_prepaid_place_leaves_it_to_pay(scope, now):
    town = Town(scope, 1, 2, billing="prepaid")
    for adult in town.homes:
        town.wish(adult, now)
    cancel_first(town, now)
    outbox.drain(now)

    assert waiting.accept(order_of(town.homes[1]), by=town.by, now=now) == "held"

    row = Reservation.objects.get(child__in=town.homes[1].children)
    assert (row.state, row.decided_at) == ("held", now)
    assert Outbox.objects.filter(kind="booking.hold_expiry", object_id=row.order_uid).exists()
    outbox.drain(row.held_until)
    assert state_of(town.homes[1]) == ["expired"]
    assert wrong_places() == []


def test_a_declined_place_goes_to_the_next(town, now):
    cancel_first(town, now)
    outbox.drain(now)

    waiting.decline(order_of(town.homes[1]), by=town.by, now=now)
    outbox.drain(now)

    assert [state_of(one) for one in town.homes[1:]] == [["cancelled"], ["held"]]
    with pytest.raises(DomainError) as again:
        waiting.accept(order_of(town.homes[1]), by=town.by, now=now)
    assert again.value.code == "offer_declined"


def test_an_offer_without_answer_goes_to_the_next(town, now):
    cancel_first(town, now)
    outbox.drain(now)
    over = now + timedelta(hours=24)

    with pytest.raises(DomainError) as late:
        waiting.accept(order_of(town.homes[1]), by=town.by, now=over)
    assert late.value.code == "offer_over"
    outbox.drain(over)
    outbox.drain(over)

    assert [state_of(one) for one in town.homes[1:]] == [["expired"], ["held"]]
    assert town.counts() == (1, 0)


def test_an_accepted_place_that_is_cancelled_is_offered_again(town, now):
    cancel_first(town, now)
    outbox.drain(now)
    waiting.accept(order_of(town.homes[1]), by=town.by, now=now)

    row = Reservation.objects.get(child__in=town.homes[1].children)
    reservations.place(
        [Wish(row.child_id, row.activity_id, row.date, cancel=True)],
        guardian_id=town.homes[1].id,
        by=accounts.agent(town.commune, username="autre").actor,
        now=now,
    )
    outbox.drain(now)

    assert state_of(town.homes[2]) == ["held"]


def test_more_places_are_offered_at_once(town, now):
    set_openings.change_places([town.opening.id], capacity=3, by=town.by, now=now)
    outbox.drain(now)

    assert [state_of(one) for one in town.homes] == [["confirmed"], ["held"], ["held"]]
    assert town.counts() == (3, 0)


@pytest.mark.parametrize("removed", [False, True])
def test_a_limit_raised_or_removed_is_offered_to_who_waits(scope, now, removed):
    """R37, R40: the place was not in the opening but above it."""
    town = Town(scope, 3, 0)
    limit = booking.limit(town.centre.service, [town.centre.meal], 1)
    for minute, adult in enumerate([town.home(1), town.home(2)]):
        town.wish(adult, now + timedelta(minutes=minute))
    assert town.counts() == (1, 1)

    if removed:
        limits.remove_limit(limit, by=town.by, now=now)
    else:
        limits.save_limit(
            town.centre.service,
            limit,
            activity_ids=[town.centre.meal.id],
            today=now.date(),
            by=town.by,
            now=now,
            places=2,
        )
    outbox.drain(now)

    assert town.counts() == (2, 0)
    assert sorted(town.states().values()) == ["confirmed", "held"]


def test_a_closure_empties_the_list(town, now):
    day = DateRange.inclusive(MONDAY, MONDAY)
    calendar.add_entry("closure", "Grève", day, by=town.by, now=now)

    assert town.counts() == (0, 0)
    assert wrong_places() == []


def close_and_open_again(town, closed, opened) -> None:
    day = DateRange.inclusive(MONDAY, MONDAY)
    entry = calendar.add_entry("closure", "Grève", day, by=town.by, now=closed)
    outbox.drain(opened)
    calendar.remove_entry(entry, by=town.by, now=opened)


def test_a_list_given_back_after_its_cutoff_is_over_and_told(town, now):
    """R40: the worker looked while the day was closed; nobody waits for nothing afterwards."""
    close_and_open_again(town, now, now.replace(day=10))

    assert [state_of(adult) for adult in town.homes[1:]] == [["cancelled"], ["cancelled"]]
    assert town.counts() == (1, 0)
    outbox.drain(now.replace(day=10))
    (letter,) = [one for one in mail.outbox if one.to == ["p1@example.org"]][-1:]
    assert "La date limite est passée" in letter.body


def test_a_list_given_back_ends_at_its_cutoff(town, now):
    Outbox.objects.filter(kind="booking.waiting_end").delete()
    close_and_open_again(town, now, now + timedelta(days=1))
    assert town.counts() == (1, 2)

    outbox.drain(now + timedelta(days=1))
    outbox.drain(now.replace(day=10))

    assert [state_of(adult) for adult in town.homes[1:]] == [["expired"], ["expired"]]
    assert town.counts() == (1, 0)


def test_at_the_cutoff_nobody_waits_any_more(town, now):
    cutoff = now.replace(day=10)
    outbox.drain(cutoff - timedelta(minutes=1))
    assert town.counts() == (1, 2)

    outbox.drain(cutoff)

    assert town.counts() == (1, 0)
    assert [state_of(one) for one in town.homes[1:]] == [["expired"], ["expired"]]
    assert any("Aucune place" in letter.subject for letter in mail.outbox)


@pytest.mark.parametrize(("days", "states"), [(20, "expired"), (5, "waitlisted")])
def test_a_cutoff_moved_earlier_ends_the_lists_it_has_passed(town, now, days, states):
    """R40: nobody waits until the old hour for a place that can no longer be offered."""
    deadlines.save(
        town.centre.service,
        DeadlineRule.objects.get(),
        by=town.by,
        now=now,
        act="book",
        kind="days_before",
        days=days,
        at_time=time(10),
    )
    outbox.drain(now)

    assert [state_of(adult) for adult in town.homes[1:]] == [[states], [states]]
    assert wrong_places() == []


def test_a_rank_can_be_given_up(town, now):
    row = Reservation.objects.get(child__in=town.homes[1].children)
    agents.cancel_for([row.id], by=town.by, now=now, motive="Plus besoin")

    assert town.counts() == (1, 1)


@pytest.mark.parametrize(("freed", "states"), [(1, "waitlisted"), (2, "held")])
def test_siblings_together_are_offered_all_or_nothing(scope, now, freed, states):
    town = Town(scope, 2, 0, queue_skips=False)
    pair, first, second, last = town.home(1, 2), town.home(2), town.home(3), town.home(4)
    for minute, adult in enumerate([first, second]):
        town.wish(adult, now + timedelta(minutes=minute))
    town.wish(pair, now + timedelta(minutes=2), together=True)
    town.wish(last, now + timedelta(minutes=3))
    assert state_of(pair) == ["waitlisted", "waitlisted"]

    for adult in [first, second][:freed]:
        row = Reservation.objects.get(child__in=adult.children)
        agents.cancel_for([row.id], by=town.by, now=now, motive="Départ")
    outbox.drain(now)

    assert state_of(pair) == [states, states]
    assert state_of(last) == ["waitlisted"]


def test_one_place_left_makes_both_wait_together(scope, now):
    town = Town(scope, 1, 0)
    pair = town.home(1, 2)

    outcome = town.wish(pair, now, together=True)

    assert len(outcome.waitlisted) == 2
    assert len(set(Reservation.objects.values_list("together_uid", flat=True))) == 1
    assert town.counts() == (0, 2)


def test_a_group_that_does_not_fit_is_passed_over(scope, now):
    town = Town(scope, 1, 0, queue_skips=True)
    first, pair, last = town.home(1), town.home(2, 2), town.home(3)
    town.wish(first, now)
    town.wish(pair, now + timedelta(minutes=1), together=True)
    town.wish(last, now + timedelta(minutes=2))

    row = Reservation.objects.get(child__in=first.children)
    agents.cancel_for([row.id], by=town.by, now=now, motive="Départ")
    outbox.drain(now)

    assert state_of(last) == ["held"]


def test_an_agent_promotes_with_a_motive_only_where_a_place_is_free(town, now):
    last = Reservation.objects.get(child__in=town.homes[2].children)
    with pytest.raises(DomainError) as full:
        waiting.promote(last.id, by=town.by, now=now, motive="Urgence")
    assert full.value.code == "cannot_offer"
    cancel_first(town, now)

    waiting.promote(last.id, by=town.by, now=now, motive="Urgence")

    assert state_of(town.homes[2]) == ["held"]
    assert AuditEvent.objects.filter(verb="waiting.offered", motive="Urgence").exists()


@pytest.mark.django_db(transaction=True)
def test_answers_and_handlers_at_once_offer_each_place_once(jolieville, now, settings):
    """Six hands on one opening: places freed, the list served, offers answered."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 3
    with commune_scope(jolieville):
        town = Town(jolieville, 3, 12)
        for minute, adult in enumerate(town.homes):
            town.wish(adult, now + timedelta(minutes=minute))
        rows = list(Reservation.objects.filter(state="confirmed"))
    later = now + timedelta(hours=1)
    serve = partial(waiting.offer, town.opening.id, now=later)
    acts = [
        partial(agents.cancel_for, [row.id], by=town.by, now=later, motive="Départ") for row in rows
    ]
    at_once(jolieville, [act for one in acts for act in (one, serve, serve)] + [serve] * 3)
    with commune_scope(jolieville):
        waiting.offer(town.opening.id, now=later)
        held = Reservation.objects.filter(state="held").order_by("requested_at")
        assert [row.payer.first_name for row in held] == ["Parent 3", "Parent 4", "Parent 5"]
        assert AuditEvent.objects.filter(verb="waiting.offered").count() == 3
        assert town.counts() == (3, 6)
        assert wrong_places() == []

"""*Valider* in one commune: every yes, every no, and what is written with it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import CartLine, Opening, Reservation
from booking.operations import reservations
from family.models import AuditEvent
from shared.errors import DomainError
from tenants.models import Outbox
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


def test_second_confirm_finds_nothing_left_and_doubles_nothing(cast, now):
    """B5: a double click, the back button, two tabs."""
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    confirm(cast, now)
    again = confirm(cast, now)
    assert again.is_nothing
    assert again.sentence == "Tout est déjà validé\u00a0: il n’y avait plus rien à faire."
    assert Reservation.objects.count() == taken(MONDAY) == 1


def test_prepaid_day_is_held_25_minutes_with_an_expiry_queued(cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    outcome = confirm(cast, now)
    row = Reservation.objects.get()
    assert (row.state, row.held_until) == ("held", now + timedelta(minutes=25))
    assert outcome.total_held_cents == 350
    assert row.decided_at is None
    due = Outbox.objects.get(kind="booking.hold_expiry")
    assert (due.object_id, due.due_at) == (outcome.order_uid, row.held_until)


def test_free_prepaid_day_is_confirmed_at_once(cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    cast.canteen.meal.tariffs.get().brackets.update(price_cents=0)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, price_cents=0)
    assert len(confirm(cast, now).booked) == 1


def test_manual_service_makes_a_request_that_holds_no_place(cast, now):
    """R14, R38."""
    cast.canteen.service.booking_answer = "manual"
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    assert len(confirm(cast, now).requested) == 1
    assert taken(MONDAY) == 0


def test_request_holds_its_place_where_the_service_says_so(cast, now):
    cast.canteen.service.booking_answer = "manual"
    cast.canteen.service.request_holds_place = True
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    confirm(cast, now)
    assert taken(MONDAY) == 1


def test_lines_that_pass_are_booked_and_refused_ones_stay_with_their_reason(cast, now):
    Opening.objects.filter(date=TUESDAY).update(capacity=0)
    for day in (MONDAY, TUESDAY):
        booking.wish(cast.member, cast.lea, cast.canteen.meal, day)
    outcome = confirm(cast, now)
    assert [line.date for line in outcome.booked] == [MONDAY]
    assert [line.date for line in outcome.refused] == [TUESDAY]
    left = CartLine.objects.get()
    assert left.date == TUESDAY
    assert "Complet" in left.refusal


REFUSALS = {
    "full": lambda cast: Opening.objects.update(capacity=0),
    "closed": lambda cast: Opening.objects.update(closed_reason="Grève"),
    "not_open": lambda cast: Opening.objects.all().delete(),
    "not_registered": lambda cast: cast.lea.registrations.all().delete(),
    "deadline_passed": lambda cast: cast.canteen.service.deadline_rules.update(days=40),
    "no_deadline": lambda cast: cast.canteen.service.deadline_rules.all().delete(),
    "no_tariff": lambda cast: cast.canteen.meal.tariffs.all().delete(),
    "not_offered": lambda cast: type(cast.canteen.meal).objects.update(is_active=False),
    "unknown_child": lambda cast: cast.lea.guardian_links.update(can_book=False),
    "quotient_unknown": lambda cast: (
        cast.guardian.quotients.all().delete(),
        cast.canteen.meal.tariffs.update(unknown_quotient="block"),
    ),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_each_refusal_writes_nothing(cast, now, code):
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    REFUSALS[code](cast)
    outcome = confirm(cast, now)
    assert [line.code for line in outcome.refused] == [code]
    assert outcome.refused[0].reason
    assert not Reservation.objects.exists()
    assert not AuditEvent.objects.exists()
    assert CartLine.objects.get().refusal == outcome.refused[0].reason


def test_day_already_booked_by_the_other_parent_is_refused(cast, now):
    """R17."""
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    assert [line.code for line in confirm(cast, now).refused] == ["already_booked"]
    assert taken(MONDAY) == 1


def test_exclusive_activities_exclude_each_other_but_one_may_replace_the_other(cast, now):
    whole = booking.activity(cast.canteen.service, "Journée", exclusive_set="mercredi")
    half = booking.activity(cast.canteen.service, "Matin", exclusive_set="mercredi")
    for one in (whole, half):
        booking.tariff(one)
    there = booking.opening(whole, MONDAY)
    booking.opening(half, MONDAY)
    booking.reservation(cast.lea, there, cast.guardian)
    booking.wish(cast.member, cast.lea, half, MONDAY)
    assert [line.code for line in confirm(cast, now).refused] == ["exclusive"]
    booking.wish(cast.member, cast.lea, whole, MONDAY, wish="cancel")
    outcome = confirm(cast, now)
    assert [line.activity for line in outcome.cancelled] == ["Journée"]
    assert [line.activity for line in outcome.booked] == ["Matin"]
    assert Opening.objects.get(id=there.id).taken == 0


@pytest.mark.parametrize(("hours", "refused"), [(1, 0), (3, 1)])
def test_dearer_price_is_refused_only_after_the_two_hours_promise(cast, now, hours, refused):
    booking.wish(
        cast.member,
        cast.lea,
        cast.canteen.meal,
        MONDAY,
        price_cents=300,
        promised_at=now - timedelta(hours=hours),
    )
    outcome = confirm(cast, now)
    assert len(outcome.refused) == refused
    if refused:
        line = CartLine.objects.get()
        assert (line.price_cents, line.promised_at) == (350, now)
        assert "Le prix a changé" in line.refusal
        assert len(confirm(cast, now).booked) == 1
    assert Reservation.objects.get().price_cents == (350 if refused else 300)


def test_cheaper_price_is_the_one_written(cast, now):
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, price_cents=900)
    confirm(cast, now)
    assert Reservation.objects.get().price_cents == 350


def test_total_dearer_than_agreed_books_nothing(cast, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    with pytest.raises(DomainError) as refused:
        confirm(cast, now, agreed=300)
    assert refused.value.code == "total_changed"
    assert not Reservation.objects.exists()
    assert CartLine.objects.exists()


def test_wishes_older_than_thirty_days_are_forgotten(cast, now):
    booking.wish(
        cast.member, cast.lea, cast.canteen.meal, MONDAY, created_at=now - timedelta(days=31)
    )
    assert confirm(cast, now).is_nothing


def test_cancellation_in_time_gives_the_place_back_for_nothing(cast, now):
    row = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, wish="cancel")
    assert len(confirm(cast, now).cancelled) == 1
    row.refresh_from_db()
    assert (row.state, row.billed_percent) == ("cancelled", 0)
    assert taken(MONDAY) == 0


def test_cancellation_after_the_cutoff_is_refused(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, wish="cancel")
    outcome = confirm(cast, now.replace(day=12))
    assert [line.code for line in outcome.refused] == ["deadline_passed"]
    assert taken(MONDAY) == 1


def test_cancellation_waits_for_an_agent_where_the_service_says_so(cast, now):
    cast.canteen.service.cancel_answer = "manual"
    cast.canteen.service.save()
    row = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, wish="cancel")
    assert len(confirm(cast, now).cancel_requested) == 1
    row.refresh_from_db()
    assert (row.state, row.billed_percent, taken(MONDAY)) == ("cancel_requested", 100, 1)
    assert row.requested_at == now, "the request waits since the family asked to cancel"
    assert row.requested_at == now, "the agent sees when the cancellation was asked"


def test_valider_costs_the_same_for_2_20_and_120_lines(cast, now):
    """S20: a term for two children, the same statements as one day."""
    days = [date(2027, 1, 4) + timedelta(days=n) for n in range(81)]
    Opening.objects.bulk_create(
        Opening(activity=cast.canteen.meal, date=day, capacity=100) for day in days
    )
    taken_days = iter(days)
    costs = []
    for number in (1, 10, 60):
        for day in [next(taken_days) for _ in range(number)]:
            for child in cast.children:
                booking.wish(cast.member, child, cast.canteen.meal, day)
        with CaptureQueriesContext(connection) as counted:
            outcome = confirm(cast, now)
        assert len(outcome.booked) == 2 * number
        costs.append([q["sql"] for q in counted if "SAVEPOINT" not in q["sql"]])
    assert {len(cost) for cost in costs} == {11}, costs[0]
    assert Opening.objects.filter(taken=2).count() == 71

"""Week, cart, absences, requests, services, today: what each says, at a constant cost."""

from datetime import date, timedelta

import pytest

from booking.models import Opening, Service
from booking.selectors import absences, cart, own_requests, requests, service, today, week
from family.models import School, Schooling
from shared.values.money import format_cents
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
TUESDAY = date(2026, 12, 15)


@pytest.fixture
def eve(now):
    """Thursday 10 December, 9:00 in Paris: Monday can still change, for an hour."""
    return now.replace(day=10, hour=8)


def book(cast, child, day, **fields):
    return booking.reservation(child, cast.canteen.openings[day], cast.guardian, **fields)


def test_week_board_shows_each_child_on_its_days(cast, eve, django_assert_num_queries):
    book(cast, cast.lea, MONDAY)
    book(cast, cast.hugo, TUESDAY, state="cancelled")
    with django_assert_num_queries(3):
        board = week.board(cast.member, now=eve)
    lea, hugo = board.rows
    assert [len(marks) for marks in lea.days] == [0, 0, 0, 0, 1, 0, 0]
    assert lea.days[4][0].can_cancel
    assert not any(hugo.days)


def test_week_board_without_booking_is_empty(cast, eve):
    assert week.board(cast.member, now=eve).is_empty


def test_cart_groups_by_service_and_child_with_two_totals(cast, now, django_assert_num_queries):
    prepaid = booking.canteen([cast.lea], days=[MONDAY], name="Centre", billing="prepaid")
    booking.wish(cast.member, cast.lea, prepaid.meal, MONDAY)
    for day in (MONDAY, TUESDAY):
        booking.wish(cast.member, cast.hugo, cast.canteen.meal, day)
    book(cast, cast.lea, MONDAY)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, wish="cancel")
    with django_assert_num_queries(3):
        page = cart.for_member(cast.member, now=now)
    assert (page.now_cents, page.later) == (350, (("sur la facture de décembre", 700),))
    assert page.count == cart.count(cast.member) == 4
    canteen = next(one for one in page.services if one.name == "Restaurant scolaire")
    lea, hugo = canteen.children
    assert hugo.summaries == ("2\u00a0×\u00a0Repas\u00a0· 14, 15\u00a0déc.",)
    assert lea.lines[0].effect == "ne sera pas facturé"
    assert lea.cents == 0


def test_prepaid_cancellation_in_the_cart_announces_a_credit(cast, now):
    """A day an agent booked there was not paid: nothing to give back, nothing to bill."""
    Service.objects.update(billing="prepaid")
    book(cast, cast.lea, MONDAY, is_prepaid=True)
    book(cast, cast.lea, TUESDAY)
    for day in (MONDAY, TUESDAY):
        booking.wish(cast.member, cast.lea, cast.canteen.meal, day, wish="cancel")

    paid, unpaid = cart.for_member(cast.member, now=now).services[0].children[0].lines

    assert paid.effect == f"avoir estimé {format_cents(350)}"
    assert unpaid.effect == "ne sera pas facturé"


def test_absences_say_until_when_then_why_not_with_the_contact(cast, eve):
    book(cast, cast.lea, MONDAY)
    before = absences.coming(cast.member, now=eve)[0]
    assert (before.can_report, before.in_time) == (True, True)
    assert before.effect == "ne sera pas facturé"
    after = absences.coming(cast.member, now=eve + timedelta(hours=2))[0]
    assert not after.can_report
    assert after.contact[0] == "01 23 45 67 89"


def test_family_reads_its_requests_and_their_reasons(cast, now):
    book(cast, cast.lea, MONDAY, state="requested")
    book(cast, cast.hugo, MONDAY, state="refused", reason="Complet", decided_at=now)
    book(cast, cast.hugo, TUESDAY, state="refused", decided_at=now - timedelta(days=20))
    shown = own_requests.for_member(cast.member, now=now)
    assert [(one.child, one.word, one.reason) for one in shown] == [
        ("Léa", "demande en cours", ""),
        ("Hugo", "demande refusée", "Complet"),
    ]
    assert len(own_requests.history(cast.member)) == 3


def test_nobody_reads_another_familys_requests(cast, now, scope):
    other = families.durand()
    booking.reservation(other.zoe, cast.canteen.openings[MONDAY], other.guardian, state="requested")
    assert own_requests.for_member(cast.member, now=now) == []
    assert absences.coming(cast.member, now=now) == []
    assert week.board(cast.member, now=now.replace(day=13)).is_empty


def test_office_sees_what_waits_with_places_and_quotient(cast, now, django_assert_num_queries):
    book(cast, cast.hugo, MONDAY)
    book(cast, cast.lea, MONDAY, state="requested")
    book(cast, cast.lea, TUESDAY, state="cancel_requested")
    school = School.objects.create(name="Jules-Ferry")
    Schooling.objects.create(child=cast.lea, school=school, school_year=2026, level="CE1")
    with django_assert_num_queries(3):
        waiting = requests.waiting()
    asked = next(one for one in waiting if one.kind == "booking")
    assert (asked.taken, asked.capacity, asked.level, asked.quotient) == (1, 100, "CE1", "850")
    assert requests.waiting_count() == 2
    assert [one.kind for one in requests.waiting(kind="cancel")] == ["cancel"]


def test_services_of_a_family_are_those_of_its_registrations(cast, now):
    booking.service("Conservatoire")
    booking.service("Ancien", is_active=False)
    assert [one.name for one in service.for_member(cast.member, now=now)] == ["Restaurant scolaire"]
    assert {one.name for one in service.public()} == {"Restaurant scolaire", "Conservatoire"}


def test_today_counts_expected_against_places_and_menus(cast, django_assert_num_queries):
    cast.hugo.diet = "sans_viande"
    cast.hugo.save()
    Opening.objects.filter(date=MONDAY).update(capacity=4)
    for child in cast.children:
        booking.reservation(child, Opening.objects.get(date=MONDAY), cast.guardian)
    with django_assert_num_queries(3):
        found = today.expected(MONDAY)
    assert [(one.expected, one.capacity, one.percent) for one in found] == [(2, 4, 50)]
    assert found[0].diets == (("Sans viande", 1),)
    assert today.expected(date(2026, 12, 13)) == []

"""Parents who live apart: whose day, who books, who pays, and what neither reads (R69–R73)."""

from datetime import date, timedelta

import pytest

from booking.models import CartLine, Reservation, Service
from booking.operations import absences, agents, attendance, carts, days, filling, reservations
from booking.operations.outcomes import Wish
from booking.selectors import absences as absence_page
from booking.selectors import calendar, cart
from booking.selectors import own_requests as requests
from booking.selectors.week import board
from family.models import CustodyPlan, Message
from shared.errors import DomainError
from tenants.operations import outbox
from tests.factories import accounts, booking, families

HERS = date(2026, 12, 14)  # week 51, odd: Claire's
HIS = date(2026, 12, 21)  # week 52, even: Marc's


@pytest.fixture
def two(cast, scope):
    """``cast`` with ``.his`` (Marc's household and ``.member``), and a day of each parent."""
    cast.canteen.openings[HIS] = booking.opening(cast.canteen.meal, HIS)
    cast.his = families.apart(cast)
    cast.his.member = accounts.member(scope, cast.his.guardian)
    return cast


def ask(two, home, day, *, now, cancel=False, by=None):
    return reservations.place(
        [Wish(two.lea.id, two.canteen.meal.id, day, cancel=cancel)],
        guardian_id=home.guardian.id,
        by=by or home.member.actor,
        now=now,
    )


def tap(two, home, day, *, now):
    return carts.toggle(
        home.member, child_id=two.lea.id, activity_id=two.canteen.meal.id, day=day, now=now
    )


def booked(two, home, day, **fields):
    return booking.reservation(two.lea, two.canteen.openings[day], home.guardian, **fields)


def cell(two, home, day, *, now):
    return calendar.one_cell(
        home.member, child_id=two.lea.id, activity_id=two.canteen.meal.id, day=day, now=now
    )


def test_r73_each_books_their_own_days_at_their_own_price(two, now):
    hers, his = ask(two, two, HERS, now=now), ask(two, two.his, HIS, now=now)

    assert not hers.refused
    assert not his.refused
    rows = {row.date: row for row in Reservation.objects.all()}
    assert (rows[HERS].payer, rows[HERS].price_cents) == (two.guardian, 350)
    assert (rows[HIS].payer, rows[HIS].price_cents) == (two.his.guardian, 210)


def test_r73_the_other_parent_s_day_is_refused_by_the_cell_the_tap_and_valider(two, now):
    painted = cell(two, two, HIS, now=now)
    with pytest.raises(DomainError, match="Jour de garde de l’autre parent") as tapped:
        tap(two, two, HIS, now=now)
    booking.wish(two.member, two.lea, two.canteen.meal, HIS)
    outcome = reservations.confirm(two.member, now=now)

    assert painted.cell.reason == "Jour de garde de l’autre parent (semaine 52, paire)."
    assert not painted.can_tap
    assert painted.cents is None
    assert tapped.value.code == outcome.refused[0].code == "other_parent"
    assert not Reservation.objects.exists()


def test_r73_only_the_parent_of_the_day_cancels_it(two, now):
    row = booked(two, two.his, HIS, price_cents=210)

    assert ask(two, two, HIS, now=now, cancel=True).refused[0].code == "other_parent"
    with pytest.raises(DomainError, match="autre parent"):
        tap(two, two, HIS, now=now)
    with pytest.raises(DomainError, match="autre parent"):
        absences.report(two.member, row.id, now=now)
    assert absence_page.coming(two.member, now=now) == []
    row.refresh_from_db()
    assert row.state == "confirmed"
    assert ask(two, two.his, HIS, now=now, cancel=True).cancelled


def test_r72_the_child_s_days_are_seen_but_no_amount_nor_reason(two, now):
    booked(two, two.his, HIS, price_cents=210)
    booking.opening(two.canteen.meal, HIS + timedelta(days=1))
    booking.reservation(
        two.lea,
        booking.opening(two.canteen.meal, HIS + timedelta(days=2)),
        two.his.guardian,
        state="refused",
        reason="Quotient 300 à justifier",
        price_cents=210,
    )
    seen = cell(two, two, HIS, now=now)
    refused = cell(two, two, HIS + timedelta(days=2), now=now)

    assert (seen.state, seen.cents, seen.can_tap) == ("confirmed", None, False)
    assert "300" not in refused.label
    assert "300" not in refused.cell.reason
    assert requests.history(two.member) == []
    assert [one.cents for one in requests.history(two.his.member)] == [210, 210]
    marks = [
        mark for row in board(two.member, now=now, days=30).rows for d in row.days for mark in d
    ]
    assert [mark.can_cancel for mark in marks if mark.reservation_id] == [False, False][
        : len(marks)
    ]


def test_r73_both_may_book_where_the_plan_says_so_and_the_day_is_paid_by_its_parent(two, now):
    CustodyPlan.objects.update(bookers="both")
    assert tap(two, two, HIS, now=now).action == "added"
    line = cart.for_member(two.member, now=now).services[0].children[0].lines[0]
    outcome = reservations.confirm(two.member, now=now)
    row = Reservation.objects.get()

    assert (line.cents, line.by_other) == (0, True)
    assert CartLine.objects.count() == 0
    assert (row.payer, row.price_cents) == (two.his.guardian, 210)
    assert [one.cents for one in outcome.booked] == [0]
    assert [one.cents for one in requests.history(two.member)] == [0]
    assert requests.history(two.member)[0].by_other


def test_r72_cancelling_what_the_other_paid_copies_no_price(two, now):
    CustodyPlan.objects.update(bookers="both")
    row = booked(two, two.his, HIS, price_cents=210)
    found = {one.reservation_id: one for one in absence_page.coming(two.member, now=now)}

    assert found[row.id].effect == "réglé par l’autre parent"
    assert tap(two, two, HIS, now=now).action == "cancel"
    line = cart.for_member(two.member, now=now).services[0].children[0].lines[0]
    assert (line.cents, line.effect) == (0, "réglé par l’autre parent")
    told = absences.report(two.member, row.id, now=now)
    assert (told.billed_cents, told.credit_cents) == (0, 0)


@pytest.mark.parametrize("payers", ["first", "second"])
def test_r70_one_parent_pays_every_day(two, now, payers):
    CustodyPlan.objects.update(payers=payers)
    ask(two, two, HERS, now=now)
    ask(two, two.his, HIS, now=now)
    payer = two.guardian if payers == "first" else two.his.guardian

    found = set(Reservation.objects.values_list("payer", "price_cents"))
    assert found == {(payer.id, 350 if payers == "first" else 210)}


def test_r70_a_day_paid_when_booked_is_booked_by_who_pays_it(two, now):
    Service.objects.update(billing="prepaid")
    CustodyPlan.objects.update(payers="first", bookers="both")

    assert ask(two, two.his, HIS, now=now).refused[0].code == "other_pays"
    held = ask(two, two, HIS, now=now)
    assert [one.cents for one in held.held] == [350]
    assert Reservation.objects.get().payer == two.guardian


def test_an_agent_books_any_day_for_its_payer(two, now):
    outcome = agents.book_for(
        two.guardian.id, [(two.lea.id, two.canteen.meal.id, HIS)], by=two.by, now=now
    )

    row = Reservation.objects.get()
    assert (row.payer, row.price_cents) == (two.his.guardian, 210)
    assert [one.cents for one in outcome.booked] == [210]
    told = {m.guardian_id: m.facts for m in Message.objects.filter(kind="booked_by_agent")}
    assert told[two.his.guardian.id]["total"] == "2,10\u00a0€"
    assert told[two.guardian.id]["total"] == ""


def test_r73_what_one_parent_does_is_told_to_the_other_without_an_amount(two, now, mailoutbox):
    ask(two, two, HERS, now=now)
    ask(two, two, HERS, now=now, cancel=True)
    ask(two, two.his, HIS, now=now)
    outbox.drain(now)

    told = Message.objects.filter(kind="other_parent").order_by("created_at", "id")
    assert [one.guardian_id for one in told] == [
        two.his.guardian.id,
        two.his.guardian.id,
        two.guardian.id,
    ]
    letters = [one for one in mailoutbox if "autre parent" in one.subject]
    assert "Réservé\n- Léa, Repas\u00a0: 14\u00a0déc." in letters[0].body
    assert "Annulé" in letters[1].body
    assert not any("€" in one.body or "QF" in one.body for one in letters)


def test_a_child_without_a_plan_tells_nobody_and_costs_nothing_more(two, now):
    booking.wish(two.member, two.hugo, two.canteen.meal, HERS)
    reservations.confirm(two.member, now=now)
    assert not Message.objects.filter(kind="other_parent").exists()


def test_an_exception_moves_the_day_the_booking_and_the_bill(two, now):
    families.custody(
        two.lea, two.guardian, None, days=(HIS, HIS + timedelta(days=1)), pattern="always"
    )

    assert ask(two, two.his, HIS, now=now).refused[0].code == "other_parent"
    ask(two, two, HIS, now=now)
    assert Reservation.objects.get().payer == two.guardian


def test_r32_a_child_who_came_unbooked_is_billed_to_the_parent_of_the_day(two, now):
    then = now + timedelta(days=20)
    mark = (two.lea.id, two.canteen.meal.id, "present")
    attendance.point(two.canteen.service.id, [mark], day=HIS, by=two.by, now=then)
    days.close(two.canteen.service, HIS, by=two.by, now=then)
    row = Reservation.objects.get()
    assert (row.payer, row.price_cents, row.is_unbooked) == (two.his.guardian, 210, True)


def test_a_rhythm_takes_the_days_of_its_parent_only_and_says_nothing_of_the_others(two, now):
    kept = booking.pattern(two.lea, two.canteen.meal, two.guardian, weekdays=[0])
    filling.fill(two.canteen.service.id, now=now)

    assert [row.date for row in Reservation.objects.all()] == [HERS]
    kept.refresh_from_db()
    assert kept.treated == [HERS]
    letter = Message.objects.get(kind="pattern_filled")
    assert letter.facts["left"] == []


def test_the_month_says_where_the_child_lives_that_day(two, now):
    page = calendar.month(
        two.member, service_id=two.canteen.service.id, now=now, child_id=two.lea.id
    )
    said = {day.date: day.custody for week in page.weeks for day in week.days}
    assert (said[HERS], said[HIS]) == ("Chez vous", "Chez l’autre parent")
    both = calendar.month(two.member, service_id=two.canteen.service.id, now=now)
    said = {day.date: day.custody for week in both.weeks for day in week.days}
    assert said[HIS] == "Léa chez l’autre parent"

"""*Demander hors délai*: ticked, decided again by *Valider*, answered by an agent (R18, R26)."""

from datetime import date

import pytest

from booking.models import CartLine, Opening, Reservation
from booking.operations import carts, requests, reservations
from booking.selectors import calendar
from booking.selectors import cart as carts_read
from family.models import CustodyPlan, Message
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import families

MONDAY = date(2026, 12, 14)


@pytest.fixture
def late(now):
    """The Sunday before, past the cut-off."""
    return now.replace(day=13, hour=9)


@pytest.fixture
def open_late(cast):
    service = cast.canteen.service
    service.late_requests, service.late_surcharge_cents = True, 200
    service.save()
    return service


def tap(cast, now, child=None, day=MONDAY):
    return carts.toggle(
        cast.member,
        child_id=(child or cast.lea).id,
        activity_id=cast.canteen.meal.id,
        day=day,
        now=now,
    )


def agree(cast, now, is_agreed=True):
    line = CartLine.objects.get()
    carts.agree(cast.member, line.id, is_agreed=is_agreed, now=now)
    return line


def cell(cast, now):
    return calendar.one_cell(
        cast.member,
        child_id=cast.lea.id,
        activity_id=cast.canteen.meal.id,
        day=MONDAY,
        now=now,
    ).cell


def test_r26_where_the_service_takes_none_the_cell_is_dead_and_the_tap_refused(cast, late):
    assert (cell(cast, late).state, cell(cast, late).action) == ("not_bookable", "none")
    with pytest.raises(DomainError) as refused:
        tap(cast, late)
    assert refused.value.code == "deadline_passed"


def test_r26_the_late_cell_offers_to_ask_and_says_the_surcharge(cast, open_late, late):
    shown = cell(cast, late)
    assert (shown.state, shown.word, shown.action) == (
        "bookable",
        "demander quand même",
        "ask_late",
    )
    assert "supplément de 2,00\u00a0€" in shown.until
    tap(cast, late)
    assert (cell(cast, late).state, cell(cast, late).action) == ("in_cart", "remove")


def test_r26_before_the_cut_off_nothing_of_it_is_shown(cast, open_late, now):
    assert (cell(cast, now).word, cell(cast, now).action) == ("réservable", "add")
    tap(cast, now)
    assert carts_read.for_member(cast.member, now=now).services[0].children[0].lines[0].effect == ""


def test_r26_without_the_tick_valider_refuses_and_keeps_the_line(cast, open_late, late):
    tap(cast, late)
    line = carts_read.for_member(cast.member, now=late).services[0].children[0].lines[0]
    assert (line.late_cents, line.is_agreed) == (200, False)
    outcome = reservations.confirm(cast.member, now=late)
    assert [one.code for one in outcome.refused] == ["surcharge_wanted"]
    assert "2,00\u00a0€" in CartLine.objects.get().refusal
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("billing", ["monthly", "prepaid"])
def test_r26_ticked_it_is_a_request_that_bills_once_accepted(cast, open_late, late, billing):
    open_late.billing = billing
    open_late.save()
    tap(cast, late)
    agree(cast, late)
    page = carts_read.for_member(cast.member, now=late)
    assert page.now_cents == 0
    assert page.later == (("sur la facture de décembre, si le service accepte", 550),)
    outcome = reservations.confirm(cast.member, now=late)
    assert len(outcome.requested) == 1
    row = Reservation.objects.get()
    assert (row.state, row.out_of_time, row.is_prepaid) == ("requested", True, False)
    assert (row.price_cents, row.surcharge_cents) == (350, 200)
    assert row.surcharge_reason == "demande hors délai"
    requests.accept([row.id], by=cast.by, now=late)
    row.refresh_from_db()
    assert (row.state, row.surcharge_cents) == ("confirmed", 200)
    told = Message.objects.get(kind="request_accepted")
    assert told.facts["surcharge"] == "2,00\u00a0€"
    assert books.differences() == []


def test_r26_refused_it_bills_nothing_and_may_not_be_asked_by_the_cell_again(cast, open_late, late):
    tap(cast, late)
    agree(cast, late)
    reservations.confirm(cast.member, now=late)
    requests.refuse(
        [Reservation.objects.get().id], "Le traiteur est prévenu.", by=cast.by, now=late
    )
    assert Reservation.objects.get().state == "refused"
    assert cell(cast, late).state == "refused"
    assert books.differences() == []


def test_r26_a_surcharge_raised_after_the_tick_is_asked_again(cast, open_late, late):
    tap(cast, late)
    agree(cast, late)
    open_late.late_surcharge_cents = 300
    open_late.save()
    assert reservations.confirm(cast.member, now=late).refused[0].code == "surcharge_wanted"
    agree(cast, late)
    reservations.confirm(cast.member, now=late)
    assert Reservation.objects.get().surcharge_cents == 300


def test_r26_unticked_again_it_is_not_sent(cast, open_late, late):
    tap(cast, late)
    agree(cast, late)
    agree(cast, late, is_agreed=False)
    assert reservations.confirm(cast.member, now=late).refused


def test_r26_a_free_late_request_needs_no_tick(cast, open_late, late):
    open_late.late_surcharge_cents = 0
    open_late.save()
    tap(cast, late)
    assert len(reservations.confirm(cast.member, now=late).requested) == 1


def test_r26_the_wish_of_before_the_cut_off_that_came_too_late_needs_the_tick(
    cast, open_late, now, late
):
    """What *Valider* decides is the deadline of *Valider*, not of the tap (R2)."""
    tap(cast, now)
    assert reservations.confirm(cast.member, now=late).refused[0].code == "surcharge_wanted"
    agree(cast, late)
    assert len(reservations.confirm(cast.member, now=late).requested) == 1


def test_r26_once_the_service_began_or_on_a_full_day_nothing_is_offered(cast, open_late, late):
    started = late.replace(day=14, hour=12)
    assert cell(cast, started).action == "none"
    Opening.objects.update(capacity=0)
    assert cell(cast, late).action == "none"
    with pytest.raises(DomainError) as refused:
        tap(cast, late)
    assert refused.value.code == "full"


def test_r70_a_day_the_other_parent_pays_is_not_asked_late(cast, open_late, late):
    """Monday 14 December is of an odd week: Claire's; Marc pays every day of this plan."""
    CustodyPlan.objects.filter(id=families.apart(cast).plan.id).update(payers="second")
    assert cell(cast, late).action == "none"


def test_somebody_elses_line_or_a_service_that_takes_none_is_refused(cast, open_late, late):
    tap(cast, late)
    line = CartLine.objects.get()
    open_late.late_requests = False
    open_late.save()
    with pytest.raises(DomainError) as refused:
        agree(cast, late)
    assert refused.value.code == "late_closed"
    CartLine.objects.update(removed_at=late)
    with pytest.raises(DomainError) as refused:
        carts.agree(cast.member, line.id, is_agreed=True, now=late)
    assert refused.value.code == "not_found"


def test_an_agent_books_the_same_day_without_surcharge(cast, open_late, late):
    outcome = reservations.place(
        [reservations.Wish(cast.lea.id, cast.canteen.meal.id, MONDAY)],
        guardian_id=cast.guardian.id,
        by=cast.by,
        now=late,
        out_of_time_motive="Au téléphone",
    )
    assert len(outcome.booked) == 1
    assert Reservation.objects.get().surcharge_cents == 0

"""The month page: states, sentences, prices, and a constant number of queries."""

from datetime import date, timedelta

import pytest

from booking.models import CartLine
from booking.rules.cells import CellAction, CellState
from booking.selectors import calendar
from shared.errors import DomainError
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
THURSDAY = date(2026, 12, 17)
DECEMBER = date(2026, 12, 1)


def page(cast, now, **more):
    return calendar.month(
        cast.member, service_id=cast.canteen.service.id, now=now, month=DECEMBER, **more
    )


def cell(shown, child, day):
    return next(
        found
        for week in shown.weeks
        for one in week.days
        for found in one.cells
        if found.date == day and found.child_id == child.id
    )


def test_month_shows_open_weekdays_price_and_deadline(cast, now):
    shown = page(cast, now)
    assert [name for _, name in shown.weekdays] == ["lundi", "mardi", "jeudi", "vendredi"]
    assert shown.title == "Décembre\u00a02026"
    assert shown.prices[0].text == "3,50\u00a0€"
    assert "850" in shown.prices[0].because
    assert shown.deadline == "jusqu’à 10\u00a0h, deux jours ouvrés avant"
    assert [chip.first_name for chip in shown.children] == ["Léa", "Hugo"]


def test_free_day_is_bookable_until_its_cutoff(cast, now):
    found = cell(page(cast, now), cast.lea, MONDAY)
    assert (found.state, found.cell.action) == (CellState.BOOKABLE, CellAction.ADD)
    assert "10:00" in found.cell.until
    assert found.label.startswith("Léa, repas, lundi")


def test_booked_day_is_confirmed_and_one_child_only(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    shown = page(cast, now)
    assert cell(shown, cast.lea, MONDAY).state is CellState.CONFIRMED
    assert cell(shown, cast.hugo, MONDAY).state is CellState.BOOKABLE


def test_wishes_are_in_the_cart(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY, wish=CartLine.Wish.CANCEL)
    booking.wish(cast.member, cast.hugo, cast.canteen.meal, MONDAY)
    shown = page(cast, now)
    assert cell(shown, cast.lea, MONDAY).state is CellState.IN_CART
    assert cell(shown, cast.hugo, MONDAY).state is CellState.IN_CART
    assert shown.cart.count == 2
    assert shown.cart.later == (("sur la facture de décembre", 350),)


def test_past_cutoff_locks_what_is_booked_and_refuses_the_rest(cast, now):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    late = now.replace(day=11)
    shown = page(cast, late)
    booked_cell = cell(shown, cast.lea, MONDAY)
    assert (booked_cell.state, booked_cell.cell.locked) == (CellState.CONFIRMED, True)
    assert cell(shown, cast.hugo, MONDAY).state is CellState.NOT_BOOKABLE


def test_full_day_says_complet(cast, now):
    opening = cast.canteen.openings[THURSDAY]
    opening.capacity = 0
    opening.save()
    found = cell(page(cast, now), cast.lea, THURSDAY)
    assert found.state is CellState.NOT_BOOKABLE
    assert "Complet" in found.cell.reason


def test_month_without_openings_is_empty(cast, now):
    shown = calendar.month(
        cast.member, service_id=cast.canteen.service.id, now=now, month=date(2027, 3, 1)
    )
    assert shown.is_empty


def test_foreign_child_or_service_is_not_found(cast, now):
    zoe = families.durand().zoe
    with pytest.raises(DomainError) as refused:
        page(cast, now, child_id=zoe.id)
    assert refused.value.code == "not_found"
    with pytest.raises(DomainError):
        calendar.month(cast.member, service_id=zoe.id, now=now)


def test_month_costs_the_same_for_three_children_and_three_activities(
    cast, now, django_assert_num_queries
):
    with django_assert_num_queries(5):
        page(cast, now, child_id=cast.lea.id)
    third = families.child(cast.family, "Noé")
    booking.registration(third, cast.canteen.service)
    for name in ("Goûter", "Étude"):
        more = booking.activity(cast.canteen.service, name)
        booking.tariff(more)
        for day in cast.canteen.openings:
            booking.reservation(cast.lea, booking.opening(more, day), cast.guardian)
    with django_assert_num_queries(5):
        shown = page(cast, now)
    assert len(cell(shown, third, MONDAY).label) > 10


def test_one_cell_is_the_cell_of_the_month(cast, now):
    alone = calendar.one_cell(
        cast.member, child_id=cast.lea.id, activity_id=cast.canteen.meal.id, day=MONDAY, now=now
    )
    assert alone == cell(page(cast, now), cast.lea, MONDAY)


def test_held_day_says_until_when_to_pay_and_is_free_again_once_it_expired(cast, now):
    """R15: « à payer avant 10:25 », in the commune's own time; then bookable again."""
    row = booking.reservation(
        cast.lea,
        cast.canteen.openings[MONDAY],
        cast.guardian,
        state="held",
        is_prepaid=True,
        held_until=now + timedelta(minutes=25),
    )
    shown = cell(page(cast, now), cast.lea, MONDAY)
    assert shown.label.endswith("à payer avant 10:25")
    row.state = "expired"
    row.save()
    free = cell(page(cast, now), cast.lea, MONDAY)
    assert free.cell.state is CellState.BOOKABLE

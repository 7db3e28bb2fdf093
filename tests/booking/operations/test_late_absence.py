"""*Signaler une absence* after the cut-off (R26, R29)."""

from datetime import date, timedelta

import pytest

from booking.models import AbsencePolicy, OutcomeRule
from booking.operations import absences, carts, reservations
from booking.selectors import absences as coming
from booking.selectors import cart
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import booking

MONDAY = date(2026, 12, 14)


@pytest.fixture
def late(now):
    """The Sunday before, past the cut-off."""
    return now.replace(day=13, hour=9)


@pytest.fixture
def row(cast):
    return booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)


def accept(cast, **fields):
    return AbsencePolicy.objects.create(service=cast.canteen.service, late_absence=True, **fields)


def test_where_the_service_takes_no_late_word_it_is_refused(cast, row, late):
    with pytest.raises(DomainError) as refused:
        absences.report(cast.member, row.id, now=late)
    assert refused.value.code == "deadline_passed"
    row.refresh_from_db()
    assert row.state == "confirmed"


def test_the_day_is_cancelled_billed_and_waits_for_a_proof(cast, row, late):
    accept(cast, proof_days=3)
    one = coming.coming(cast.member, now=late)[0]
    assert one.can_report
    assert "facturé à 100\u00a0% sauf justificatif" in one.sentence
    told = absences.report(cast.member, row.id, now=late)
    assert told.billed_cents == 350
    assert "17\u00a0décembre" in told.sentence
    row.refresh_from_db()
    assert (row.state, row.billed_percent, row.motive, row.out_of_time) == (
        "cancelled",
        100,
        "family",
        True,
    )
    assert row.proof_due_on == MONDAY + timedelta(days=3)
    assert books.differences() == []


def test_the_table_of_the_service_is_what_it_bills(cast, row, late):
    accept(cast)
    OutcomeRule.objects.create(
        service=cast.canteen.service, motive="family", notice="late", percent=50
    )
    assert absences.report(cast.member, row.id, now=late).billed_cents == 175


def test_through_the_cart_it_is_the_same(cast, row, late):
    accept(cast)
    carts.toggle(
        cast.member, child_id=cast.lea.id, activity_id=cast.canteen.meal.id, day=MONDAY, now=late
    )
    page = cart.for_member(cast.member, now=late)
    assert (
        page.services[0].children[0].lines[0].effect.startswith("hors délai\u00a0: facturé à 100")
    )
    reservations.confirm(cast.member, now=late)
    row.refresh_from_db()
    assert (row.state, row.billed_percent, row.motive) == ("cancelled", 100, "family")


def test_before_the_cut_off_nothing_changes(cast, row, now):
    accept(cast)
    assert absences.report(cast.member, row.id, now=now).billed_cents == 0
    row.refresh_from_db()
    assert (row.motive, row.proof_due_on, row.out_of_time) == ("", None, False)

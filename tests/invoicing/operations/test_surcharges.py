"""Supplements billed as lines of their own, exact to the cent, given back with their day (R32)."""

import pytest

from booking.models import AbsencePolicy, Reservation
from booking.operations import attendance, certificates, days
from invoicing.models import CreditNote, Invoice, InvoiceLine
from invoicing.operations import billing_runs, credit_notes
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


def booked(monthly, wanted=JANUARY[:1], **fields):
    return money.booked(
        monthly.canteen, monthly.martins.lea, monthly.martins.guardian, wanted, **fields
    )


def test_a_run_bills_the_surplus_apart(monthly, february):
    AbsencePolicy.objects.create(
        service=monthly.canteen.service, unbooked="percent", unbooked_percent=50
    )
    booked(monthly, JANUARY[:2])
    service = monthly.canteen.service
    attendance.point(
        service.id,
        [(monthly.martins.hugo.id, monthly.canteen.meal.id, "present")],
        day=JANUARY[0],
        by=money.AGENT,
        now=february,
    )
    for day in JANUARY[:2]:
        days.close(service, day, by=money.AGENT, now=february)
    money.run(monthly.regie, JANUARY[0].replace(day=1), now=february)
    price = Reservation.objects.get(is_unbooked=True).price_cents
    lines = [
        (line.care, line.quantity, line.total_cents)
        for line in InvoiceLine.objects.order_by("position")
    ]
    surplus = (price + 1) // 2
    assert ("fee", 1, surplus) in lines
    assert Invoice.objects.get().total_cents == 700 + price + surplus
    fee = InvoiceLine.objects.get(care="fee")
    assert "supplément\u00a0: présence sans réservation" in fee.label
    assert books.differences() == []


def test_a_free_day_with_a_surplus_is_billed_and_linked(monthly, february):
    booked(monthly, price_cents=0, surcharge_cents=1000, surcharge_reason="départ tardif")
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    money.run(monthly.regie, JANUARY[0], now=february)
    assert Invoice.objects.get().total_cents == 1000
    assert Reservation.objects.get().invoice_link
    assert books.differences() == []


def test_a_surplus_changed_after_the_draft_makes_it_stale(monthly, february):
    (row,) = booked(monthly, surcharge_cents=250)
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    row.surcharge_cents = 300
    row.save()
    with pytest.raises(DomainError) as refused:
        billing_runs.promote(run.id, by=money.AGENT, now=february)
    assert refused.value.code == "run_stale"


def test_a_day_given_back_takes_its_surplus_along(monthly, february):
    (row,) = booked(monthly, surcharge_cents=250)
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    money.run(monthly.regie, JANUARY[0], now=february)
    row.refresh_from_db()
    row.billed_percent = 0
    row.save()
    credit_notes.issue_for([row], by=money.AGENT, now=february)
    assert CreditNote.objects.get().amount_cents == row.price_cents + 250
    assert books.differences() == []


def test_a_certificate_after_the_invoice_makes_an_avoir(monthly, february):
    (row,) = booked(monthly, state="cancelled", motive="family", proof_due_on=JANUARY[5])
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    money.run(monthly.regie, JANUARY[0], now=february)
    certificates.see(
        monthly.martins.lea.id,
        first=JANUARY[0],
        last=JANUARY[0],
        by=money.AGENT,
        now=february,
        motive="Remis à l’école",
    )
    assert CreditNote.objects.get().amount_cents == row.price_cents
    assert books.differences() == []


def test_r31_a_no_show_proven_after_the_invoice_makes_one_avoir(monthly, february):
    """The row stays confirmed: its share fell, and that is what the listener is told."""
    (row,) = booked(monthly)
    attendance.point(
        monthly.canteen.service.id,
        [(monthly.martins.lea.id, monthly.canteen.meal.id, "absent")],
        day=JANUARY[0],
        by=money.AGENT,
        now=february,
    )
    days.close(monthly.canteen.service, JANUARY[0], by=money.AGENT, now=february)
    money.run(monthly.regie, JANUARY[0], now=february)
    for _twice in range(2):
        certificates.see(
            monthly.martins.lea.id,
            first=JANUARY[0],
            last=JANUARY[0],
            by=money.AGENT,
            now=february,
            motive="Remis à l’école",
        )
    row.refresh_from_db()
    assert (row.state, row.motive, row.billed_percent) == ("confirmed", "no_show", 0)
    assert CreditNote.objects.get().amount_cents == row.price_cents
    assert books.differences() == []


def test_r26_a_day_asked_late_of_a_prepaid_service_is_billed_by_the_run(monthly, february):
    service = monthly.canteen.service
    service.billing = "prepaid"
    service.save()
    booked(
        monthly,
        is_prepaid=False,
        out_of_time=True,
        surcharge_cents=200,
        surcharge_reason="demande hors délai",
    )
    money.close(service, JANUARY[:1], now=february)
    money.run(monthly.regie, JANUARY[0], now=february)
    assert Invoice.objects.get().total_cents == 550
    assert books.differences() == []

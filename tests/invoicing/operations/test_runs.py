"""A month billed: drafted, checked, promoted, once (R76, R78, B7)."""

import pytest

from invoicing.models import (
    BillingRun,
    CreditNote,
    Invoice,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    Settlement,
)
from invoicing.operations import billing_runs
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


def test_promoted_run_numbers_every_payer_without_a_hole(monthly, february):
    """R77, R78: one invoice a payer, numbers 1…n in the order of names."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.booked(monthly.canteen, monthly.martins.hugo, monthly.martins.guardian, JANUARY[:2])
    money.booked(
        monthly.canteen, monthly.durands.zoe, monthly.durands.guardian, JANUARY[:1], price_cents=490
    )
    money.close(monthly.canteen.service, JANUARY, now=february)

    run = money.run(monthly.regie, JANUARY[0].replace(day=1), now=february)

    assert run.status == BillingRun.Status.PROMOTED
    invoices = list(Invoice.objects.order_by("number"))
    assert [(i.reference, i.total_cents) for i in invoices] == [
        ("2027-CA-00-001", 490),
        ("2027-CA-00-002", 8 * 350),
    ]
    assert InvoicedReservation.objects.count() == 9
    assert LedgerEntry.objects.count() == 2
    lea = InvoiceLine.objects.get(child=monthly.martins.lea)
    assert lea.quantity == 6
    assert lea.dates == [day.isoformat() for day in JANUARY]
    assert books.differences() == []


def test_day_not_closed_is_listed_and_keeps_the_run_from_being_promoted(monthly, february):
    """R48, R76."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:2])
    money.close(monthly.canteen.service, JANUARY[:1], now=february)

    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)

    assert [(e["code"], e["service"], e["day"]) for e in run.errors] == [
        ("day_not_closed", "Restaurant scolaire", "2027-01-05")
    ]
    assert "journée non close" in run.errors[0]["sentence"]
    assert not Invoice.objects.exists()
    with pytest.raises(DomainError) as refused:
        billing_runs.promote(run.id, by=money.AGENT, now=february)
    assert refused.value.code == "run_has_errors"


def test_closing_the_day_and_asking_again_clears_the_list(monthly, february):
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:1])
    first = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    assert first.errors
    money.close(monthly.canteen.service, JANUARY[:1], now=february)

    again = money.run(monthly.regie, JANUARY[0], now=february)

    assert again.id == first.id
    assert Invoice.objects.get().number == 1


def test_a_second_run_of_the_month_is_refused(monthly, february):
    """B7."""
    money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )
    with pytest.raises(DomainError) as refused:
        billing_runs.start(monthly.regie, JANUARY[0], by=money.AGENT, now=february)
    assert refused.value.code == "run_promoted"
    assert Invoice.objects.count() == 1


def test_promoting_twice_changes_nothing(monthly, february):
    """B7."""
    invoice = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )
    billing_runs.promote(invoice.run_id, by=money.AGENT, now=february)
    assert list(Invoice.objects.values_list("number", flat=True)) == [1]
    assert LedgerEntry.objects.count() == 1


def test_drafting_again_replaces_drafts_only(monthly, february):
    """R76."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    first = Invoice.objects.get().id

    billing_runs.draft(run.id, now=february)

    assert Invoice.objects.get().id != first
    assert InvoiceLine.objects.count() == 1


def test_a_booking_changed_after_the_draft_makes_it_stale(monthly, february):
    rows = money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    rows[0].billed_percent = 0
    rows[0].save()

    with pytest.raises(DomainError) as refused:
        billing_runs.promote(run.id, by=money.AGENT, now=february)

    assert refused.value.code == "run_stale"
    assert not InvoicedReservation.objects.exists()


def test_a_day_reopened_after_the_draft_stops_the_promotion(monthly, february):
    """R47, R48."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    monthly.canteen.service.day_closures.filter(date=JANUARY[2]).delete()

    with pytest.raises(DomainError) as refused:
        billing_runs.promote(run.id, by=money.AGENT, now=february)

    assert refused.value.code == "run_has_errors"


def test_cancellation_without_answer_is_listed(monthly, february):
    """R76: an agent answers before the month is billed."""
    money.booked(
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:1],
        state="cancel_requested",
    )
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    assert [error["code"] for error in run.errors] == ["cancellation_waiting"]


def test_late_booking_of_an_issued_month_is_in_the_next_run(monthly, february):
    """A booking typed after January's run is not lost."""
    money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:2],
        now=february,
    )
    money.booked(monthly.canteen, monthly.martins.hugo, monthly.martins.guardian, JANUARY[:1])

    run = money.run(monthly.regie, JANUARY[0].replace(month=2), now=february)

    assert Invoice.objects.get(run=run).total_cents == 350


def test_partial_share_is_billed_and_zero_is_not(monthly, february):
    """R27: half of 3,50 € is 1,75 €; an accepted cancellation at 0 % is not printed."""
    money.booked(
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:1],
        state="cancelled",
        billed_percent=50,
    )
    money.booked(
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[1:2],
        state="cancelled",
        billed_percent=0,
    )
    run = money.run(monthly.regie, JANUARY[0], now=february)
    assert Invoice.objects.get(run=run).total_cents == 175


def test_credit_is_used_by_the_next_run_oldest_first(monthly, february):
    """R83."""
    first = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:2],
        now=february,
    )
    for number, cents in ((1, 100), (2, 400)):
        CreditNote.objects.create(
            regie=monthly.regie,
            payer=monthly.martins.guardian,
            invoice=first,
            year=2027,
            number=number,
            reference=f"2027-CA-01-00{number}",
            amount_cents=cents,
            label="x",
            motive="y",
            issued_at=february.replace(hour=number),
            issued_on=february.date(),
        )
    money.booked(monthly.canteen, monthly.martins.hugo, monthly.martins.guardian, JANUARY[:1])
    run = money.run(monthly.regie, JANUARY[0].replace(month=2), now=february)

    second = Invoice.objects.get(run=run)
    used = Settlement.objects.filter(invoice=second).order_by("credit_note__number")
    assert [(row.credit_note.number, row.amount_cents) for row in used] == [(1, 100), (2, 250)]


def test_discard_forgets_a_draft_and_frees_nothing_else(monthly, february):
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)

    billing_runs.discard(run.id, by=money.AGENT, now=february)

    assert not BillingRun.objects.exists()
    assert not Invoice.objects.exists()

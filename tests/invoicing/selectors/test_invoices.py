"""What a payer sees of invoices, in a constant number of queries (F1, R82)."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import Attempt
from invoicing.operations import checkout, payments
from invoicing.rules.settlement import InvoiceStatus
from invoicing.selectors import due, invoices, runs
from shared.errors import DomainError
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(monthly, february):
    return money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )


def queries(call) -> int:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        call()
    return len(seen)


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_or_three(monthly, invoice, february, count):
    """F1: at most six queries a commune for the page, two of them here."""
    for month in range(2, 1 + count):
        money.billed(
            monthly.regie,
            monthly.canteen,
            monthly.martins.lea,
            monthly.martins.guardian,
            [date(2027, month, 2)],
            now=february,
        )
    payer = monthly.martins.guardian.id
    assert queries(lambda: invoices.due_for(payer, now=february)) == 1
    assert queries(lambda: due.summary(payer, now=february)) == 1
    assert len(invoices.due_for(payer, now=february)) == count


def test_only_the_payer_sees_it(monthly, invoice, february):
    assert invoices.due_for(monthly.durands.guardian.id, now=february) == []
    assert due.summary(monthly.durands.guardian.id, now=february) is None
    with pytest.raises(DomainError) as refused:
        invoices.detail(invoice.id, monthly.durands.guardian.id, now=february)
    assert refused.value.code == "not_found"


def test_status_follows_settlements_and_dates(monthly, invoice, february):
    payer = monthly.martins.guardian.id

    def row(now):
        return invoices.all_for(payer, now=now)[0]

    assert (row(february).status, row(february).balance_cents) == (InvoiceStatus.TO_PAY, 2100)
    assert row(february).due.text.endswith("avant échéance")
    payments.receive_at_desk(invoice.id, cents=600, means="cash", by=money.AGENT, now=february)
    assert row(february).status is InvoiceStatus.PARTLY_PAID
    later = february + timedelta(days=60)
    assert row(later).is_late
    assert due.summary(payer, now=later).overdue_count == 1
    payments.receive_at_desk(invoice.id, cents=1500, means="cheque", by=money.AGENT, now=later)
    assert row(later).status is InvoiceStatus.PAID
    assert invoices.due_for(payer, now=later) == []
    assert [one.id for one in invoices.paid_for(payer, now=later)] == [invoice.id]
    moves = invoices.detail(invoice.id, payer, now=later).movements
    assert [(move.label, move.cents) for move in moves] == [("Espèces", 600), ("Chèque", 1500)]


def test_payment_at_the_bank_is_shown_and_keeps_the_invoice_from_being_ticked(
    monthly, invoice, bank, february
):
    checkout.pay_invoices(monthly.claire.account, {monthly.commune: [invoice.id]}, now=february)
    (row,) = invoices.due_for(monthly.martins.guardian.id, now=february)
    assert row.is_selectable
    money.requested(Attempt.objects.get(), monthly.claire, now=february)
    (row,) = invoices.due_for(monthly.martins.guardian.id, now=february)
    assert not row.is_selectable
    assert row.status_label == invoices.IN_PAYMENT_LABEL
    (row,) = invoices.due_for(monthly.martins.guardian.id, now=february + timedelta(minutes=21))
    assert row.is_selectable


def test_draft_is_seen_by_nobody_but_the_review(monthly, february):
    """R78: a draft has no number and no family sees it."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:2])
    money.close(monthly.canteen.service, JANUARY[:2], now=february)
    run = money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    assert invoices.all_for(monthly.martins.guardian.id, now=february) == []
    seen = runs.review(run.id)
    assert (seen.invoice_count, seen.total_cents, seen.before_cents) == (1, 700, 0)
    assert [(one.label, one.quantity) for one in seen.activities] == [
        ("Restaurant scolaire – Repas", 2)
    ]
    assert runs.progress(run.id).percent == 100


def test_review_compares_with_the_month_before(monthly, invoice, february):
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, [date(2027, 2, 2)])
    money.close(monthly.canteen.service, [date(2027, 2, 2)], now=february)
    run = money.run(monthly.regie, date(2027, 2, 1), now=february, promote=False)
    seen = runs.review(run.id)
    assert (seen.before_count, seen.before_cents) == (1, 2100)
    assert [(a.cents, a.before_cents, a.before_quantity) for a in seen.activities] == [
        (350, 2100, 6)
    ]

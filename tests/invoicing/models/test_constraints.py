"""The database says no as well: what no operation may ever write."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from invoicing.models import (
    Attempt,
    BillingRun,
    CreditNote,
    Invoice,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    Payment,
    Regie,
    Settlement,
)
from invoicing.operations import payments
from shared.ids import new_id
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def invoice(monthly, february):
    made = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )
    payments.receive_at_desk(made.id, cents=100, means="cash", by=money.AGENT, now=february)
    return made


def twin(row, **changes):
    """The same row once more, under another key."""
    fields = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname != "id"
    }
    return type(row)(**{**fields, **changes})


REFUSED = {
    "same invoice number": lambda: twin(Invoice.objects.get(), order_uid=new_id(), run_id=None),
    "second invoice of a payer in a run": lambda: twin(Invoice.objects.get(), number=2),
    "issued invoice without number": lambda: twin(
        Invoice.objects.get(), number=None, run_id=None, order_uid=new_id()
    ),
    "invoice from nowhere": lambda: twin(Invoice.objects.get(), number=9, run_id=None),
    "line that is not quantity times price": lambda: twin(InvoiceLine.objects.get(), total_cents=1),
    "reservation on two lines": lambda: twin(InvoicedReservation.objects.first()),
    "same receipt number": lambda: twin(Payment.objects.get()),
    "receipt of nothing": lambda: twin(Payment.objects.get(), number=2, amount_cents=0),
    "settlement without source": lambda: twin(Settlement.objects.get(), payment_id=None),
    "settlement of nothing": lambda: twin(Settlement.objects.get(), amount_cents=0),
    "document twice in the ledger": lambda: twin(LedgerEntry.objects.first()),
    "payment that adds to the debt": lambda: twin(
        LedgerEntry.objects.get(kind="payment"), document_id=new_id(), amount_cents=100
    ),
    "second run of a month": lambda: twin(BillingRun.objects.get()),
    "run of a mid-month": lambda: twin(BillingRun.objects.get(), month=date(2027, 3, 2)),
    "promoted by nobody": lambda: twin(
        BillingRun.objects.get(), month=date(2027, 3, 1), promoted_by_uid=None
    ),
    "titre paid online": lambda: twin(Regie.objects.get(), name="x", code="TT", channel="titre"),
    "régie code in lower case": lambda: twin(Regie.objects.get(), name="x", code="tt"),
    "attempt of an order without one": lambda: Attempt(
        regie=Regie.objects.get(),
        payer_id=Invoice.objects.get().payer_id,
        account_uid=new_id(),
        selection_uid=new_id(),
        purpose="order",
        amount_cents=100,
        created_at=Invoice.objects.get().issued_at,
    ),
    "avoir of nothing": lambda: CreditNote(
        regie=Regie.objects.get(),
        payer_id=Invoice.objects.get().payer_id,
        invoice=Invoice.objects.get(),
        year=2027,
        number=1,
        reference="x",
        amount_cents=0,
        label="x",
        motive="x",
        issued_at=Invoice.objects.get().issued_at,
        issued_on=Invoice.objects.get().issued_on,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_database_refuses(invoice, what):
    row = REFUSED[what]()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)

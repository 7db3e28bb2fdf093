"""« Avoir disponible »: what is left, less what is promised, in one query (R35, R83)."""

from datetime import timedelta

import pytest

from invoicing.models import Attempt, CreditNote, LedgerEntry, PayerAccount, Payment, Settlement
from invoicing.selectors import credits
from shared.ids import new_id
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(monthly, february):
    """6 € left of a payment, 3,50 € of an avoir; a payment used up; a régie without wallet."""
    payer = monthly.martins.guardian
    invoice = money.billed(
        monthly.regie, monthly.canteen, monthly.martins.lea, payer, JANUARY, now=february
    )
    shop = money.regie(code="PE", has_wallet=False)
    for number, (regie, cents, used) in enumerate(
        ((monthly.regie, 1000, 400), (monthly.regie, 300, 300), (shop, 500, 0)), 1
    ):
        paid = Payment.objects.create(
            regie=regie,
            payer=payer,
            means="cash",
            amount_cents=cents,
            year=2027,
            number=number,
            reference=f"2027-{number}",
            received_at=february,
        )
        if used:
            Settlement.objects.create(invoice=invoice, payment=paid, amount_cents=used, at=february)
    CreditNote.objects.create(
        regie=monthly.regie,
        payer=payer,
        invoice=invoice,
        year=2027,
        number=1,
        reference="2027-CA-01-001",
        amount_cents=350,
        label="Repas",
        motive="Maladie",
        issued_at=february,
        issued_on=february.date(),
    )
    return monthly


def left(held, now):
    """The list, which must agree with what a payment may really use."""
    payer = held.martins.guardian.id
    found = {one.regie_id: one.cents for one in credits.for_payer(payer, now=now)}
    assert found.get(held.regie.id, 0) == credits.available(payer, held.regie.id, now=now)
    assert found.keys() <= {held.regie.id}
    return found.get(held.regie.id, 0)


def test_what_is_left_of_payments_and_avoirs_where_there_is_a_wallet(
    held, february, django_assert_num_queries
):
    assert left(held, february) == 950
    with django_assert_num_queries(1):
        credits.for_payer(held.martins.guardian.id, now=february)
    assert credits.for_payer(held.durands.guardian.id, now=february) == []


def test_live_attempt_and_refund_take_theirs_first(held, february):
    payer = held.martins.guardian
    Attempt.objects.create(
        regie=held.regie,
        payer=payer,
        account_uid=new_id(),
        selection_uid=new_id(),
        purpose="invoices",
        state="pending",
        amount_cents=100,
        credit_cents=200,
        refdet="ref",
        created_at=february,
        live_until=february + timedelta(minutes=20),
    )
    account, _ = PayerAccount.objects.get_or_create(payer=payer, regie=held.regie)
    LedgerEntry.objects.create(
        account=account,
        kind="refund",
        amount_cents=100,
        document_id=new_id(),
        label="Remboursement",
        at=february,
    )
    assert left(held, february) == 650
    assert left(held, february + timedelta(minutes=21)) == 850
    LedgerEntry.objects.filter(kind="refund").update(amount_cents=850)
    assert left(held, february + timedelta(minutes=21)) == 100
    LedgerEntry.objects.filter(kind="refund").update(amount_cents=950)
    assert left(held, february + timedelta(minutes=21)) == 0

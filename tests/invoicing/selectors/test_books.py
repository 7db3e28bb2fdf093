"""``check_books`` sees each invariant broken once, by hand in the database."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from invoicing.models import Invoice
from invoicing.operations import attempts, payments
from invoicing.selectors import books
from shared.ids import new_id
from tenants.context import public_scope
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(town, bank, now, february):
    """An order paid online, and a month billed, partly paid at the desk."""
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    paying = money.requested(draft, town.member, now=now)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now + timedelta(minutes=1))
    invoice = money.billed(
        town.regie,
        town.canteen,
        town.martins.hugo,
        town.martins.guardian,
        JANUARY[3:5],
        now=february,
        by_agent=True,
    )
    payments.receive_at_desk(invoice.id, cents=100, means="cash", by=money.AGENT, now=february)
    assert books.differences() == []
    return town


BROKEN = {
    "Places du": "UPDATE booking_opening SET taken = taken + 1 WHERE date = '2027-01-04'",
    "Numéros 2027, série 00": "UPDATE invoicing_counter SET last = last + 1 WHERE year = 2027"
    " AND series = '00'",
    "Numéros 2026, série 02": "UPDATE invoicing_payment SET number = 7 WHERE year = 2026",
    "lignes": "UPDATE invoicing_invoice SET total_cents = total_cents + 1 WHERE year = 2026",
    "jours facturés": "DELETE FROM invoicing_invoicedreservation WHERE id IN"
    " (SELECT id FROM invoicing_invoicedreservation LIMIT 1)",
    "imputés": "UPDATE invoicing_settlement SET amount_cents = 99999",
    "au compte": "UPDATE invoicing_ledgerentry SET amount_cents = amount_cents - 1"
    " WHERE kind = 'payment'",
    "aucune écriture": "DELETE FROM invoicing_ledgerentry WHERE kind = 'invoice'",
    "sans pièce": "UPDATE invoicing_ledgerentry SET document_id = '{other}' WHERE kind = 'invoice'"
    " AND id IN (SELECT id FROM invoicing_ledgerentry WHERE kind = 'invoice' LIMIT 1)",
    "aucun reçu": "UPDATE invoicing_payment SET attempt_id = NULL",
    "Tentative": "UPDATE invoicing_attempt SET state = 'refused'",
    "confirmées sans facture": "UPDATE booking_reservation SET by_agent = false,"
    " is_prepaid = true; DELETE FROM invoicing_invoicedreservation",
    "autre redevable": "UPDATE invoicing_payment SET payer_id = '{payer}' WHERE year = 2026",
}


@pytest.mark.parametrize("word", BROKEN)
def test_each_broken_invariant_is_told(lived, word):
    other = money.Guardian.objects.create(
        family=lived.martins.family,
        first_name="X",
        last_name="Y",
        is_payer=False,
        created_at=Invoice.objects.first().issued_at,
    )
    with connection.cursor() as cursor:
        cursor.execute(BROKEN[word].format(payer=other.id, other=new_id()))
    assert any(word in sentence for sentence in books.differences()), books.differences()


def test_command_prints_zero(lived):
    out = StringIO()
    with public_scope():
        call_command("check_books", commune="jolieville", stdout=out)
    assert "0 différence." in out.getvalue()


def test_command_fails_on_a_difference(lived):
    with connection.cursor() as cursor:
        cursor.execute(BROKEN["lignes"])
    out = StringIO()
    with public_scope(), pytest.raises(CommandError):
        call_command("check_books", stdout=out)
    assert "jolieville" in out.getvalue()

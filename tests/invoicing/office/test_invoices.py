"""Invoices found, read and paid at the desk, by who may (R82, R88, R89)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import Payment
from invoicing.selectors import books
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.factories import accounts
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.office.conftest import text


def url(town, name="invoices", *args) -> str:
    return commune_url(town.commune, f"invoicing_office:{name}", *args)


def test_invoice_is_found_by_name_number_and_status(billed, regisseur):
    reference = billed.invoice.reference
    for query, is_found in (
        ("", True),
        ("?q=martin", True),
        ("?q=MARTÎN+claire", True),
        (f"?q={reference}", True),
        (f"?q={billed.invoice.number}", True),
        ("?q=durand", False),
        ("?afficher=a_payer", True),
        ("?afficher=payees", False),
        ("?afficher=en_retard", False),
        ("?afficher=papier", False),
        (f"?regie={billed.regie.pk}", True),
        (f"?regie={new_id()}", False),
        ("?regie=n'importe&afficher=quoi&page=99", True),
    ):
        page = text(regisseur.get(url(billed) + query))
        assert (f"{reference}</a>" in page) is is_found, query


def test_list_costs_the_same_for_one_and_two_invoices(billed, regisseur):
    costs = []
    for query in ("?q=martin", ""):
        with CaptureQueriesContext(connection) as seen:
            regisseur.get(url(billed) + query)
        costs.append(sum("invoicing_" in one["sql"] for one in seen))
    assert costs == [6, 6]


def test_desk_payment_is_receipted_and_settles(billed, regisseur):
    """R88."""
    there = url(billed, "invoice_collect", billed.invoice.id)
    assert 'value="21,00"' in text(regisseur.get(there))

    page = text(regisseur.post(there, {"amount": "10,50", "means": "cheque"}, follow=True))

    assert "10,50 € encaissés, reçu 2027-CA-02-001." in page
    assert "Chèque" in page
    assert Payment.objects.get().amount_cents == 1050
    assert books.differences() == []


@pytest.mark.parametrize(
    ("amount", "means"),
    [
        ("21,01", "cash"),
        ("0", "cash"),
        ("-5", "cash"),
        ("dix", "cash"),
        ("1,005", "cash"),
        ("", "cash"),
        ("5", "online"),
        ("5", ""),
    ],
)
def test_desk_refuses_strange_amounts_and_means(billed, regisseur, amount, means):
    answer = regisseur.post(
        url(billed, "invoice_collect", billed.invoice.id), {"amount": amount, "means": means}
    )

    assert answer.status_code == 422
    assert not Payment.objects.exists()


def test_paid_invoice_is_not_collected_again(billed, regisseur):
    """The second press of the same form finds nothing left to collect."""
    there = url(billed, "invoice_collect", billed.invoice.id)
    sent = {"amount": "21,00", "means": "cash"}

    regisseur.post(there, sent)
    page = text(regisseur.post(there, sent, follow=True))

    assert "déjà réglée" in page
    assert Payment.objects.count() == 1


def test_only_who_collects_collects(billed, gestionnaire, as_role):
    """R89."""
    there = url(billed, "invoice_collect", billed.invoice.id)
    for client in (gestionnaire, as_role(Role.LECTEUR), as_role(Role.ANIMATEUR)):
        assert client.get(there).status_code == 403
        assert client.post(there, {"amount": "1", "means": "cash"}).status_code == 403
    page = text(gestionnaire.get(url(billed, "invoice", billed.invoice.id)))
    assert "Encaisser" not in page
    assert not Payment.objects.exists()


def test_invoice_page_and_paper(billed, gestionnaire):
    page = text(gestionnaire.get(url(billed, "invoice", billed.invoice.id)))
    paper = gestionnaire.get(url(billed, "invoice_pdf", billed.invoice.id))

    assert "Léa Martin" in page
    assert "Claire Martin" in page
    assert paper.content.startswith(b"%PDF-")
    assert "no-store" in paper["Cache-Control"]


def test_foreign_and_unknown_invoices_are_not_found(billed, communes, regisseur):
    """An invoice of Jolieville does not exist at Montclair, even for an agent of both."""
    agent = accounts.agent(communes.montclair, Role.REGISSEUR)
    regisseur.force_login(agent.account)
    with commune_scope(communes.montclair):
        for name in ("invoice", "invoice_pdf", "invoice_collect"):
            there = commune_url(communes.montclair, f"invoicing_office:{name}", billed.invoice.id)
            assert regisseur.get(there).status_code == 404
    assert regisseur.get(url(billed, "invoice", billed.invoice.id)).status_code == 404


def test_draft_is_no_invoice_and_an_invoice_no_draft(january, february, regisseur):
    money.run(january.regie, JANUARY[0].replace(day=1), now=february, promote=False)
    draft = january.martins.guardian.invoices.get()

    assert regisseur.get(url(january, "invoice", draft.id)).status_code == 404
    assert regisseur.get(url(january, "draft", draft.id)).status_code == 200

"""The office's search finds invoices by number and payer, for those who may read them."""

import pytest

from invoicing.office import search_panel
from tenants.people import Agent
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.invoicing.office.conftest import text


@pytest.mark.parametrize(
    ("query", "is_found"), [("martin", True), ("2", True), ("petit", False), ("", False)]
)
def test_search_finds_invoices(billed, regisseur, query, is_found):
    page = text(regisseur.get(commune_url(billed.commune, "family_office:search"), {"q": query}))

    assert (billed.invoice.reference in page) is is_found


def test_search_panel_is_empty_for_a_role_that_reads_no_invoice(billed, february):
    agent = Agent(None, billed.commune, frozenset({Role.ANIMATEUR}))

    assert search_panel.found(agent, "martin", now=february) is None

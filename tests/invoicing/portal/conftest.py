"""The Martins signed in, on the day the tests choose."""

import re
from types import SimpleNamespace

import pytest

from tenants.context import commune_scope
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY


@pytest.fixture
def december(monkeypatch):
    """1 December 2026, 10:00 in Paris: January can still be booked."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")


@pytest.fixture
def twentieth(monkeypatch):
    """20 February 2027: January's invoices are out since the 1st."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-02-20T10:00")


@pytest.fixture
def home(town, december, client) -> SimpleNamespace:
    """Claire Martin before her prepaid canteen, signed in."""
    client.force_login(town.member.account)
    town.client = client
    return town


@pytest.fixture
def owing(monthly, communes, february, twentieth, client) -> SimpleNamespace:
    """Claire owes 21,00 € in Jolieville and 7,00 € in Montclair; Paul Durand owes 3,50 €."""
    martins, durands = monthly.martins, monthly.durands
    money.booked(monthly.canteen, durands.zoe, durands.guardian, JANUARY[:1])
    monthly.invoice = money.billed(
        monthly.regie, monthly.canteen, martins.lea, martins.guardian, JANUARY, now=february
    )
    monthly.theirs = durands.guardian.invoices.get()
    with commune_scope(communes.montclair):
        there = families.martin()
        accounts.join(monthly.claire.account, communes.montclair, there.guardian)
        canteen = booking.canteen(there.children, days=JANUARY)
        regie = money.regie(canteen.service, code="PE", name="Service périscolaire", due_days=15)
        monthly.far = money.billed(
            regie, canteen, there.lea, there.guardian, JANUARY[:2], now=february
        )
    monthly.montclair = communes.montclair
    client.force_login(monthly.claire.account)
    monthly.client = client
    return monthly


def text(response) -> str:
    """The page with ordinary spaces and no <span>, to read sentences."""
    body = re.sub(r"</?span[^>]*>", "", response.content.decode())
    return body.replace("\u00a0", " ").replace("\u202f", " ")

"""January closed at a monthly canteen, and agents of each role signed in."""

import re
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.test import Client

from tenants.rules.rights import Role
from tests.factories import accounts
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY


@pytest.fixture(autouse=True)
def twentieth(monkeypatch):
    """20 February 2027, 10:00 in Paris."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-02-20T10:00")


@pytest.fixture
def january(monthly, february) -> SimpleNamespace:
    """Six meals of Léa and one of Zoé, all days closed, nothing billed yet."""
    martins, durands = monthly.martins, monthly.durands
    money.booked(monthly.canteen, martins.lea, martins.guardian, JANUARY)
    money.booked(monthly.canteen, durands.zoe, durands.guardian, JANUARY[:1])
    money.close(monthly.canteen.service, JANUARY, now=february)
    return monthly


@pytest.fixture
def billed(january, february) -> SimpleNamespace:
    """The same, issued on 1 February: Durand is number 1, Martin number 2."""
    january.run = money.run(january.regie, JANUARY[0].replace(day=1), now=february)
    january.invoice = january.martins.guardian.invoices.get()
    january.theirs = january.durands.guardian.invoices.get()
    return january


@pytest.fixture
def as_role(scope) -> Callable[..., Client]:
    """``as_role(Role.REGISSEUR)``: a browser signed in as such an agent of Jolieville."""

    def sign_in(*roles: Role) -> Client:
        client = Client()
        client.force_login(accounts.agent(scope, *roles).account)
        return client

    return sign_in


@pytest.fixture
def regisseur(as_role) -> Client:
    """A régisseur of Jolieville, signed in."""
    return as_role(Role.REGISSEUR)


@pytest.fixture
def gestionnaire(as_role) -> Client:
    """A gestionnaire of Jolieville, signed in."""
    return as_role(Role.GESTIONNAIRE)


def text(response) -> str:
    """The page with ordinary spaces and no <span>, to read sentences."""
    body = re.sub(r"</?span[^>]*>", "", response.content.decode())
    return body.replace("\u00a0", " ").replace("\u202f", " ")

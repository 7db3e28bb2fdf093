"""On a family's file: what its adults owe, in one query, for those who may read payments."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invoicing.models import LedgerEntry, PayerAccount
from invoicing.office import family_panel
from shared.ids import new_id
from tenants.people import Agent
from tenants.rules.rights import Role
from tests.factories import families, invoicing

KINDS = {True: LedgerEntry.Kind.INVOICE, False: LedgerEntry.Kind.PAYMENT}


@pytest.fixture
def martin(scope):
    """The Martins and a régie."""
    cast = families.martin()
    cast.regie = invoicing.regie()
    return cast


def entry(cast, cents, now):
    """One movement on Claire's account."""
    account, _ = PayerAccount.objects.get_or_create(payer=cast.guardian, regie=cast.regie)
    LedgerEntry.objects.create(
        account=account,
        kind=KINDS[cents > 0],
        amount_cents=cents,
        at=now,
        document_id=new_id(),
        label="pièce",
    )


@pytest.mark.parametrize(
    ("cents", "owed", "credit"),
    [((), 0, 0), ((2100, 350), 2450, 0), ((2100, -2100), 0, 0), ((2100, -3000), 0, 900)],
)
def test_payer_owes_the_sum_of_entries(martin, jolieville, now, cents, owed, credit):
    families.guardian(martin.family, "Julien", is_payer=False)
    for amount in cents:
        entry(martin, amount, now)
    agent = Agent(None, jolieville, frozenset({Role.LECTEUR}))

    with CaptureQueriesContext(connection) as queries:
        found = family_panel.accounts(agent, martin.family.pk, now=now)

    (line,) = found.lines
    assert (line.name, line.owed_cents, line.credit_cents) == ("Claire Martin", owed, credit)
    assert len(queries) == 1


def test_animateur_learns_no_debt(martin, jolieville, now):
    agent = Agent(None, jolieville, frozenset({Role.ANIMATEUR}))

    assert family_panel.accounts(agent, martin.family.pk, now=now) is None

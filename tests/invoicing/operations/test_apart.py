"""Parents who live apart: each invoice holds its payer's days at its payer's price (R70, R71)."""

from datetime import date

import pytest

from booking.operations import agents
from invoicing.models import Invoice
from invoicing.selectors import books, invoices
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money

# Weeks 2 and 4 of 2027 are even, 1 and 3 odd.
ODD = [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 18)]
EVEN = [date(2027, 1, 11), date(2027, 1, 12), date(2027, 1, 25), date(2027, 1, 26)]


@pytest.fixture
def two(scope, now):
    """Léa eats seven days of January, three at Claire's (QF 850), four at Marc's (QF 300)."""
    hers = families.martin()
    his = families.apart(hers)
    hers.member = accounts.member(scope, hers.guardian)
    his.member = accounts.member(scope, his.guardian)
    canteen = booking.canteen([hers.lea, hers.hugo], days=[*ODD, *EVEN])
    agent = accounts.agent(scope)
    agents.book_for(
        hers.guardian.id,
        [(child.id, canteen.meal.id, day) for child in hers.children for day in [*ODD, *EVEN]],
        by=agent.actor,
        now=now,
    )
    hers.regie = money.regie(canteen.service)
    hers.canteen, hers.his = canteen, his
    return hers


def test_r71_two_invoices_to_the_cent_and_neither_is_shown_to_the_other(two, now):
    later = now.replace(year=2027, month=2)
    money.close(two.canteen.service, [*ODD, *EVEN], now=later)
    money.run(two.regie, date(2027, 1, 1), now=later)

    totals = dict(Invoice.objects.values_list("payer__first_name", "total_cents"))
    # Claire: her three days of Léa, and Hugo's seven; Marc: his four days at 2,10.
    assert totals == {"Claire": 10 * 350, "Marc": 4 * 210}
    marcs = Invoice.objects.get(payer=two.his.guardian)
    assert {line.child.first_name for line in marcs.lines.select_related("child")} == {"Léa"}
    shown = [one.reference for one in invoices.all_for(two.guardian.id, now=later)]
    assert marcs.reference not in shown
    assert len(shown) == 1
    assert books.differences() == []

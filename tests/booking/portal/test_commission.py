"""Days that a commission shares, as a parent sees them: banner, wish, siblings (R41, R43)."""

from datetime import date

import pytest

from booking.models import Opening, Reservation, Service
from booking.operations import commissions
from booking.rules.allocation import commitment
from shared import clock
from shared.actors import SYSTEM
from tenants.context import commune_scope
from tests.factories import booking

WISHED = date(2026, 12, 14)
MONTH = "?mois=2026-12&enfant=tous"
TICK = 'name="ensemble"'


def text(page) -> str:
    return page.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def tap(home, child, day=WISHED, **headers):
    cell = f"{child.pk}|{home.canteen.meal.pk}|{day}"
    return home.client.post(
        f"{home.url}jour/",
        {"cell": cell, "enfant": "tous", "mois": "2026-12"},
        **headers,
    )


@pytest.fixture
def shared(home):
    """Monday 14 December is shared by a commission, wishes until Saturday 5 at noon."""
    with commune_scope(home.commune):
        home.commission = booking.commission(home.canteen.service, [WISHED])
    return home


def test_the_calendar_says_which_days_are_wished_for_until_when_and_how_it_is_drawn(shared):
    page = text(shared.client.get(shared.url + MONTH))
    assert "Vacances d’hiver" in page
    assert "Souhaits jusqu’au sam. 5 déc. à 12:00" in page
    assert commitment(shared.commission.seed) in page
    assert shared.commission.seed not in page


def test_the_banner_leaves_with_the_commission(shared, monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-05T13:00")
    assert "Les places vont être attribuées" in text(shared.client.get(shared.url + MONTH))
    with commune_scope(shared.commune):
        commissions.draw(shared.commission.id, by=SYSTEM, now=clock.now())
    assert commitment(shared.commission.seed) not in text(shared.client.get(shared.url + MONTH))


def test_siblings_are_ticked_together_beside_the_calendar_and_on_the_cart(shared):
    """The tick appears with the second child, in what a tap swaps as in the whole page."""
    assert TICK not in text(tap(shared, shared.lea, HTTP_HX_REQUEST="true"))
    assert TICK in text(tap(shared, shared.hugo, HTTP_HX_REQUEST="true"))
    for url in (shared.url + MONTH, "/c/jolieville/panier/", "/panier/"):
        assert text(shared.client.get(url)).count(TICK) == 1, url

    shared.client.post("/c/jolieville/valider/", {"agreed": "0", "ensemble": "1"})

    with commune_scope(shared.commune):
        rows = list(Reservation.objects.all())
        assert {row.state for row in rows} == {"requested"}
        assert len({row.together_uid for row in rows}) == 1
        assert None not in {row.together_uid for row in rows}


def test_no_tick_where_nothing_can_be_waited_for_or_drawn(shared):
    other = date(2026, 12, 15)
    tap(shared, shared.lea, other)
    tap(shared, shared.hugo, other)
    assert TICK not in text(shared.client.get(shared.url + MONTH))


def test_a_waiting_list_offers_the_tick_too(home):
    with commune_scope(home.commune):
        Service.objects.update(waiting="queue")
        Opening.objects.update(capacity=0)
    tap(home, home.lea)
    tap(home, home.hugo)
    assert TICK in text(home.client.get(home.url + MONTH))

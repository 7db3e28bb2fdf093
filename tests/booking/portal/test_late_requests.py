"""A day past its cut-off on the portal: asked all the same, ticked in the cart, sent (R26)."""

from datetime import date
from uuid import uuid4

import pytest

from booking.models import CartLine, Reservation
from tenants.context import commune_scope
from tests.factories import accounts, booking

THURSDAY = date(2026, 12, 3)


@pytest.fixture
def late(home):
    """Its canteen takes late requests, 2,00 € more; Thursday's cut-off passed at 10:00."""
    with commune_scope(home.commune):
        service = home.canteen.service
        service.late_requests, service.late_surcharge_cents = True, 200
        service.save()
    home.cart = "/c/jolieville/panier/"
    return home


def tap(home):
    data = {"cell": f"{home.lea.pk}|{home.canteen.meal.pk}|{THURSDAY}", "mois": "2026-12"}
    return home.client.post(f"{home.url}jour/", data | {"enfant": "tous"}, follow=True)


def read(page):
    return page.content.decode().replace("\u00a0", " ")


def line(home):
    with commune_scope(home.commune):
        return CartLine.objects.get()


def agree(home, key, *, ticked=True):
    data = {"line": str(key)} | ({"accord": "1"} if ticked else {})
    return home.client.post(f"{home.cart}accord/", data, follow=True)


def validate(home):
    data = {"commune": "jolieville", "agreed": "0"}
    return home.client.post("/c/jolieville/valider/", data, follow=True)


def test_r26_the_calendar_offers_what_is_still_possible(late):
    page = read(late.client.get(f"{late.url}?mois=2026-12"))
    day = page.split('id="j-20261203"')[1].split("</div>")[0]
    assert '<span class="word">Demander quand même</span>' in day
    assert "hors délai, le service répondra ; supplément de 2,00 €" in day
    assert 'name="cell"' in day


def test_r26_without_javascript_from_the_cell_to_the_request(late):
    assert tap(late).status_code == 200
    page = read(late.client.get(late.cart))
    assert "J’accepte le supplément de" in page
    assert "si le service accepte" in page
    assert "checked" not in page.split("J’accepte")[0].rsplit("<label", 1)[1]
    refused = read(validate(late))
    assert "acceptez dans le panier le supplément de 2,00 €" in refused
    ticked = read(agree(late, line(late).pk))
    assert "checked" in ticked.split("J’accepte")[0].rsplit("<label", 1)[1]
    assert "acceptez dans le panier" not in ticked
    validate(late)
    with commune_scope(late.commune):
        row = Reservation.objects.get()
    assert (row.state, row.out_of_time, row.surcharge_cents) == ("requested", True, 200)
    mine = read(late.client.get("/c/jolieville/reservations/"))
    assert "Hors délai, supplément de 2,00 € par jour si c’est accepté" in mine


def test_r26_unticking_takes_the_agreement_back(late):
    tap(late)
    agree(late, line(late).pk)
    agree(late, line(late).pk, ticked=False)
    assert line(late).agreed_cents is None


def test_another_familys_line_is_404_and_nonsense_is_400(late, strangers):
    with commune_scope(late.commune):
        paul = accounts.member(late.commune, strangers.guardian, username="paul.durand")
        booking.registration(strangers.zoe, late.canteen.service)
        theirs = booking.wish(paul, strangers.zoe, late.canteen.meal, THURSDAY)
    assert agree(late, theirs.pk).status_code == 404
    assert agree(late, uuid4()).status_code == 404
    assert agree(late, "x").status_code == 400
    with commune_scope(late.commune):
        theirs.refresh_from_db()
    assert theirs.agreed_cents is None


def test_the_whole_week_link_leaves_late_days_out(late):
    """*Vue période* wishes only what can be booked: a late day is asked one by one."""
    page = read(late.client.get(f"{late.url}?mois=2026-12"))
    week = page.split('id="j-20261203"')[0].rsplit("<tr", 1)[1]
    assert "du=2026-12-03" not in week

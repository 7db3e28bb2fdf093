"""*Panier*: lines, removal, *Vider* and its undoing, in one commune and in all of them."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from booking.models import CartLine
from shared.values.french_dates import day_short
from tenants.context import commune_scope
from tests.factories import accounts, booking, families

MINE = "/c/jolieville/panier/"
LATELY = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAYS = (date(2027, 1, 14), date(2027, 1, 15))


def text(page):
    return page.content.decode()


def present(commune):
    with commune_scope(commune):
        return CartLine.objects.filter(removed_at__isnull=True).count()


@pytest.fixture
def filled(home):
    """Two meals of Léa, one of them refused at the last *Valider*."""
    with commune_scope(home.commune):
        home.lines = [
            booking.wish(
                home.member,
                home.lea,
                home.canteen.meal,
                day,
                created_at=LATELY,
                promised_at=LATELY,
                refusal=refusal,
            )
            for day, refusal in zip(DAYS, ("", "Complet."), strict=True)
        ]
    return home


def test_cart_shows_lines_prices_and_refusals(filled):
    page = text(filled.client.get(MINE))

    assert "Restaurant scolaire" in page
    assert day_short(DAYS[0]) in page
    assert "7,00\u00a0€" in page
    assert "sur la facture de janvier" in page
    assert "Complet." in page


def test_empty_cart_says_what_to_do(home):
    page = text(home.client.get(MINE))

    assert "Votre panier est vide" in page
    assert "/c/jolieville/reserver/" in page


def test_cancellation_is_a_line_with_its_effect(home):
    with commune_scope(home.commune):
        booking.reservation(home.lea, home.canteen.openings[DAYS[0]], home.guardian)
        booking.wish(
            home.member, home.lea, home.canteen.meal, DAYS[0], wish="cancel", created_at=LATELY
        )

    page = text(home.client.get(MINE))

    assert "Annuler" in page
    assert "ne sera pas facturé" in page


def test_line_is_removed_and_the_page_comes_back(filled):
    answer = filled.client.post(
        f"{MINE}retirer/", {"line": filled.lines[0].pk, "retour": "/panier/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/panier/")
    assert present(filled.commune) == 1


def test_foreign_line_is_not_found(filled, strangers):
    with commune_scope(filled.commune):
        durand = accounts.member(filled.commune, strangers.guardian)
        booking.canteen([strangers.zoe], name="Autre")
        theirs = booking.wish(durand, strangers.zoe, filled.canteen.meal, DAYS[0])

    assert filled.client.post(f"{MINE}retirer/", {"line": theirs.pk}).status_code == 404
    assert filled.client.post(f"{MINE}retirer/", {"line": uuid4()}).status_code == 404
    assert filled.client.post(f"{MINE}retirer/", {"line": "x"}).status_code == 400
    assert present(filled.commune) == 3


@pytest.mark.parametrize("back", ["https://ailleurs.example/", "//ailleurs.example/", "x"])
def test_return_address_stays_on_the_site(filled, back):
    answer = filled.client.post(f"{MINE}vider/", {"retour": back})

    assert answer["Location"] == MINE


def test_empty_can_be_undone(filled):
    filled.client.post(f"{MINE}vider/")
    offered = text(filled.client.get(MINE))
    assert present(filled.commune) == 0
    assert "a été vidé" in offered

    filled.client.post(f"{MINE}reprendre/")

    assert present(filled.commune) == 2


def test_reading_never_empties(filled):
    for path in ("vider/", "retirer/", "reprendre/"):
        assert filled.client.get(MINE + path).status_code == 405
    assert present(filled.commune) == 2


def test_all_communes_are_shown_side_by_side(filled, communes):
    with commune_scope(communes.montclair):
        other = families.martin()
        canteen = booking.canteen([other.lea], days=DAYS, name="Cantine de Montclair")
        there = accounts.join(filled.member.account, communes.montclair, other.guardian)
        booking.wish(there, other.lea, canteen.meal, DAYS[0], created_at=LATELY)

    everywhere = text(filled.client.get("/panier/"))
    here = text(filled.client.get(MINE))

    assert "Restaurant scolaire" in everywhere
    assert "Cantine de Montclair" in everywhere
    assert "3 dates" in everywhere
    assert "Cantine de Montclair" not in here
    assert "/c/montclair/panier/" in here


def test_nothing_of_another_family_is_shown(filled, strangers):
    with commune_scope(filled.commune):
        durand = accounts.member(filled.commune, strangers.guardian)
    filled.client.force_login(durand.account)

    assert "Léa" not in text(filled.client.get(MINE))
    assert "Votre panier est vide" in text(filled.client.get("/panier/"))


def test_valider_posts_the_total_that_was_shown(filled):
    """Before a bank page the total seen is the one agreed to."""
    with commune_scope(filled.commune):
        filled.canteen.service.billing = "prepaid"
        filled.canteen.service.save()

    for page in (text(filled.client.get(MINE)), text(filled.client.get(filled.url))):
        assert 'action="/c/jolieville/valider/"' in page
        assert 'name="agreed" value="700"' in page

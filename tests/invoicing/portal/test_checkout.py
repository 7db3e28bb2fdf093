"""*Valider* from the browser: what was done is told, once, and a second press changes nothing."""

from datetime import date

import pytest

from booking.models import CartLine, Reservation
from invoicing.models import Attempt
from invoicing.operations import payment_routes
from tenants.urls import commune_url, portal_url
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.portal.conftest import text

EVERYWHERE = portal_url("invoicing_public:validate")


@pytest.fixture
def here(home):
    """Where *Valider* posts for Jolieville."""
    return commune_url(home.commune, "invoicing:validate")


def wish(home, day=JANUARY[0], **fields):
    return booking.wish(home.member, home.martins.lea, home.canteen.meal, day, **fields)


def test_prepaid_wishes_lead_to_the_payment(home, here):
    wish(home)
    wish(home, JANUARY[1])

    answer = home.client.post(here)

    draft = Attempt.objects.get()
    there = portal_url("invoicing_public:payment", selection_uid=draft.selection_uid)
    assert (answer.status_code, answer.url) == (302, there)
    page = text(home.client.get(there))
    assert "Payer 7,00 €" in page
    assert "Places gardées jusqu’à 10 h 25" in page


def test_second_press_books_nothing_and_leads_to_the_same_payment(home, here):
    """B5: two clicks, two tabs."""
    wish(home)
    first = home.client.post(here)

    again = home.client.post(here)
    everywhere = home.client.post(EVERYWHERE)

    assert again.url == first.url == everywhere.url
    assert Attempt.objects.count() == Reservation.objects.count() == 1


def test_monthly_and_manual_wishes_are_told_without_payment(home):
    evening = booking.canteen(home.martins.children, days=JANUARY, name="Accueil du soir")
    centre = booking.canteen(
        home.martins.children, days=JANUARY, name="Centre", booking_answer="manual"
    )
    for canteen in (evening, centre):
        booking.wish(home.member, home.martins.lea, canteen.meal, JANUARY[0])

    page = text(home.client.post(EVERYWHERE, follow=True))

    assert "Pris en compte" in page
    assert "sur la facture de janvier" in page
    assert "Demandes envoyées" in page
    assert "vous recevrez un message" in page
    assert not Attempt.objects.exists()


def test_refused_line_stays_in_the_cart_with_its_reason(home, here):
    wish(home)
    wish(home, date(2027, 1, 9))

    page = text(home.client.post(here, follow=True))

    assert "Refusé" in page
    assert CartLine.objects.get().refusal
    assert CartLine.objects.get().refusal.replace("\u00a0", " ") in page


def test_empty_cart_is_said_and_nothing_is_made(home, here):
    page = text(home.client.post(here, follow=True))

    assert "rien à valider" in page
    assert not Attempt.objects.exists()


def test_total_dearer_than_shown_is_asked_again(home, here):
    """A bank page never shows a total nobody agreed to."""
    wish(home)
    wish(home, JANUARY[1])

    answer = home.client.post(here, {"agreed": "350"})

    assert answer.status_code == 409
    assert "Nouveau total : <strong" in text(answer)
    assert not Reservation.objects.exists()
    assert home.client.post(here, {"agreed": "700"}).status_code == 302


def test_commune_whose_total_is_dearer_than_shown_is_refused_beside_the_others(home):
    wish(home)

    page = text(home.client.post(EVERYWHERE, {"agreed-jolieville": "349"}, follow=True))

    assert not Reservation.objects.exists()
    assert "Le total à payer a changé :" in page
    assert home.client.post(EVERYWHERE, {"agreed-jolieville": "350"}).status_code == 302
    assert Attempt.objects.get().amount_cents == 350


@pytest.mark.parametrize("agreed", ["", "zéro", "-1", "9" * 40, "٣"])
def test_strange_agreed_total_is_ignored(home, here, agreed):
    wish(home)

    assert home.client.post(here, {"agreed": agreed}).status_code == 302
    assert Attempt.objects.get().amount_cents == 350


def test_service_without_regie_is_refused_and_keeps_the_cart(home, here):
    evening = booking.canteen(home.martins.children, days=JANUARY, name="Soir", billing="prepaid")
    booking.wish(home.member, home.martins.lea, evening.meal, JANUARY[0])

    page = text(home.client.post(here, follow=True))

    assert "n’a pas de régie" in page
    assert CartLine.objects.exists()
    assert not Reservation.objects.exists()


def test_cancellation_paid_before_tells_its_credit(home, here, bank, now):
    paid = money.requested(
        money.ordered(home.member, home.martins.lea, home.canteen, JANUARY[:1], now=now),
        home.member,
        now=now,
    )
    bank.pay(paid.idop)
    home.client.get(portal_url("invoicing_webhooks:return", token=payment_routes.token(paid.id)))
    booking.wish(home.member, home.martins.lea, home.canteen.meal, JANUARY[0], wish="cancel")

    page = text(home.client.post(here, follow=True))

    assert "avoir de 3,50 € sur votre compte" in page


def test_result_of_somebody_else_is_not_shown(home, here, client):
    wish(home)
    told = home.client.post(here).url
    uid = told.rstrip("/").rsplit("/", 1)[1]
    other = families.durand()
    client.force_login(accounts.member(home.commune, other.guardian, username="paul").account)

    result = client.get(portal_url("invoicing_public:validated", selection_uid=uid))

    assert result.status_code == 302
    assert client.get(told).status_code == 404

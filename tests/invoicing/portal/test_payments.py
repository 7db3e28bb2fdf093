"""The way to the bank and back, lot by lot, with the real demonstration bank (R84, R85)."""

import pytest
from django.test import Client

from invoicing.models import Attempt, Invoice, Payment
from invoicing.operations import payment_routes
from invoicing.selectors import books
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.urls import commune_url, portal_url
from tests.factories import accounts, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.portal.conftest import text

PAY = portal_url("invoicing_public:pay_invoices")


def progress(attempt) -> str:
    return portal_url("invoicing_public:payment", selection_uid=attempt.selection_uid)


def button(commune, attempt) -> str:
    return commune_url(commune, "invoicing:pay", attempt.id)


def comes_back(client, attempt):
    token = payment_routes.token(attempt.id)
    return client.get(portal_url("invoicing_webhooks:return", token=token))


@pytest.fixture
def held(home, bank, now):
    """Two places held, their lot drafted."""
    home.attempt = money.ordered(home.member, home.martins.lea, home.canteen, JANUARY[:2], now=now)
    return home


@pytest.fixture
def selected(owing, bank):
    """Both invoices chosen: two lots, two communes."""
    owing.client.post(
        PAY, {"invoice": [f"jolieville:{owing.invoice.id}", f"montclair:{owing.far.id}"]}
    )
    owing.here = Attempt.objects.get()
    with commune_scope(owing.montclair):
        owing.there = Attempt.objects.get()
    return owing


def test_button_opens_the_bank_and_a_double_click_opens_the_same_page(held):
    """F26."""
    first = held.client.post(button(held.commune, held.attempt))
    again = held.client.post(button(held.commune, held.attempt))

    held.attempt.refresh_from_db()
    assert (first.status_code, first.url) == (303, held.attempt.pay_url)
    assert again.url == first.url
    assert Attempt.objects.count() == 1
    page = text(held.client.get(progress(held.attempt)))
    assert "Rouvrir la page de paiement" in page
    assert 'hx-trigger="load delay:5s"' in page


def test_paid_order_is_confirmed_on_return_and_a_replay_changes_nothing(held, bank):
    """F1, F16: the return proves nothing by itself; the bank is read back each time."""
    held.client.post(button(held.commune, held.attempt))
    held.attempt.refresh_from_db()

    assert comes_back(held.client, held.attempt).url == progress(held.attempt)
    assert not Payment.objects.exists()
    bank.pay(held.attempt.idop)
    for _ in range(3):
        comes_back(held.client, held.attempt)

    page = text(held.client.get(progress(held.attempt)))
    assert "C’est payé." in page
    assert "Vos réservations sont confirmées." in page
    assert Payment.objects.count() == Invoice.objects.count() == 1
    assert "hx-trigger" not in page
    assert books.differences() == []


def test_refused_payment_may_be_tried_again(held, bank):
    held.client.post(button(held.commune, held.attempt))
    held.attempt.refresh_from_db()
    bank.pay(held.attempt.idop, "refused")
    comes_back(held.client, held.attempt)

    page = text(held.client.get(progress(held.attempt)))

    assert "Paiement refusé" in page
    assert "Réessayer : payer 7,00 €" in page
    again = held.client.post(button(held.commune, held.attempt))
    assert (again.status_code, Attempt.objects.count()) == (303, 2)


def test_places_held_too_long_are_told_and_cannot_be_paid(held, monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T11:10")

    page = text(held.client.get(progress(held.attempt)))

    assert "ne sont plus gardées" in page
    assert "Payer 7,00" not in page
    sent = held.client.post(
        button(held.commune, held.attempt), {"selection": held.attempt.selection_uid}
    )
    assert sent.url == progress(held.attempt)
    assert "plus gardées" in text(held.client.get(sent.url))


def test_silent_bank_debits_nothing_and_says_so(held, bank):
    """F9."""
    bank.fault("create", "502", times=1)

    sent = held.client.post(
        button(held.commune, held.attempt), {"selection": held.attempt.selection_uid}
    )

    page = text(held.client.get(sent.url))
    assert "ne répond pas" in page
    assert "Réessayer : payer 7,00 €" in page


@pytest.mark.parametrize("selection", ["", "n'importe", "//evil.example"])
def test_strange_way_back_leads_to_the_invoices(held, bank, selection):
    bank.fault("create", "502", times=1)

    sent = held.client.post(button(held.commune, held.attempt), {"selection": selection})

    assert sent.url == portal_url("invoicing_public:invoices")


def test_two_communes_are_paid_one_after_the_other(selected, bank):
    """R84: never one bank operation for two creditors; progress is kept."""
    page = text(selected.client.get(progress(selected.here)))
    assert "0 paiement sur 2" in page

    for commune, attempt in (
        (selected.commune, selected.here),
        (selected.montclair, selected.there),
    ):
        assert "C’est payé." not in text(selected.client.get(progress(attempt)))
        opened = selected.client.post(button(commune, attempt))
        assert opened.url.startswith(bank.url)
        with commune_scope(commune):
            attempt.refresh_from_db()
        bank.pay(attempt.idop)
        comes_back(selected.client, attempt)

    page = text(selected.client.get(progress(selected.here)))
    assert "2 paiements sur 2" in page
    assert "C’est payé." in page
    for commune in (selected.commune, selected.montclair):
        with commune_scope(commune):
            assert Payment.objects.count() == 1
            assert books.differences() == []


def test_partial_asks_again_a_bounded_number_of_times(held):
    held.client.post(button(held.commune, held.attempt))
    htmx = {"HTTP_HX_REQUEST": "true"}

    part = text(held.client.get(f"{progress(held.attempt)}?tour=3", **htmx))
    last = text(held.client.get(f"{progress(held.attempt)}?tour=60", **htmx))

    assert "<html" not in part
    assert "?tour=4" in part
    assert "hx-get" not in last
    assert "Actualiser" in last


def test_other_family_sees_neither_the_page_nor_the_button(held, client):
    other = families.durand()
    client.force_login(accounts.member(held.commune, other.guardian, username="paul").account)

    assert client.get(progress(held.attempt)).status_code == 404
    assert client.post(button(held.commune, held.attempt)).status_code == 404
    held_url = commune_url(held.commune, "invoicing:pay_held", held.attempt.order_uid)
    assert client.post(held_url).status_code == 404
    held.attempt.refresh_from_db()
    assert held.attempt.idop is None


def test_unknown_and_foreign_ids_are_not_found(selected):
    """An attempt of Montclair posted at Jolieville's door opens nothing."""
    assert (
        selected.client.get(
            portal_url("invoicing_public:payment", selection_uid=new_id())
        ).status_code
        == 404
    )
    assert selected.client.post(button(selected.commune, selected.there)).status_code == 404
    order = commune_url(selected.commune, "invoicing:pay_held", new_id())
    assert selected.client.post(order).status_code == 404


def test_stranger_coming_back_is_asked_to_sign_in(held, bank):
    """F27: another browser records the payment and shows nothing of it."""
    held.client.post(button(held.commune, held.attempt))
    held.attempt.refresh_from_db()
    bank.pay(held.attempt.idop)

    page = comes_back(Client(), held.attempt)

    assert Payment.objects.count() == 1
    assert "/compte/connexion" in Client().get(page.url).url


def test_order_accepted_by_an_agent_is_paid_from_its_request(held):
    url = commune_url(held.commune, "invoicing:pay_held", held.attempt.order_uid)

    answer = held.client.post(url)

    assert (answer.status_code, answer.url) == (303, progress(held.attempt))

"""*Mes factures* of every commune: what is owed, ticked, paid; nobody else's (R79, R82, R84)."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Reservation
from booking.operations import agents, days
from invoicing.models import Attempt, Payment, Regie
from invoicing.operations import payments
from invoicing.selectors import books
from shared.ids import new_id
from tenants.context import commune_scope
from tenants.urls import commune_url, portal_url
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.portal.conftest import text

PAGE = portal_url("invoicing_public:invoices")
PAY = portal_url("invoicing_public:pay_invoices")


@contextmanager
def counted():
    """Queries on money and reservations: what F1 measures."""
    with CaptureQueriesContext(
        connection,
    ) as seen:
        found = []
        yield found
    found += [one["sql"] for one in seen if "invoicing_" in one["sql"]]


def test_page_groups_by_commune_and_regie_with_everything_ticked(owing):
    page = text(owing.client.get(PAGE))

    assert "Jolieville · Régie CA" in page
    assert "Montclair · Service périscolaire" in page
    assert owing.invoice.reference in page
    assert "11 jours avant échéance" in page
    assert "en retard de 4 jours" in page
    assert page.count(" checked") == 2
    assert "2 paiements : Jolieville 21,00 €, puis Montclair 7,00 €" in page
    assert "Montant à payer 28,00 €" in page
    assert owing.theirs.reference not in page


def test_two_regies_of_a_commune_are_named_in_the_plan(owing, february):
    with commune_scope(owing.commune):
        evening = booking.canteen([owing.martins.lea], days=JANUARY, name="Soir")
        regie = money.regie(evening.service, code="EN")
        money.billed(
            regie, evening, owing.martins.lea, owing.martins.guardian, JANUARY[:1], now=february
        )

    page = text(owing.client.get(PAGE))

    assert "3 paiements : Jolieville (" in page


@pytest.mark.parametrize("more", [0, 2])
def test_page_costs_the_same_for_one_and_three_invoices(owing, february, more):
    """F1: at most six queries a commune."""
    for name in ("Soir", "Matin")[:more]:
        canteen = booking.canteen([owing.martins.lea], days=JANUARY, name=name)
        regie = money.regie(canteen.service, code=name[:2].upper())
        money.billed(
            regie, canteen, owing.martins.lea, owing.martins.guardian, JANUARY[:2], now=february
        )

    with counted() as queries:
        page = text(owing.client.get(PAGE))

    assert page.count(" checked") == 2 + more
    # Two communes: rows, credit left, and the menu's badge.
    assert len(queries) == 2 * 3


def test_paid_and_credit_tabs(owing, february):
    payments.receive_at_desk(
        owing.invoice.id, cents=2100, means="cash", by=money.AGENT, now=february
    )

    paid = text(owing.client.get(f"{PAGE}?vue=payees"))
    credits = text(owing.client.get(f"{PAGE}?vue=avoirs"))
    due = text(owing.client.get(PAGE))

    assert owing.invoice.reference in paid
    assert owing.invoice.reference not in due
    assert "Aucun avoir" in credits
    assert "1 paiement : Montclair 7,00 €" in due


def test_empty_states_say_what_comes(owing, client):
    with commune_scope(owing.montclair):
        nobody = families.family("Petit")
        guardian = families.guardian(nobody, "Anne")
        client.force_login(accounts.member(owing.montclair, guardian, username="anne").account)
        assert "Aucune facture" in text(client.get(PAGE))
    client.force_login(accounts.account("seule"))
    assert "Pas encore de commune" in text(client.get(PAGE))


def test_titre_invoice_is_shown_and_cannot_be_ticked(owing):
    """A titre is never paid through a régie (payments §1.1)."""
    Regie.objects.update(gateway="none", channel="titre")

    page = text(owing.client.get(PAGE))
    sent = owing.client.post(PAY, {"invoice": f"jolieville:{owing.invoice.id}"})

    assert "À régler au Trésor public" in page
    assert page.count(" checked") == 1
    assert sent.status_code == 422
    assert "guichet" in text(sent)
    assert not Attempt.objects.exists()


def test_selection_makes_one_lot_a_regie_whatever_amount_is_posted(owing):
    """Posted amounts are ignored: the balance counts."""
    sent = owing.client.post(
        PAY,
        {
            "invoice": [f"jolieville:{owing.invoice.id}", f"montclair:{owing.far.id}"],
            "amount": "1",
            "data-cents": "1",
        },
    )

    lot = Attempt.objects.get()
    assert sent.status_code == 303
    assert sent.url == portal_url("invoicing_public:payment", selection_uid=lot.selection_uid)
    assert lot.amount_cents == 2100
    with commune_scope(owing.montclair):
        assert Attempt.objects.get().amount_cents == 700


def test_same_selection_sent_twice_is_one_selection(owing):
    """B5."""
    chosen = {"invoice": f"jolieville:{owing.invoice.id}"}

    assert owing.client.post(PAY, chosen).url == owing.client.post(PAY, chosen).url
    assert Attempt.objects.count() == 1


def test_nothing_ticked_is_a_sentence(owing):
    sent = owing.client.post(PAY)

    assert sent.status_code == 422
    assert "Il n’y a rien à payer" in text(sent)


def test_foreign_unknown_and_malformed_invoices_are_not_found(owing):
    for value in (
        f"jolieville:{owing.theirs.id}",
        f"montclair:{owing.invoice.id}",
        f"jolieville:{new_id()}",
        f"ailleurs:{owing.invoice.id}",
        f"c_jolieville,public:{owing.invoice.id}",
        "jolieville:1",
        "jolieville",
        "",
    ):
        sent = owing.client.post(PAY, {"invoice": value})
        assert sent.status_code == 404, value
    assert not Attempt.objects.exists()


def test_credit_covers_an_invoice_without_any_bank(owing, february, monkeypatch):
    """A paid day of January given back pays February's invoice."""
    lea, payer = owing.martins.lea, owing.martins.guardian
    march = february + timedelta(days=28)
    small = money.billed(owing.regie, owing.canteen, lea, payer, [date(2027, 2, 2)], now=march)
    payments.receive_at_desk(owing.invoice.id, cents=2100, means="cash", by=money.AGENT, now=march)
    day = Reservation.objects.get(child=lea, date=JANUARY[0])
    days.reopen(owing.canteen.service, day.date, motive="Erreur", by=money.AGENT, now=march)
    agents.cancel_for([day.id], by=money.AGENT, now=march, motive="Erreur", cause="with")
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-03-05T10:00")

    page = text(owing.client.get(PAGE))
    sent = owing.client.post(PAY, {"invoice": f"jolieville:{small.id}"}, follow=True)

    assert "Avoir disponible 3,50 €, utilisé d’abord" in page
    assert "1 paiement : Montclair 7,00 €" in page
    assert "votre avoir couvre ces factures" in text(sent)
    assert not Attempt.objects.exists()
    assert "Erreur" in text(owing.client.get(f"{PAGE}?vue=avoirs"))
    assert books.differences() == []


def test_detail_shows_lines_price_and_payments(owing, february):
    payments.receive_at_desk(
        owing.invoice.id, cents=1000, means="cheque", by=money.AGENT, now=february
    )

    page = text(owing.client.get(commune_url(owing.commune, "invoicing:invoice", owing.invoice.id)))

    assert "Léa Martin" in page
    assert "4, 5, 7, 8, 11, 12 janv." in page
    assert "Chèque" in page
    assert "11,00 €" in page
    assert "Payer cette facture" in page


def test_detail_and_papers_are_the_payers_only(owing, february, client):
    """Somebody else's invoice, receipt or draft is the same 404 as an unknown one."""
    receipt = payments.receive_at_desk(
        owing.theirs.id, cents=350, means="cash", by=money.AGENT, now=february
    )
    for name, key in (
        ("invoice", owing.theirs.id),
        ("invoice_pdf", owing.theirs.id),
        ("receipt_pdf", receipt.id),
        ("credit_note_pdf", new_id()),
        ("invoice", new_id()),
        ("invoice_pdf", owing.far.id),
    ):
        assert (
            owing.client.get(commune_url(owing.commune, f"invoicing:{name}", key)).status_code
            == 404
        )


def test_papers_are_attachments_nobody_keeps(owing, february):
    receipt = payments.receive_at_desk(
        owing.invoice.id, cents=2100, means="cash", by=money.AGENT, now=february
    )
    for name, key, kept in (
        ("invoice_pdf", owing.invoice.id, f"facture-{owing.invoice.reference}.pdf"),
        ("receipt_pdf", receipt.id, "recu-2027-CA-02-001.pdf"),
    ):
        answer = owing.client.get(commune_url(owing.commune, f"invoicing:{name}", key))
        assert answer.content.startswith(b"%PDF-")
        assert kept in answer["Content-Disposition"]
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
    assert Payment.objects.count() == 1


def test_home_shows_one_sum_and_the_first_date(owing):
    page = text(owing.client.get("/"))

    assert "28,00 €" in page
    assert "2 factures, 2 communes" in page
    assert "en retard de 4 jours" in page

"""Payments, their alerts and a payer's account, read and answered by who may (R87, R88)."""

from io import BytesIO

import openpyxl
import pytest

from booking.office.panels import Scope
from invoicing.models import Attempt, Payment, PaymentAlert
from invoicing.office import panels
from invoicing.operations import payments
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books
from shared import clock
from shared.ids import new_id
from tenants.context import zone_of
from tenants.people import Agent
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.factories import accounts
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.office.conftest import text


def url(town, name="payments", *args) -> str:
    return commune_url(town.commune, f"invoicing_office:{name}", *args)


@pytest.fixture
def paid(billed, february):
    """Martin paid 10,00 € by cheque and Durand 3,50 € in cash."""
    for invoice, cents, means in ((billed.invoice, 1000, "cheque"), (billed.theirs, 350, "cash")):
        payments.receive_at_desk(invoice.id, cents=cents, means=means, by=money.AGENT, now=february)
    return billed


@pytest.fixture
def doubtful(town, bank, now):
    """The bank answered another amount than asked: quarantine."""
    attempt = money.requested(
        money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now),
        town.member,
        now=now,
    )
    payments.settle(attempt.id, money.answer(attempt, amount_cents=5), now=now)
    town.alert = PaymentAlert.objects.get()
    return town


def test_payments_are_found_and_summed(paid, regisseur):
    for query, names, total in (
        ("", {"Claire Martin", "Paul Durand"}, "13,50 €"),
        ("?q=martin", {"Claire Martin"}, "10,00 €"),
        ("?moyen=cash", {"Paul Durand"}, "3,50 €"),
        ("?du=2027-02-01&au=2027-02-01", {"Claire Martin", "Paul Durand"}, "13,50 €"),
        ("?du=2027-02-02", set(), "0,00 €"),
        ("?moyen=troc&du=hier&regie=x", {"Claire Martin", "Paul Durand"}, "13,50 €"),
    ):
        page = text(regisseur.get(url(paid) + query))
        found = {name for name in ("Claire Martin", "Paul Durand") if f"{name}</a>" in page}
        assert found == names, query
        assert total in page


def test_export_and_receipt_are_files(paid, regisseur, as_role):
    book = regisseur.get(url(paid, "payments_export") + "?q=martin")
    payment = Payment.objects.get(means="cheque")
    paper = regisseur.get(url(paid, "receipt_pdf", payment.id))

    rows = list(openpyxl.load_workbook(BytesIO(book.content)).active.values)
    assert [row[2] for row in rows[1:]] == ["Claire Martin"]
    assert paper.content.startswith(b"%PDF-")
    assert as_role(Role.LECTEUR).get(url(paid, "payments_export")).status_code == 403


def test_account_shows_each_movement_and_its_balance(paid, regisseur):
    page = text(regisseur.get(url(paid, "ledger", paid.martins.guardian.pk)))

    assert "doit 11,00 €" in page
    assert f"Facture {paid.invoice.reference}" in page
    assert "−10,00 €" in page
    assert "Durand" not in page


def test_quarantine_is_accepted_with_its_reason(doubtful, regisseur):
    there = url(doubtful, "alert", doubtful.alert.id)
    assert "Réponse du prestataire à vérifier" in text(regisseur.get(url(doubtful)))
    assert regisseur.post(there, {"decision": "accept", "resolution": ""}).status_code == 422
    assert regisseur.post(there, {"resolution": "vu"}).status_code == 422

    page = text(
        regisseur.post(there, {"decision": "accept", "resolution": "Relevé vu."}, follow=True)
    )

    assert "Alerte traitée." in page
    assert Attempt.objects.get().state == AttemptState.PAID
    assert Payment.objects.get().amount_cents == 700
    doubtful.alert.refresh_from_db()
    assert doubtful.alert.resolution == "Relevé vu."
    assert regisseur.get(there).status_code == 404
    assert books.differences() == []


def test_quarantine_is_set_aside(doubtful, regisseur):
    regisseur.post(
        url(doubtful, "alert", doubtful.alert.id),
        {"decision": "reject", "resolution": "Rien sur le relevé."},
    )

    assert Attempt.objects.get().state == AttemptState.REJECTED
    assert not Payment.objects.exists()


def test_only_who_collects_answers_an_alert(doubtful, gestionnaire):
    there = url(doubtful, "alert", doubtful.alert.id)

    assert gestionnaire.get(there).status_code == 403
    assert gestionnaire.post(there, {"resolution": "x"}).status_code == 403
    assert "Traiter" not in text(gestionnaire.get(url(doubtful)))


def test_alert_stands_on_today_for_who_may_read_payments(doubtful):
    now = clock.now()

    def panel(*roles: Role):
        agent: Agent = accounts.agent(doubtful.commune, *roles)
        today = clock.today(zone_of(doubtful.commune), at=now)
        return panels.alerts(Scope(agent, doubtful.commune, now, today, today))

    shown = panel(Role.REGISSEUR)
    assert [(kpi.value, kpi.text) for kpi in shown.kpis] == [(1, "alerte de paiement")]
    assert shown.can_collect
    assert not panel(Role.GESTIONNAIRE).can_collect
    assert panel(Role.ANIMATEUR) is None


def test_unknown_things_are_not_found(paid, regisseur):
    for name in ("receipt_pdf", "ledger", "alert", "credit_note_pdf"):
        assert regisseur.get(url(paid, name, new_id())).status_code == 404


def test_animateur_sees_no_money(paid, as_role):
    client = as_role(Role.ANIMATEUR)

    assert client.get(url(paid)).status_code == 403
    assert client.get(url(paid, "ledger", paid.martins.guardian.pk)).status_code == 403

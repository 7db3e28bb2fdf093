"""Frozen PDFs and mails of money (R79, R81)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.storage import default_storage

from family.models import Message
from invoicing.exports import invoice_document, print_run
from invoicing.models import CreditNote, Invoice, Payment
from invoicing.notifications import MAILS
from invoicing.operations import attempts, credit_notes, documents, payments
from shared import documents as papers
from shared.errors import DomainError
from tenants.operations import outbox
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def invoice(monthly, february):
    return money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY,
        now=february,
    )


def test_pdf_is_made_once_and_the_same_after_a_payment(invoice, february):
    """R81: archived as issued."""
    first = documents.invoice_pdf(invoice.id, now=february)
    assert first.startswith(b"%PDF")
    payments.receive_at_desk(invoice.id, cents=2100, means="cash", by=money.AGENT, now=february)
    assert documents.invoice_pdf(invoice.id, now=february) == first
    invoice.refresh_from_db()
    assert invoice.pdf_sha256 == papers.fingerprint(first)
    assert default_storage.exists(invoice.pdf_path)


def test_changed_file_is_never_shown(invoice, february):
    documents.invoice_pdf(invoice.id, now=february)
    invoice.refresh_from_db()
    with open(default_storage.path(invoice.pdf_path), "ab") as file:
        file.write(b"x")
    with pytest.raises(RuntimeError):
        documents.invoice_pdf(invoice.id, now=february)


def test_draft_has_no_pdf(monthly, february):
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY[:1])
    money.close(monthly.canteen.service, JANUARY[:1], now=february)
    money.run(monthly.regie, JANUARY[0], now=february, promote=False)
    with pytest.raises(DomainError):
        documents.invoice_pdf(Invoice.objects.get().id, now=february)


def test_document_says_who_what_and_how_much(invoice):
    """R79."""
    facts = invoice_document.one(invoice.id)["invoices"][0]
    assert facts["number"] == "2027-CA-00-001"
    assert facts["payer"]["name"] == "Claire Martin"
    assert facts["due_cents"] == facts["total_cents"] == 2100
    (child,) = facts["children"]
    assert child["name"] == "Léa Martin"
    assert child["lines"][0]["quantity"] == 6
    assert facts["settled"] == ""


def test_paid_order_is_printed_as_settled(town, bank, now):
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    paying = money.requested(draft, town.member, now=now)
    bank.pay(paying.idop)
    attempts.poll(paying.id, now=now)
    facts = invoice_document.one(Invoice.objects.get().id)["invoices"][0]
    assert (facts["total_cents"], facts["due_cents"]) == (700, 0)
    assert facts["settled"]
    assert documents.receipt_pdf(Payment.objects.get().id).startswith(b"%PDF")


def test_print_run_holds_paper_payers_only(monthly, invoice, february):
    assert print_run.paper(invoice.run_id) is None
    Invoice.objects.update(wants_paper=True)
    assert print_run.paper(invoice.run_id).startswith(b"%PDF")


def test_every_mail_of_money_is_sent_by_the_outbox(monthly, invoice, february):
    """Invoice published, avoir, payment received: each has its words and its amount."""
    payments.receive_at_desk(invoice.id, cents=2100, means="cash", by=money.AGENT, now=february)
    rows = list(monthly.canteen.meal.reservations.all()[:1])
    rows[0].billed_percent = 0
    credit_notes.issue_for(rows, by=money.AGENT, now=february)
    assert documents.credit_note_pdf(CreditNote.objects.get().id).startswith(b"%PDF")

    outbox.drain(february + timedelta(minutes=1))

    sent = {message.subject: message.body for message in mail.outbox}
    assert len(sent) == 3
    assert any("21,00" in subject and "facture de janvier" in subject for subject in sent)
    assert any("Paiement reçu" in subject for subject in sent)
    assert any("avoir de 3,50" in subject for subject in sent)
    assert all("Jolieville" in body for body in sent.values())
    assert set(Message.objects.values_list("kind", flat=True)) <= set(MAILS)
    invoice.refresh_from_db()
    assert invoice.pdf_sha256

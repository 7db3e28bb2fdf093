"""Frozen documents: made once, kept by their SHA-256, the same bytes ever after (R81)."""

from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from invoicing import errors
from invoicing.exports import invoice_document, money_documents
from invoicing.models import CreditNote, Invoice, Payment
from invoicing.operations import snapshots
from shared import documents, locks
from tenants.context import assert_schema, current_commune

TEMPLATE = "invoicing/documents/invoice.typ"


@locks.retried
def invoice_pdf(invoice_id: UUID, *, now: datetime) -> bytes:
    """The PDF of an issued invoice: made by the worker, or here by the first who asks.

    A file whose fingerprint is not the frozen one is never shown: RuntimeError. Raises NotFound
    for a draft or an unknown invoice. ``now`` is not printed: the document says the issue date.
    """
    assert_schema()
    frozen = _stored(Invoice.objects.filter(id=invoice_id, number__isnull=False).first())
    if frozen is not None:
        return frozen
    pdf = documents.render(TEMPLATE, invoice_document.one(invoice_id))
    with transaction.atomic():
        (invoice,) = locks.rows(Invoice.objects.filter(id=invoice_id))
        if invoice.pdf_sha256:
            # Somebody froze it between our reading and our lock: theirs is the document.
            return _stored(invoice) or pdf
        invoice.pdf_sha256 = documents.fingerprint(pdf)
        invoice.pdf_path = f"factures/{invoice.year}/{invoice.reference}-{invoice.id}.pdf"
        if default_storage.exists(invoice.pdf_path):
            # Left by a worker killed before its commit.
            default_storage.delete(invoice.pdf_path)
        default_storage.save(invoice.pdf_path, ContentFile(pdf))
        # The issued content is not touched: only where its paper stands.
        invoice.save(update_fields=["pdf_sha256", "pdf_path"])
    return pdf


def receipt_pdf(payment_id: UUID) -> bytes:
    """The receipt of a payment, the same for the same rows. Raises NotFound."""
    payment = (
        Payment.objects.select_related("regie", "payer__family", "attempt")
        .filter(id=payment_id)
        .first()
    )
    if payment is None:
        raise errors.NotFound("Ce reçu")
    commune = current_commune()
    return documents.render(
        money_documents.RECEIPT,
        money_documents.receipt(
            payment,
            issuer=snapshots.issuer(commune, payment.regie),
            payer=snapshots.payer(payment.payer),
            commune=commune,
        ),
    )


def credit_note_pdf(note_id: UUID) -> bytes:
    """The paper of an avoir, with the names of the invoice it corrects. Raises NotFound."""
    note = CreditNote.objects.select_related("invoice").filter(id=note_id).first()
    if note is None:
        raise errors.NotFound("Cet avoir")
    return documents.render(
        money_documents.CREDIT_NOTE,
        money_documents.credit_note(
            note, issuer=note.invoice.issuer_snapshot, payer=note.invoice.payer_snapshot
        ),
    )


def _stored(invoice: Invoice | None) -> bytes | None:
    if invoice is None:
        raise errors.NotFound("Cette facture")
    if not invoice.pdf_sha256:
        return None
    with default_storage.open(invoice.pdf_path) as file:
        pdf = file.read()
    if documents.fingerprint(pdf) != invoice.pdf_sha256:
        raise RuntimeError(f"the file of invoice {invoice.reference} was changed")
    return pdf

"""Papers a family may take away: invoices, receipts, avoirs; to their payer only."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from invoicing import errors
from invoicing.exports.attachments import pdf
from invoicing.operations import documents
from invoicing.selectors import credit_notes, invoices, payments
from shared import clock
from tenants.guards import member


@member
@never_cache
@require_GET
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """The frozen PDF of an issued invoice."""
    now = clock.now()
    try:
        detail = invoices.detail(invoice_id, request.member.guardian_uid, now=now)
        content = documents.invoice_pdf(invoice_id, now=now)
    except errors.NotFound as unknown:
        raise Http404 from unknown
    return pdf(content, f"facture-{detail.row.reference}")


@member
@never_cache
@require_GET
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """The receipt of one of this payer's payments."""
    try:
        found = payments.receipt(payment_id, request.member.guardian_uid)
        content = documents.receipt_pdf(payment_id)
    except errors.NotFound as unknown:
        raise Http404 from unknown
    return pdf(content, f"recu-{found.reference}")


@member
@never_cache
@require_GET
def credit_note(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """An avoir of this payer."""
    try:
        found = credit_notes.get(note_id, request.member.guardian_uid)
        content = documents.credit_note_pdf(note_id)
    except errors.NotFound as unknown:
        raise Http404 from unknown
    return pdf(content, f"avoir-{found.reference}")

"""The paper invoices of a run, one PDF sorted by name, for whoever folds the envelopes."""

from uuid import UUID

from invoicing.exports import invoice_document
from invoicing.models import Invoice
from shared import documents

TEMPLATE = "invoicing/documents/invoice.typ"


def paper(run_id: UUID) -> bytes | None:
    """Invoices of payers who ask for paper, each on its own sheets; None when there are none."""
    ids = list(
        Invoice.objects.filter(run_id=run_id, number__isnull=False, wants_paper=True).values_list(
            "id", flat=True
        )
    )
    return documents.render(TEMPLATE, invoice_document.many(ids)) if ids else None

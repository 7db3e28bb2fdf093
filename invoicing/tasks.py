"""What the worker does for invoicing, after the commit and at least once."""

from datetime import datetime
from uuid import UUID

from invoicing.operations import attempts, billing_runs, documents, order_invoices
from tenants.operations import outbox


@outbox.handler(attempts.POLL)
def poll_attempt(object_id: UUID, *, now: datetime) -> datetime | None:
    """Read a payment back at the bank; comes again until nothing is left to learn (F5, F6)."""
    return attempts.poll(object_id, now=now)


@outbox.handler(billing_runs.DRAFT_RUN)
def draft_run(object_id: UUID, *, now: datetime) -> None:
    """Compute the drafts of a run in the background (R76)."""
    billing_runs.draft(object_id, now=now)


@outbox.handler(order_invoices.PDF)
def invoice_pdf(object_id: UUID, *, now: datetime) -> None:
    """Make and freeze the PDF of an issued invoice (R81)."""
    documents.invoice_pdf(object_id, now=now)

"""The invoice of a prepaid order: born numbered, in the transaction of its payment."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from booking.models import Reservation
from family.models import Guardian
from family.operations import audit
from invoicing.models import (
    Invoice,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    PayerAccount,
    Regie,
)
from invoicing.operations import counters, ledger, snapshots
from invoicing.rules import due_dates, lines, numbering
from invoicing.rules.numbering import Series
from invoicing.selectors import billable
from shared.actors import Actor
from shared.ids import new_id
from tenants.context import current_commune, zone_of
from tenants.operations import outbox

PDF = "invoicing.invoice_pdf"


def rows_of(invoice_id: UUID, grouped: list[lines.Line]) -> list[InvoiceLine]:
    """Unsaved line rows of an invoice, names copied, in reading order."""
    return [
        InvoiceLine(
            invoice_id=invoice_id,
            child_id=line.child,
            activity_id=line.activity,
            child_name=line.child_name[:170],
            label=line.label[:220],
            care=line.care,
            dates=[day.isoformat() for day in line.dates],
            quantity=line.quantity,
            unit_cents=line.unit_cents,
            total_cents=line.total_cents,
            trace=line.trace,
            position=position,
        )
        for position, line in enumerate(grouped)
    ]


def issue(
    order_uid: UUID,
    reservation_ids: Collection[UUID],
    *,
    regie: Regie,
    payer: Guardian,
    account: PayerAccount,
    by: Actor,
    now: datetime,
) -> Invoice | None:
    """Number and write the invoice of confirmed places; None when they hold nothing to bill.

    The account must be locked; the counter is the last lock. Money paid in several times for one
    order makes several invoices: the first carries the order's uid, the next their own.
    """
    facts = billable.facts(
        Reservation.objects.filter(id__in=reservation_ids, invoice_link__isnull=True).order_by()
    )
    grouped = lines.group([fact for found in facts.values() for fact in found])
    if not grouped:
        return None
    zone = zone_of(current_commune())
    today = now.astimezone(zone).date()
    number = counters.next(regie, today.year, Series.INVOICE)
    taken = Invoice.objects.filter(regie=regie, order_uid=order_uid).exists()
    invoice = Invoice(
        regie=regie,
        order_uid=new_id() if taken else order_uid,
        payer=payer,
        month=min(day for line in grouped for day in line.dates).replace(day=1),
        year=today.year,
        number=number,
        reference=numbering.reference(today.year, regie.code, Series.INVOICE, number),
        total_cents=lines.total(grouped),
        issued_at=now,
        issued_on=today,
        due_on=due_dates.due_on(today, regie.due_days),
        payer_snapshot=snapshots.payer(payer),
        issuer_snapshot=snapshots.issuer(current_commune(), regie),
        wants_paper=payer.family.paper_invoices,
    )
    invoice.save(force_insert=True)
    rows = InvoiceLine.objects.bulk_create(rows_of(invoice.id, grouped))
    InvoicedReservation.objects.bulk_create(
        InvoicedReservation(id=reservation, line=row, reservation_id=reservation)
        for row, line in zip(rows, grouped, strict=True)
        for reservation in line.reservations
    )
    ledger.entry(
        account,
        LedgerEntry.Kind.INVOICE,
        document_id=invoice.id,
        cents=invoice.total_cents,
        label=f"Facture {invoice.reference}",
        now=now,
    ).save(force_insert=True)
    audit.record(
        "invoice.issued",
        invoice,
        by=by,
        now=now,
        family_uid=payer.family_id,
        reference=invoice.reference,
        cents=invoice.total_cents,
    )
    outbox.put(PDF, invoice.id, due_at=now)
    return invoice

"""The receipt of money in: numbered in series 02, in the ledger, told to the family."""

from collections.abc import Iterable
from datetime import datetime

from family.models import Guardian
from family.operations import audit, messages
from invoicing.models import (
    Attempt,
    Invoice,
    LedgerEntry,
    PayerAccount,
    Payment,
    Regie,
    Settlement,
)
from invoicing.operations import counters, ledger
from invoicing.rules import numbering
from invoicing.rules.numbering import Series
from shared.actors import Actor
from shared.values.money import format_cents
from tenants.context import current_commune, zone_of


def write(
    regie: Regie,
    account: PayerAccount,
    *,
    payer: Guardian,
    cents: int,
    means: str,
    by: Actor,
    now: datetime,
    received_at: datetime | None = None,
    attempt: Attempt | None = None,
) -> Payment:
    """Number and write one payment of ``cents``; the account is locked, the counter is last."""
    year = now.astimezone(zone_of(current_commune())).year
    number = counters.next(regie, year, Series.RECEIPT)
    payment = Payment(
        regie=regie,
        payer=payer,
        attempt=attempt,
        means=means,
        amount_cents=cents,
        year=year,
        number=number,
        reference=numbering.reference(year, regie.code, Series.RECEIPT, number),
        provider_number=attempt.provider_number if attempt else "",
        received_at=received_at or now,
        received_by_uid=by.uid,
    )
    payment.save(force_insert=True)
    ledger.entry(
        account,
        LedgerEntry.Kind.PAYMENT,
        document_id=payment.id,
        cents=cents,
        label=f"{payment.get_means_display()} {payment.reference}",
        now=now,
    ).save(force_insert=True)
    audit.record(
        "payment.received",
        payment,
        by=by,
        now=now,
        family_uid=payer.family_id,
        reference=payment.reference,
        cents=cents,
        means=means,
    )
    return payment


def tell(
    payment: Payment,
    invoices: Iterable[Invoice],
    made: Iterable[Settlement],
    *,
    now: datetime,
    kept_cents: int = 0,
    unseated: int = 0,
) -> None:
    """Tell the payer what was received and which invoices it settles."""
    names = {invoice.id: invoice.reference for invoice in invoices}
    messages.tell(
        payment.payer,
        "payment_received",
        now=now,
        reference=payment.reference,
        regie=payment.regie.name,
        means=payment.get_means_display().lower(),
        cents=payment.amount_cents,
        total=format_cents(payment.amount_cents),
        lines=[
            f"Facture {names[row.invoice_id]} : {format_cents(row.amount_cents)}"
            for row in made
            if row.payment_id == payment.id
        ],
        kept=format_cents(kept_cents) if kept_cents else "",
        unseated=unseated,
    )

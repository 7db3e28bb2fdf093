"""Four invoices a family by real runs, three of them paid at the desk, written in bulk."""

from datetime import timedelta

from deploy.seeds.days import end_of, instant
from deploy.seeds.measured_town import PAST_MONTHS
from deploy.seeds.set_up import Town
from invoicing.models import Counter, Invoice, LedgerEntry, PayerAccount, Payment, Settlement
from invoicing.operations import billing_runs, ledger
from invoicing.rules import numbering
from invoicing.rules.numbering import Series
from tenants.operations import outbox


def bill(town: Town) -> None:
    """Issue the four months; the last one stays due."""
    (regie,) = town.regies.values()
    for month in PAST_MONTHS:
        at = instant(end_of(month), 9)
        run = billing_runs.start(regie, month, by=town.agent, now=at)
        billing_runs.draft(run.id, now=at)
        billing_runs.promote(run.id, by=town.agent, now=at)
        outbox.cancel(billing_runs.DRAFT_RUN, run.id)
    _pay(town)


def _pay(town: Town) -> None:
    (regie,) = town.regies.values()
    accounts = {one.payer_id: one for one in PayerAccount.objects.filter(regie=regie)}
    paid, settled, entries = [], [], []
    rows = Invoice.objects.filter(regie=regie, month__in=PAST_MONTHS[:3])
    for number, invoice in enumerate(rows.order_by("number"), start=1):
        assert invoice.issued_at is not None
        at = invoice.issued_at + timedelta(days=9)
        payment = Payment(
            regie=regie,
            payer_id=invoice.payer_id,
            means=Payment.Means.CHEQUE,
            amount_cents=invoice.total_cents,
            year=2026,
            number=number,
            reference=numbering.reference(2026, regie.code, Series.RECEIPT, number),
            received_at=at,
            received_by_uid=town.agent.uid,
        )
        paid.append(payment)
        settled.append(
            Settlement(invoice=invoice, payment=payment, amount_cents=invoice.total_cents, at=at)
        )
        entries.append(
            ledger.entry(
                accounts[invoice.payer_id],
                LedgerEntry.Kind.PAYMENT,
                document_id=payment.id,
                cents=invoice.total_cents,
                label=f"Chèque {payment.reference}",
                now=at,
            )
        )
    Payment.objects.bulk_create(paid)
    Settlement.objects.bulk_create(settled)
    LedgerEntry.objects.bulk_create(entries)
    Counter.objects.create(regie=regie, year=2026, series=Series.RECEIPT, last=len(paid))

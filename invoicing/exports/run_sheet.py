"""Lists of money as workbooks: the invoices of a run, the payments received."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from invoicing.models import BillingRun, Invoice, Payment
from invoicing.selectors import balances
from shared import sheets
from shared.values.french_dates import month_long

INVOICES = [
    sheets.Column("reference", "Référence"),
    sheets.Column("payer", "Redevable"),
    sheets.Column("family", "Foyer"),
    sheets.Column("month", "Mois"),
    sheets.Column("issued_on", "Émise le", kind="date"),
    sheets.Column("due_on", "Échéance", kind="date"),
    sheets.Column("total", "Total", kind="cents"),
    sheets.Column("settled", "Réglé", kind="cents"),
    sheets.Column("left", "Reste", kind="cents"),
    sheets.Column("paper", "Papier"),
]
PAYMENTS = [
    sheets.Column("reference", "Reçu"),
    sheets.Column("received_at", "Reçu le", kind="moment"),
    sheets.Column("payer", "Redevable"),
    sheets.Column("regie", "Régie"),
    sheets.Column("means", "Moyen"),
    sheets.Column("provider", "Autorisation"),
    sheets.Column("cents", "Montant", kind="cents"),
]


def workbook(run: BillingRun) -> bytes:
    """One line an invoice, by name; drafts have no reference yet."""
    invoices = balances.with_settled(
        Invoice.objects.filter(run=run).select_related("payer__family")
    ).order_by("payer__last_name", "payer__first_name", "id")
    rows = (
        {
            "reference": invoice.reference or "brouillon",
            "payer": str(invoice.payer),
            "family": invoice.payer.family.name,
            "month": month_long(invoice.month),
            "issued_on": invoice.issued_on,
            "due_on": invoice.due_on,
            "total": invoice.total_cents,
            "settled": invoice.settled_cents,
            "left": invoice.total_cents - invoice.settled_cents,
            "paper": "oui" if invoice.payer.family.paper_invoices else "non",
        }
        for invoice in invoices
    )
    return sheets.write_xlsx(f"Factures {month_long(run.month)}", INVOICES, rows)


def payments(found: Iterable[Payment], zone: ZoneInfo) -> bytes:
    """One line a payment, in the order given; times in the commune's zone."""
    rows = (
        {
            "reference": payment.reference,
            "received_at": payment.received_at.astimezone(zone),
            "payer": str(payment.payer),
            "regie": payment.regie.name,
            "means": payment.get_means_display(),
            "provider": payment.provider_number,
            "cents": payment.amount_cents,
        }
        for payment in found
    )
    return sheets.write_xlsx("Paiements", PAYMENTS, rows)

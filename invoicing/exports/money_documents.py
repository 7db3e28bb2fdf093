"""What the templates of receipts and credit notes print (R80, R88)."""

from typing import Any

from invoicing.exports.invoice_document import contact, issuer_facts, payer_facts
from invoicing.models import CreditNote, Payment
from shared.values.french_dates import month_long
from tenants.context import zone_of
from tenants.models import Commune

RECEIPT = "invoicing/documents/receipt.typ"
CREDIT_NOTE = "invoicing/documents/credit_note.typ"


def receipt(
    payment: Payment, *, issuer: dict[str, Any], payer: dict[str, Any], commune: Commune
) -> dict[str, Any]:
    """One payment with the invoices it settles, and what is kept on the account."""
    received = payment.received_at.astimezone(zone_of(commune))
    rows = list(
        payment.settlements.select_related("invoice").order_by("invoice__due_on", "invoice_id")
    )
    used = sum(row.amount_cents for row in rows)
    return {
        "document_date": received.date().isoformat(),
        "receipts": [
            {
                "number": payment.reference,
                "paid_on": received.date().isoformat(),
                "means": payment.get_means_display(),
                "reference": payment.attempt.refdet if payment.attempt else "",
                "authorisation": payment.provider_number,
                "issuer": issuer_facts(issuer),
                "payer": payer_facts(payer),
                "amount_cents": payment.amount_cents,
                "invoices": [
                    {
                        "number": row.invoice.reference,
                        "period": month_long(row.invoice.month),
                        "amount_cents": row.amount_cents,
                    }
                    for row in rows
                ],
                "credited_cents": payment.amount_cents - used,
                "contact": contact(issuer),
            }
        ],
    }


def credit_note(
    note: CreditNote, *, issuer: dict[str, Any], payer: dict[str, Any]
) -> dict[str, Any]:
    """One avoir on the invoice it corrects."""
    return {
        "document_date": note.issued_on.isoformat(),
        "credit_notes": [
            {
                "number": note.reference,
                "issued_on": note.issued_on.isoformat(),
                "motive": note.motive,
                "issuer": issuer_facts(issuer),
                "payer": payer_facts(payer),
                "invoice": {
                    "number": note.invoice.reference,
                    "issued_on": note.invoice.issued_on.isoformat(),
                },
                "lines": [
                    {
                        "label": note.label,
                        "dates": [],
                        "quantity": 1,
                        "unit_cents": note.amount_cents,
                        "total_cents": note.amount_cents,
                    }
                ],
                "total_cents": note.amount_cents,
                "effect": "Ce montant réduit la facture corrigée si elle est à payer, sinon il "
                "est gardé sur votre compte et utilisé d’abord à votre prochain paiement.",
                "contact": contact(issuer),
            }
        ],
    }

"""What the template of an invoice prints, from the issued rows only (R79)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from invoicing.models import Invoice, InvoiceLine, Settlement
from shared.values.french_dates import month_long


def one(invoice_id: UUID) -> dict[str, Any]:
    """The data of one issued invoice, as it was at issue."""
    return many([invoice_id])


def many(invoice_ids: Collection[UUID]) -> dict[str, Any]:
    """Data of several, sorted by payer's name, in three queries. Credits: those used at issue."""
    invoices = list(
        Invoice.objects.filter(id__in=invoice_ids, number__isnull=False).order_by("number", "id")
    )
    invoices.sort(key=lambda invoice: (_sort_name(invoice), invoice.number))
    by_invoice: dict[UUID, list[InvoiceLine]] = defaultdict(list)
    for line in InvoiceLine.objects.filter(invoice__in=invoices).order_by("invoice", "position"):
        by_invoice[line.invoice_id].append(line)
    used: dict[UUID, list[Settlement]] = defaultdict(list)
    for row in Settlement.objects.filter(invoice__in=invoices).select_related(
        "payment__attempt", "credit_note"
    ):
        used[row.invoice_id].append(row)
    return {
        "document_date": max(
            (invoice.issued_on.isoformat() for invoice in invoices if invoice.issued_on),
            default="2000-01-01",
        ),
        "invoices": [
            _invoice(invoice, by_invoice[invoice.id], used[invoice.id]) for invoice in invoices
        ],
    }


def _invoice(
    invoice: Invoice, lines: list[InvoiceLine], settled: list[Settlement]
) -> dict[str, Any]:
    # Only what was settled at the very issue: the paper does not change with later payments.
    at_issue = [row for row in settled if row.at == invoice.issued_at]
    credits = [
        {"label": _credit_label(row), "cents": row.amount_cents}
        for row in at_issue
        if not _is_own_payment(row, invoice)
    ]
    paid = sum(row.amount_cents for row in at_issue if _is_own_payment(row, invoice))
    due = invoice.total_cents - sum(credit["cents"] for credit in credits) - paid
    if paid:
        credits.append({"label": "Payé en ligne à la réservation", "cents": paid})
    issuer = invoice.issuer_snapshot
    return {
        "number": invoice.reference,
        "reference": invoice.reference,
        "issued_on": invoice.issued_on.isoformat() if invoice.issued_on else "",
        "due_on": invoice.due_on.isoformat(),
        "period": month_long(invoice.month),
        "issuer": issuer_facts(issuer),
        "payer": payer_facts(invoice.payer_snapshot),
        "children": _children(lines),
        "total_cents": invoice.total_cents,
        "credits": credits,
        "due_cents": due,
        "means": _means(issuer),
        "contact": contact(issuer),
        "settled": "" if due else "Cette facture est réglée : il n’y a rien à payer.",
    }


def _children(lines: Iterable[InvoiceLine]) -> list[dict[str, Any]]:
    by_child: dict[str, list[InvoiceLine]] = defaultdict(list)
    for line in lines:
        by_child[line.child_name].append(line)
    return [
        {
            "name": name,
            "total_cents": sum(line.total_cents for line in same),
            "lines": [
                {
                    "activity": line.label,
                    "dates": line.dates,
                    "quantity": line.quantity,
                    "unit_cents": line.unit_cents,
                    "bracket": _bracket(line.trace),
                    "detail": "",
                    "total_cents": line.total_cents,
                }
                for line in same
            ],
        }
        for name, same in by_child.items()
    ]


def _bracket(trace: list[Any]) -> str:
    """The first words of the pricing trace, when it is a list of sentences."""
    return trace[0][:120] if trace and isinstance(trace[0], str) else ""


def _credit_label(row: Settlement) -> str:
    source = row.credit_note or row.payment
    return f"Avoir {source.reference}" if row.credit_note else f"Trop-perçu {source.reference}"


def _is_own_payment(row: Settlement, invoice: Invoice) -> bool:
    """The payment that made this prepaid invoice, not an older one's rest."""
    return (
        row.payment is not None
        and invoice.run_id is None
        and row.payment.attempt_id is not None
        and row.payment.attempt.order_uid == invoice.order_uid
    )


def _means(issuer: dict[str, Any]) -> list[str]:
    if issuer.get("channel") == "titre":
        return ["Auprès du Trésor public, à réception de l’avis des sommes à payer."]
    means = (
        ["En ligne, sur votre espace famille, « Mes factures »."] if issuer.get("online") else []
    )
    if issuer.get("means"):
        means.append(f"Au guichet de la régie : {issuer['means']}.")
    return means


def issuer_facts(issuer: dict[str, Any]) -> dict[str, Any]:
    """The issuer block every document prints."""
    names = ("commune", "regie", "siret", "address", "phone", "email", "hours", "accent")
    return {name: issuer.get(name, "") for name in names}


def payer_facts(payer: dict[str, Any]) -> dict[str, Any]:
    """The payer block every document prints."""
    return {"name": payer.get("name", ""), "address": payer.get("address", [])}


def contact(issuer: dict[str, Any]) -> str:
    """Whom to ask, in one line."""
    parts = (issuer.get("regie"), issuer.get("phone"), issuer.get("email"), issuer.get("hours"))
    return ", ".join(part for part in parts if part)


def _sort_name(invoice: Invoice) -> str:
    return " ".join(reversed(invoice.payer_snapshot.get("name", "").casefold().split(" ", 1)))

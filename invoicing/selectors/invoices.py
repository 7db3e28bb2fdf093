"""A payer's invoices: what is due, what is paid, and one in detail (R79, R82)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from invoicing import errors
from invoicing.models import (
    Attempt,
    AttemptLine,
    CreditNote,
    Invoice,
    InvoiceLine,
    Regie,
    Settlement,
)
from invoicing.rules.attempts import AttemptState
from invoicing.rules.due_dates import DueDate, due_text
from invoicing.rules.settlement import STATUS_LABELS, InvoiceStatus, status
from shared.values.french_dates import month_long
from tenants.context import current_commune, zone_of

IN_PAYMENT_LABEL = "paiement en cours"
# Written out, and all in the list's own query: sums by invoice, its own avoirs (they tell
# « annulée » from « payée »), and until when a live attempt is paying it.
_ONE = f"WHERE x.invoice_id = {Invoice._meta.db_table}.id"
_SUM = "COALESCE((SELECT SUM(x.amount_cents) FROM {table} x {one}), 0)"
_SETTLED = RawSQL(_SUM.format(table=Settlement._meta.db_table, one=_ONE), [])  # noqa: S611
_CREDITED = RawSQL(_SUM.format(table=CreditNote._meta.db_table, one=_ONE), [])  # noqa: S611
_LIVE = (AttemptState.REQUESTING.value, AttemptState.PENDING.value)
_PAYING = f"""(
SELECT MAX(a.live_until) FROM {AttemptLine._meta.db_table} x
  JOIN {Attempt._meta.db_table} a ON a.id = x.attempt_id
 {_ONE} AND a.state = ANY(%s) AND a.live_until > %s)"""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice on a list; cents, local dates. ``paying_until``: another payment is open."""

    id: UUID
    reference: str
    number: int
    regie: Regie
    month: date
    title: str
    issued_on: date
    due_on: date
    due: DueDate
    total_cents: int
    settled_cents: int
    balance_cents: int
    status: InvoiceStatus
    status_label: str
    paying_until: datetime | None
    is_selectable: bool
    why_not: str
    has_pdf: bool

    @property
    def is_late(self) -> bool:
        """Past its due date and not settled."""
        return self.status is InvoiceStatus.OVERDUE


@dataclass(frozen=True, slots=True)
class Movement:
    """Something that covers an invoice: a payment or an avoir."""

    label: str
    reference: str
    on: date
    cents: int
    payment_id: UUID | None


@dataclass(frozen=True, slots=True)
class ChildLines:
    """The lines of one child, as they were at issue."""

    name: str
    total_cents: int
    lines: list[InvoiceLine]


@dataclass(frozen=True, slots=True)
class InvoiceDetail:
    """An invoice, its lines by child, and what covers it."""

    row: InvoiceRow
    children: list[ChildLines]
    movements: list[Movement]
    payer: dict[str, Any]
    issuer: dict[str, Any]
    payer_id: UUID


def due_for(guardian_uid: UUID, *, now: datetime) -> list[InvoiceRow]:
    """What this payer still owes in the commune in force, oldest due first; one query (F1)."""
    return [
        row
        for row in _rows(issued().filter(payer_id=guardian_uid), now=now)
        if row.balance_cents > 0
    ]


def paid_for(guardian_uid: UUID, *, now: datetime, limit: int = 200) -> list[InvoiceRow]:
    """What is settled, newest first; one query."""
    rows = _rows(issued().filter(payer_id=guardian_uid), now=now)
    return [row for row in reversed(rows) if row.balance_cents <= 0][:limit]


def all_for(guardian_uid: UUID, *, now: datetime) -> list[InvoiceRow]:
    """Due and paid together, oldest due first, for a page with both tabs; one query."""
    return _rows(issued().filter(payer_id=guardian_uid), now=now)


def detail(invoice_id: UUID, guardian_uid: UUID | None, *, now: datetime) -> InvoiceDetail:
    """One issued invoice of this payer; for an agent pass None. Raises NotFound otherwise."""
    found = issued().filter(id=invoice_id)
    if guardian_uid is not None:
        found = found.filter(payer_id=guardian_uid)
    rows = list(found)
    if not rows:
        raise errors.NotFound("Cette facture")
    (row,) = _rows(found, now=now)
    return InvoiceDetail(
        row=row,
        children=lines_by_child(invoice_id),
        movements=_movements(invoice_id),
        payer=rows[0].payer_snapshot,
        issuer=rows[0].issuer_snapshot,
        payer_id=rows[0].payer_id,
    )


def issued() -> QuerySet[Invoice]:
    """Numbered invoices: drafts are seen by the office only."""
    return Invoice.objects.filter(number__isnull=False).select_related("regie")


def rows_of(invoices: QuerySet[Invoice], *, now: datetime) -> list[InvoiceRow]:
    """Read models of any issued invoices (office lists); one query."""
    return _rows(invoices, now=now)


def _rows(invoices: QuerySet[Invoice], *, now: datetime) -> list[InvoiceRow]:
    # What a list does not show is not read: the snapshots of an invoice are most of its row.
    found = invoices.defer("payer_snapshot", "issuer_snapshot", "regie__gateway_params").annotate(
        settled_cents=_SETTLED,
        credited_cents=_CREDITED,
        paying_until=RawSQL(_PAYING, [list(_LIVE), now]),  # noqa: S611 - no word of it is typed
    )
    today = now.astimezone(zone_of(current_commune())).date()
    return [_row(invoice, today) for invoice in found.order_by("due_on", "reference")]


def _row(invoice: Any, today: date) -> InvoiceRow:
    settled, paying_until = invoice.settled_cents, invoice.paying_until
    balance = invoice.total_cents - settled
    state = status(
        issued=True,
        total_cents=invoice.total_cents,
        settled_cents=settled,
        due_on=invoice.due_on,
        today=today,
        credited_cents=invoice.credited_cents,
    )
    why_not = _why_not(invoice.regie, balance, paying_until)
    return InvoiceRow(
        id=invoice.id,
        reference=invoice.reference,
        number=invoice.number,
        regie=invoice.regie,
        month=invoice.month,
        title=month_long(invoice.month),
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        due=due_text(invoice.due_on, today),
        total_cents=invoice.total_cents,
        settled_cents=settled,
        balance_cents=balance,
        status=state,
        status_label=IN_PAYMENT_LABEL if paying_until and balance > 0 else STATUS_LABELS[state],
        paying_until=paying_until,
        is_selectable=not why_not,
        why_not=why_not,
        has_pdf=bool(invoice.pdf_sha256),
    )


def _why_not(regie: Regie, balance: int, paying_until: datetime | None) -> str:
    """Why an invoice cannot be ticked, empty when it can."""
    if balance <= 0:
        return "Cette facture est réglée."
    if regie.channel == Regie.Channel.TITRE:
        return "À régler au Trésor public, à réception de l’avis des sommes à payer."
    if regie.gateway == Regie.Gateway.NONE or not regie.is_open:
        return "À régler au guichet de la régie."
    if paying_until:
        return "Un paiement est déjà en cours."
    return ""


def lines_by_child(invoice_id: UUID) -> list[ChildLines]:
    """The lines of any invoice, drafts too, in their order (1 query)."""
    by_child: dict[UUID, list[InvoiceLine]] = defaultdict(list)
    for line in InvoiceLine.objects.filter(invoice_id=invoice_id).order_by("position"):
        by_child[line.child_id].append(line)
    return [
        ChildLines(same[0].child_name, sum(line.total_cents for line in same), same)
        for same in by_child.values()
    ]


def _movements(invoice_id: UUID) -> list[Movement]:
    zone = zone_of(current_commune())
    found = Settlement.objects.filter(invoice_id=invoice_id).select_related(
        "payment", "credit_note"
    )
    return [
        Movement(
            label=row.payment.get_means_display() if row.payment else "Avoir",
            reference=(row.payment or row.credit_note).reference,
            on=row.at.astimezone(zone).date(),
            cents=row.amount_cents,
            payment_id=row.payment_id,
        )
        for row in found.order_by("at", "id")
    ]

"""Drafts become numbered debts: one transaction, gapless numbers, nothing half done (R76, R78)."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from booking.models import Activity, Reservation
from family.operations import audit, messages
from invoicing import errors
from invoicing.models import (
    BillingRun,
    Invoice,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    PayerAccount,
    RegieService,
    Settlement,
)
from invoicing.operations import counters, ledger, run_errors, settlements, snapshots
from invoicing.operations.order_invoices import PDF
from invoicing.rules import due_dates, numbering
from invoicing.rules.lines import FEE
from invoicing.rules.numbering import Series
from invoicing.selectors import billable, credits
from shared import locks
from shared.actors import Actor
from shared.values.french_dates import day_long, month_with_of
from shared.values.money import format_cents
from tenants.context import assert_schema, current_commune, zone_of
from tenants.operations import outbox

Status = BillingRun.Status
_OWED = [state.value for state in billable.OWED_STATES]
_NAMES = {
    "reservation": Reservation._meta.db_table,
    "activity": Activity._meta.db_table,
    "regie_service": RegieService._meta.db_table,
    "link": InvoicedReservation._meta.db_table,
    "line": InvoiceLine._meta.db_table,
    "invoice": Invoice._meta.db_table,
}
# Reservations are locked first, in the order of decisions.md, and counted; so are supplements.
_LOCK = """
SELECT count(*), count(*) FILTER (WHERE surcharge_cents > 0) FROM (
  SELECT r.id, r.surcharge_cents FROM {reservation} r
    JOIN {activity} a ON a.id = r.activity_id
    JOIN {regie_service} s ON s.service_id = a.service_id AND s.regie_id = %(regie)s
   WHERE r.date >= %(start)s AND r.date < %(end)s AND r.state = ANY(%(states)s)
     AND (r.price_cents > 0 OR r.surcharge_cents > 0) AND r.billed_percent > 0
     AND NOT EXISTS (SELECT 1 FROM {link} l WHERE l.reservation_id = r.id)
   ORDER BY r.id FOR NO KEY UPDATE OF r) AS locked
"""
# A link takes the reservation's own key: one link per reservation, made by the application.
# The days are laid out first, so that each finds its reservation by child and date, whatever the
# planner knows of rows written a second ago; one that is linked already is skipped, which the
# count of links tells.
_LINK = """
WITH days AS MATERIALIZED (
  SELECT l.id, i.payer_id, l.child_id, l.activity_id, l.unit_cents, d.day::date AS day
    FROM {invoice} i
    JOIN {line} l ON l.invoice_id = i.id
   CROSS JOIN LATERAL jsonb_array_elements_text(l.dates) AS d(day)
   WHERE i.run_id = %(run)s AND i.number IS NULL AND l.care <> 'fee')
INSERT INTO {link} (id, line_id, reservation_id)
SELECT DISTINCT ON (r.id) r.id, d.id, r.id
  FROM days d
  JOIN {reservation} r ON r.child_id = d.child_id AND r.date = d.day
   AND r.activity_id = d.activity_id AND r.payer_id = d.payer_id
   AND d.unit_cents = round(r.price_cents * r.billed_percent / 100.0)
 WHERE r.date >= %(start)s AND r.date < %(end)s
   AND r.state = ANY(%(states)s) AND (r.price_cents > 0 OR r.surcharge_cents > 0)
   AND r.billed_percent > 0
ON CONFLICT (reservation_id) DO NOTHING
"""
# Supplements have no link of their own: each must be one of a reservation this run just linked.
_FEES = """
SELECT count(DISTINCT r.id)
  FROM {invoice} i
  JOIN {line} l ON l.invoice_id = i.id AND l.care = 'fee'
 CROSS JOIN LATERAL jsonb_array_elements_text(l.dates) AS d(day)
  JOIN {reservation} r ON r.child_id = l.child_id AND r.date = d.day::date
   AND r.activity_id = l.activity_id AND r.payer_id = i.payer_id
   AND r.surcharge_cents = l.unit_cents
  JOIN {link} k ON k.reservation_id = r.id
  JOIN {line} own ON own.id = k.line_id AND own.invoice_id = i.id
 WHERE i.run_id = %(run)s AND i.number IS NULL
"""
_ISSUE = """
UPDATE {invoice} AS i
   SET number = n.number, reference = n.reference, payer_snapshot = n.payer::jsonb,
       wants_paper = n.paper, year = %(year)s, issued_at = %(now)s, issued_on = %(today)s,
       due_on = %(due)s, issuer_snapshot = %(issuer)s::jsonb
  FROM unnest(%(ids)s::uuid[], %(numbers)s::int[], %(references)s::text[], %(payers)s::text[],
              %(papers)s::bool[]) AS n(id, number, reference, payer, paper)
 WHERE i.id = n.id
"""


@locks.retried
def promote(run_id: UUID, *, by: Actor, now: datetime) -> BillingRun:
    """Issue every draft of a run, or nothing (B6): numbers, links, ledger, credits, messages, PDF.

    A second call changes nothing (B7). Raises NotFound, ``run_not_ready``, ``run_has_errors``,
    ``run_stale`` when bookings changed since the draft.
    """
    assert_schema()
    with transaction.atomic():
        found = locks.rows(BillingRun.objects.filter(id=run_id).select_related("regie"))
        if not found:
            raise errors.NotFound("Cette campagne")
        run = found[0]
        if run.status == Status.PROMOTED:
            return run
        if run.status != Status.DRAFT:
            raise errors.run_not_ready()
        # A day reopened since the draft is an error again (R47).
        if found := run_errors.of(run):
            raise errors.run_has_errors(len(found))
        _link(run)
        invoices = list(
            Invoice.objects.filter(run=run, number__isnull=True)
            .select_related("payer__family")
            .order_by("payer__last_name", "payer__first_name", "id")
        )
        accounts = ledger.locked({invoice.payer_id for invoice in invoices}, run.regie_id)
        today = now.astimezone(zone_of(current_commune())).date()
        if run.due_on <= today:
            run.due_on = due_dates.due_on(today, run.regie.due_days)
        _number(run, invoices, today, now=now)
        _book(invoices, accounts, now=now)
        used = _use_credits(run, invoices, now=now)
        run.status, run.promoted_at, run.promoted_by_uid = Status.PROMOTED, now, by.uid
        run.save()
        _tell(run, invoices, used, by=by, now=now)
        return run


def _link(run: BillingRun) -> None:
    """Tie reservations to the draft lines; both sides must match to the last one."""
    span = billable.span_of(run)
    facts = {
        "regie": run.regie_id,
        "run": run.id,
        "start": span.start,
        "end": span.end,
        "states": _OWED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCK.format(**_NAMES), facts)
        owed, owed_fees = cursor.fetchone()
        cursor.execute(_LINK.format(**_NAMES), facts)
        linked = cursor.rowcount
        cursor.execute(_FEES.format(**_NAMES), facts)
        (fees,) = cursor.fetchone()
    drafted = {True: 0, False: 0}
    for care, quantity in (
        InvoiceLine.objects.filter(invoice__run=run, invoice__number__isnull=True)
        .order_by()
        .values_list("care", "quantity")
    ):
        drafted[care == FEE] += quantity
    if not (owed == linked == drafted[False] and owed_fees == fees == drafted[True]):
        raise errors.run_stale()


def _number(run: BillingRun, invoices: Sequence[Invoice], today: date, *, now: datetime) -> None:
    """Consecutive numbers in the order of the payers' names; the counter is the last lock."""
    if not invoices:
        return
    regie = run.regie
    first = counters.next(regie, today.year, Series.INVOICE, len(invoices))
    for number, invoice in enumerate(invoices, start=first):
        invoice.number = number
        invoice.reference = numbering.reference(today.year, regie.code, Series.INVOICE, number)
        invoice.due_on = run.due_on
    with connection.cursor() as cursor:
        cursor.execute(
            _ISSUE.format(**_NAMES),
            {
                "year": today.year,
                "now": now,
                "today": today,
                "due": run.due_on,
                "issuer": json.dumps(snapshots.issuer(current_commune(), regie)),
                "ids": [invoice.id for invoice in invoices],
                "numbers": [invoice.number for invoice in invoices],
                "references": [invoice.reference for invoice in invoices],
                "payers": [json.dumps(snapshots.payer(invoice.payer)) for invoice in invoices],
                "papers": [invoice.payer.family.paper_invoices for invoice in invoices],
            },
        )


def _book(
    invoices: Sequence[Invoice], accounts: dict[UUID, PayerAccount], *, now: datetime
) -> None:
    LedgerEntry.objects.bulk_create(
        ledger.entry(
            accounts[invoice.payer_id],
            LedgerEntry.Kind.INVOICE,
            document_id=invoice.id,
            cents=invoice.total_cents,
            label=f"Facture {invoice.reference}",
            now=now,
        )
        for invoice in invoices
    )


def _use_credits(run: BillingRun, invoices: Sequence[Invoice], *, now: datetime) -> dict[UUID, int]:
    """Each payer's credit goes to the new invoice, oldest credit first (R83); cents by invoice."""
    if not run.regie.has_wallet:
        return {}
    held = credits.sources([invoice.payer_id for invoice in invoices], run.regie_id, now=now)
    made: list[Settlement] = []
    for invoice in invoices:
        if sources := held.get(invoice.payer_id):
            owed = settlements.Owed(invoice.id, invoice.due_on, invoice.total_cents)
            made += settlements.cover([owed], sources, now=now)
    Settlement.objects.bulk_create(made)
    used: dict[UUID, int] = {}
    for row in made:
        used[row.invoice_id] = used.get(row.invoice_id, 0) + row.amount_cents
    return used


def _tell(
    run: BillingRun,
    invoices: Sequence[Invoice],
    used: dict[UUID, int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    audit.record_many(
        [
            audit.event(
                "billing_run.promoted",
                run,
                by=by,
                now=now,
                month=run.month.isoformat(),
                invoices=len(invoices),
                first=invoices[0].reference if invoices else "",
                last=invoices[-1].reference if invoices else "",
                cents=sum(invoice.total_cents for invoice in invoices),
            ),
            *(
                audit.event(
                    "invoice.issued",
                    invoice,
                    by=by,
                    now=now,
                    family_uid=invoice.payer.family_id,
                    reference=invoice.reference,
                    cents=invoice.total_cents,
                    credit=used.get(invoice.id, 0),
                )
                for invoice in invoices
            ),
        ]
    )
    messages.tell_many(
        [
            (
                invoice.payer,
                "invoice_published",
                _published(run, invoice, used.get(invoice.id, 0)),
            )
            for invoice in invoices
        ],
        now=now,
    )
    outbox.put_many([(PDF, invoice.id) for invoice in invoices], due_at=now)


def _published(run: BillingRun, invoice: Invoice, credit: int) -> dict[str, object]:
    """What the mail and the portal say of a new invoice."""
    due = invoice.total_cents - credit
    return {
        "invoice": str(invoice.id),
        "reference": invoice.reference,
        "regie": run.regie.name,
        "month": month_with_of(run.month),
        "total": format_cents(invoice.total_cents),
        "credit": format_cents(credit) if credit else "",
        "due": format_cents(due),
        "due_cents": due,
        "due_on": day_long(run.due_on),
    }

"""Numbered avoirs: what an issued invoice charged and should not have (R80, R83)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Sum

from booking.models import Reservation
from family.models import Guardian
from family.operations import audit, messages
from invoicing.models import (
    CreditNote,
    InvoicedReservation,
    InvoiceLine,
    LedgerEntry,
    Regie,
    Settlement,
)
from invoicing.operations import counters, ledger, settlements
from invoicing.operations.settlements import Owed
from invoicing.rules import numbering
from invoicing.rules.lines import FEE
from invoicing.rules.numbering import Series
from invoicing.selectors.credits import Source
from shared.actors import Actor
from shared.locks import assert_in_transaction
from shared.values.french_dates import day_short
from shared.values.money import format_cents, percent_of
from tenants.context import current_commune, zone_of


def on_cancellation(
    sender: Any, *, reservations: Iterable[Reservation], by: Actor, now: datetime, **_: Any
) -> None:
    """Receiver of ``booking.cancellation_accepted``, in its transaction."""
    issue_for(list(reservations), by=by, now=now)


def issue_for(reservations: Sequence[Reservation], *, by: Actor, now: datetime) -> list[CreditNote]:
    """An avoir per invoiced reservation whose billed share fell; nothing for the others.

    The amount is what the invoice charged, less what earlier avoirs gave back, less what stays due.
    It first covers what the same invoice still owes; the rest is credit. Run twice, the second
    issues nothing: who moves a share has locked its reservation.
    """
    assert_in_transaction()
    shares = {row.id: row for row in reservations}
    links = (
        InvoicedReservation.objects.filter(reservation_id__in=shares)
        .select_related("line__invoice__regie", "line__invoice__payer__family")
        .order_by("reservation_id")
    )
    by_account: dict[tuple[UUID, UUID], list[InvoicedReservation]] = defaultdict(list)
    back = _due_back(list(links), shares)
    for link in links:
        if back[link.reservation_id] > 0:
            invoice = link.line.invoice
            by_account[invoice.regie_id, invoice.payer_id].append(link)
    made = []
    for (_regie, _payer), same in sorted(by_account.items()):
        made += _issue(same, shares, back, by=by, now=now)
    return made


def _due_back(
    links: Sequence[InvoicedReservation], shares: dict[UUID, Reservation]
) -> dict[UUID, int]:
    """What each invoice charged for a day, supplement and all, less what was given back and what
    stays due (two queries)."""
    fees: dict[tuple[Any, ...], int] = {}
    for line in InvoiceLine.objects.filter(
        invoice_id__in={link.line.invoice_id for link in links}, care=FEE
    ):
        for day in line.days:
            fees[line.invoice_id, line.child_id, line.activity_id, day] = line.unit_cents
    given: dict[UUID, int] = dict(
        CreditNote.objects.filter(reservation_id__in=shares)
        .order_by()
        .values_list("reservation_id")
        .annotate(Sum("amount_cents"))
    )
    back = {}
    for link in links:
        row = shares[link.reservation_id]
        fee = fees.get((link.line.invoice_id, row.child_id, row.activity_id, row.date), 0)
        due = percent_of(row.price_cents, row.billed_percent)
        due += min(fee, row.surcharge_cents) if row.billed_percent else 0
        back[row.id] = link.line.unit_cents + fee - given.get(row.id, 0) - due
    return back


def _issue(
    links: Sequence[InvoicedReservation],
    shares: dict[UUID, Reservation],
    back: dict[UUID, int],
    *,
    by: Actor,
    now: datetime,
) -> list[CreditNote]:
    """The avoirs of one payer in one régie."""
    invoice = links[0].line.invoice
    regie: Regie = invoice.regie
    payer: Guardian = invoice.payer
    today = now.astimezone(zone_of(current_commune())).date()
    invoices = settlements.lock_invoices({link.line.invoice_id for link in links})
    account = ledger.locked([payer.id], regie.id)[payer.id]
    first = counters.next(regie, today.year, Series.CREDIT_NOTE, len(links))
    notes = [
        CreditNote(
            regie=regie,
            payer=payer,
            invoice_id=link.line.invoice_id,
            reservation_id=link.reservation_id,
            year=today.year,
            number=number,
            reference=numbering.reference(today.year, regie.code, Series.CREDIT_NOTE, number),
            amount_cents=back[link.reservation_id],
            label=_label(link, shares[link.reservation_id])[:220],
            motive=shares[link.reservation_id].reason or "Annulation acceptée",
            issued_at=now,
            issued_on=today,
        )
        for number, link in enumerate(links, start=first)
    ]
    CreditNote.objects.bulk_create(notes)
    LedgerEntry.objects.bulk_create(
        ledger.entry(
            account,
            LedgerEntry.Kind.CREDIT_NOTE,
            document_id=note.id,
            cents=note.amount_cents,
            label=f"Avoir {note.reference}",
            now=now,
        )
        for note in notes
    )
    used = _cover_own_invoices(notes, settlements.owed_on(invoices), now=now)
    _tell(notes, payer, regie, used, by=by, now=now)
    return notes


def _cover_own_invoices(notes: Sequence[CreditNote], owed: Sequence[Owed], *, now: datetime) -> int:
    """An avoir first lowers the invoice it corrects; cents used."""
    made: list[Settlement] = []
    for debt in owed:
        held = [
            Source(note.payer_id, now, note.amount_cents, credit_note_id=note.id)
            for note in notes
            if note.invoice_id == debt.invoice_id
        ]
        made += settlements.cover([debt], held, now=now)
    Settlement.objects.bulk_create(made)
    return sum(row.amount_cents for row in made)


def _tell(
    notes: Sequence[CreditNote],
    payer: Guardian,
    regie: Regie,
    used: int,
    *,
    by: Actor,
    now: datetime,
) -> None:
    audit.record_many(
        [
            audit.event(
                "credit_note.issued",
                note,
                by=by,
                now=now,
                family_uid=payer.family_id,
                motive=note.motive,
                reference=note.reference,
                cents=note.amount_cents,
            )
            for note in notes
        ]
    )
    total = sum(note.amount_cents for note in notes)
    messages.tell(
        payer,
        "credit_note",
        now=now,
        regie=regie.name,
        total=format_cents(total),
        cents=total,
        lines=[
            f"Avoir {note.reference}, {note.label} : {format_cents(note.amount_cents)}"
            for note in notes
        ],
        effect=_effect(total, used),
    )


def _effect(total: int, used: int) -> str:
    """What the avoir does, in one sentence."""
    if used >= total:
        return "Votre facture est réduite d’autant."
    if used:
        return (
            f"Votre facture est réduite de {format_cents(used)} ; "
            f"{format_cents(total - used)} restent sur votre compte pour la prochaine."
        )
    return "Ce montant est sur votre compte : il sera utilisé d’abord à votre prochain paiement."


def _label(link: InvoicedReservation, row: Reservation) -> str:
    return f"{link.line.label}, {link.line.child_name}, {day_short(row.date, year=True)}"

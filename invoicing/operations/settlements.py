"""Imputation: which money covers which invoice, oldest due first (R83, R87)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from family.models import Guardian
from family.operations import audit
from invoicing.models import Invoice, Regie, Settlement
from invoicing.selectors import balances, credits
from invoicing.selectors.credits import Source
from shared import locks
from shared.actors import Actor


@dataclass(frozen=True, slots=True)
class Owed:
    """What an invoice may still receive, in cents."""

    invoice_id: UUID
    due_on: date
    cents: int


def lock_invoices(invoice_ids: Iterable[UUID]) -> list[Invoice]:
    """Lock issued invoices by id, after reservations and before the payer account."""
    return locks.rows(Invoice.objects.filter(id__in=set(invoice_ids), number__isnull=False))


def owed_on(invoices: Sequence[Invoice]) -> list[Owed]:
    """Balances of locked invoices, oldest due first; settled ones stand with 0."""
    settled = balances.settled(invoice.id for invoice in invoices)
    return sorted(
        (
            Owed(invoice.id, invoice.due_on, invoice.total_cents - settled.get(invoice.id, 0))
            for invoice in invoices
        ),
        key=lambda owed: (owed.due_on, owed.invoice_id),
    )


def cover(
    owed: Sequence[Owed], held: Sequence[Source], *, now: datetime, limit: int | None = None
) -> list[Settlement]:
    """Match sources with debts, both in their order, at most ``limit`` cents; unsaved rows.

    The payer account must be locked: a credit was spent twice 20 times out of 20 without it.
    """
    left = sum(one.cents for one in owed) if limit is None else limit
    made: list[Settlement] = []
    queue = [[source, source.remaining_cents] for source in held]
    for debt in owed:
        wanted = debt.cents
        while wanted > 0 and left > 0 and queue:
            source, remaining = queue[0]
            used = min(wanted, remaining, left)
            made.append(
                Settlement(
                    invoice_id=debt.invoice_id,
                    payment_id=source.payment_id,
                    credit_note_id=source.credit_note_id,
                    amount_cents=used,
                    at=now,
                )
            )
            wanted -= used
            left -= used
            queue[0][1] = remaining - used
            if queue[0][1] == 0:
                queue.pop(0)
    return made


def after(owed: Sequence[Owed], made: Iterable[Settlement]) -> list[Owed]:
    """What stays owed once these rows are counted."""
    got: dict[UUID, int] = {}
    for row in made:
        got[row.invoice_id] = got.get(row.invoice_id, 0) + row.amount_cents
    return [
        Owed(one.invoice_id, one.due_on, one.cents - got.get(one.invoice_id, 0)) for one in owed
    ]


def spend_credit(
    owed: Sequence[Owed], payer: Guardian, regie: Regie, *, by: Actor, now: datetime
) -> int:
    """Cover debts with the payer's credit, oldest first; cents used. The account is locked."""
    held = credits.sources([payer.id], regie.id, now=now).get(payer.id, [])
    made = cover(owed, held, now=now)
    if not made:
        return 0
    Settlement.objects.bulk_create(made)
    used = sum(row.amount_cents for row in made)
    audit.record(
        "credit.used",
        payer,
        by=by,
        now=now,
        family_uid=payer.family_id,
        regie=regie.code,
        cents=used,
        invoices=sorted({str(row.invoice_id) for row in made}),
    )
    return used

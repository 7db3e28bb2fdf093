"""Avoirs, for the payer who holds them and for what they gave back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Sum

from invoicing import errors
from invoicing.models import CreditNote


@dataclass(frozen=True, slots=True)
class CreditNoteRow:
    """One avoir and what is left of it; cents, local date."""

    id: UUID
    reference: str
    regie_name: str
    invoice_reference: str
    label: str
    motive: str
    issued_on: date
    amount_cents: int
    left_cents: int


def for_payer(guardian_uid: UUID) -> list[CreditNoteRow]:
    """Every avoir of this payer in the commune in force, newest first (1 query)."""
    found = (
        CreditNote.objects.filter(payer_id=guardian_uid)
        .select_related("regie", "invoice")
        .annotate(used_cents=Sum("settlements__amount_cents"))
        .order_by("-issued_at", "-number")
    )
    return [
        CreditNoteRow(
            id=note.id,
            reference=note.reference,
            regie_name=note.regie.name,
            invoice_reference=note.invoice.reference,
            label=note.label,
            motive=note.motive,
            issued_on=note.issued_on,
            amount_cents=note.amount_cents,
            left_cents=note.amount_cents - (note.used_cents or 0),
        )
        for note in found
    ]


def get(note_id: UUID, guardian_uid: UUID | None) -> CreditNote:
    """One avoir of this payer (None for an agent). Raises NotFound."""
    found = CreditNote.objects.filter(id=note_id)
    if guardian_uid is not None:
        found = found.filter(payer_id=guardian_uid)
    note = found.first()
    if note is None:
        raise errors.NotFound("Cet avoir")
    return note


def by_reservation(reservation_ids: Collection[UUID]) -> dict[UUID, int]:
    """Cents given back for each of these reservations; those without avoir are absent."""
    return dict(
        CreditNote.objects.filter(reservation_id__in=reservation_ids)
        .order_by()
        .values_list("reservation_id", "amount_cents")
    )

"""Issued invoices as an agent looks for them: by any word, by status, by régie or run."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import F, Q, QuerySet

from family.selectors.folding import Folded, words
from invoicing import errors
from invoicing.models import Invoice
from invoicing.selectors import balances, invoices

PER_PAGE = 25


class Show(StrEnum):
    """Which invoices the list shows."""

    ALL = "toutes"
    DUE = "a_payer"
    LATE = "en_retard"
    PAID = "payees"
    PAPER = "papier"


SHOW_LABELS = {
    Show.ALL: "Toutes",
    Show.DUE: "À payer",
    Show.LATE: "En retard",
    Show.PAID: "Payées",
    Show.PAPER: "Sur papier",
}


def search(
    *, text: str = "", show: Show = Show.ALL, regie_id: UUID | None = None, today: date
) -> QuerySet[Invoice]:
    """Newest first; every word must be in the reference or the payer's name (R82 for « late »)."""
    found = balances.with_settled(invoices.issued()).select_related("regie", "payer__family")
    found = found.annotate(
        folded_first=Folded("payer__first_name"), folded_last=Folded("payer__last_name")
    )
    for word in words(text):
        asked = Q(folded_first__contains=word) | Q(folded_last__contains=word)
        asked |= Q(reference__icontains=word)
        if word.isdigit() and len(word) < 9:
            asked |= Q(number=int(word))
        found = found.filter(asked)
    if regie_id:
        found = found.filter(regie_id=regie_id)
    owed = Q(settled_cents__lt=F("total_cents"))
    chosen = {
        Show.DUE: owed,
        Show.LATE: owed & Q(due_on__lt=today),
        Show.PAID: ~owed,
        Show.PAPER: Q(wants_paper=True),
    }
    if show in chosen:
        found = found.filter(chosen[show])
    return found.order_by("-issued_at", "-number")


def draft(invoice_id: UUID) -> Invoice:
    """An invoice not issued yet, for the review of its run. Raises NotFound."""
    found = (
        Invoice.objects.filter(id=invoice_id, number__isnull=True)
        .select_related("regie", "run", "payer__family")
        .first()
    )
    if found is None:
        raise errors.NotFound("Ce brouillon")
    return found

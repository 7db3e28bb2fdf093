"""What each adult of a family owes: sums of the ledger, all régies together."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum

from family.models import Guardian


@dataclass(frozen=True, slots=True)
class PayerBalance:
    """An adult, what they owe, or the credit they have; one of the two is zero."""

    payer_id: UUID
    name: str
    owed_cents: int
    credit_cents: int


def of_family(family_id: UUID) -> list[PayerBalance]:
    """The payer of the file and whoever has entries with a régie, by name (1 query)."""
    adults = (
        Guardian.objects.filter(family_id=family_id)
        .annotate(cents=Sum("accounts__entries__amount_cents"))
        .filter(Q(is_payer=True) | Q(cents__isnull=False))
        .order_by("last_name", "first_name", "id")
    )
    return [
        PayerBalance(
            payer_id=adult.pk,
            name=adult.full_name,
            owed_cents=max(adult.cents or 0, 0),
            credit_cents=max(-(adult.cents or 0), 0),
        )
        for adult in adults
    ]

"""What stays in the cart after a *Valider*: refused lines, with their reason and new price."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from booking.models import CartLine
from booking.operations.outcomes import OutcomeLine

PRICE_CHANGED = "price_changed"


def keep_refusals(
    lines: list[CartLine], refused: Mapping[UUID | None, OutcomeLine], *, now: datetime
) -> None:
    """Write each refused line's reason in one statement; a dearer price is promised anew."""
    if not lines:
        return
    for line in lines:
        answer = refused[line.id]
        line.refusal = answer.reason[:300]
        if answer.code == PRICE_CHANGED:
            line.price_cents = answer.cents
            line.promised_at = now
    CartLine.objects.bulk_update(lines, ["refusal", "price_cents", "promised_at"], batch_size=1000)


def forget(line_ids: Collection[UUID]) -> None:
    """Lines that were granted leave the cart, in ONE statement whatever their number.

    ``delete()`` would read them first and go by hundreds; nothing points to a line.
    """
    gone = CartLine.objects.filter(id__in=line_ids)
    gone._raw_delete(gone.db)

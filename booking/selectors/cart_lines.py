"""The lines of a cart, read thin, once for a page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from booking.models import CartLine
from booking.rules.holds import WISH_LIFE
from booking.selectors import booked


@dataclass(frozen=True, slots=True)
class Line:
    """One wish; cents as promised. ``is_paid``: the day it would cancel was paid when booked,
    by ``payer_id``."""

    id: UUID
    child_id: UUID
    activity_id: UUID
    date: date
    wish: str
    cents: int
    refusal: str
    # The surcharge ticked for a day asked after its cut-off (R26).
    agreed_cents: int | None = None
    is_paid: bool = False
    payer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """The wishes in force, and whether *Vider* can be undone."""

    present: tuple[Line, ...]
    can_undo: bool


def of_account(account_uid: UUID, *, now: datetime) -> Lines:
    """Every wish of an account in this commune, in date order: one query, two with a *cancel*."""
    found = (
        CartLine.objects.filter(cart__account_uid=account_uid, created_at__gt=now - WISH_LIFE)
        .order_by("date", "activity_id")
        .values_list(
            "id",
            "child_id",
            "activity_id",
            "date",
            "wish",
            "price_cents",
            "refusal",
            "agreed_cents",
            "removed_at",
        )
    )
    rows = list(found)
    present = [row[:8] for row in rows if row[8] is None]
    ends = [row[1:4] for row in present if row[4] == CartLine.Wish.CANCEL]
    paid = booked.paid_on({end[0] for end in ends}, {end[2] for end in ends}) if ends else {}
    return Lines(
        tuple(_line(row, paid.get(row[1:4])) for row in present),
        any(row[8] is not None for row in rows),
    )


def _line(row: tuple, cancelled: tuple[UUID, bool] | None) -> Line:
    payer_id, is_paid = cancelled or (None, False)
    return Line(*row, is_paid=is_paid, payer_id=payer_id)

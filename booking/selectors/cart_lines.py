"""The lines of a cart, read thin, once for a page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from booking.models import CartLine
from booking.rules.holds import WISH_LIFE


@dataclass(frozen=True, slots=True)
class Line:
    """One wish; cents as promised."""

    id: UUID
    child_id: UUID
    activity_id: UUID
    date: date
    wish: str
    cents: int
    refusal: str


@dataclass(frozen=True, slots=True)
class Lines:
    """The wishes in force, and whether *Vider* can be undone."""

    present: tuple[Line, ...]
    can_undo: bool


def of_account(account_uid: UUID, *, now: datetime) -> Lines:
    """Every wish of an account in this commune, in date order: one query."""
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
            "removed_at",
        )
    )
    rows = list(found)
    return Lines(
        tuple(Line(*row[:7]) for row in rows if row[7] is None),
        any(row[7] is not None for row in rows),
    )

"""The lines of a cart, read thin, once for a page."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from booking.models import Cart, CartLine
from booking.rules.holds import WISH_LIFE
from booking.selectors import booked

# Written out: every calendar asks it; the ORM took longer to build it than the database to answer.
_LINES = f"""
SELECT l.id, l.child_id, l.activity_id, l.date, l.wish, l.price_cents, l.refusal, l.agreed_cents,
       l.removed_at
  FROM {CartLine._meta.db_table} l JOIN {Cart._meta.db_table} c ON c.id = l.cart_id
 WHERE c.account_uid = %s AND l.created_at > %s ORDER BY l.date, l.activity_id
"""


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
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [account_uid, now - WISH_LIFE])
        rows = cursor.fetchall()
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

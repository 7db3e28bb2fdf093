"""An offered place as its page shows it: days, price, time limit, or what became of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.models import Reservation
from booking.rules import waiting as rule
from booking.rules.lifecycle import BillingMode, ReservationState
from shared.values.french_dates import day_long, instant
from tenants.context import current_commune, zone_of

S = ReservationState


@dataclass(frozen=True, slots=True)
class OfferView:
    """One offer; ``lines`` are (child, what and when).

    ``said`` tells what became of it when it can no longer be answered.
    """

    service: str
    phone: str
    email: str
    lines: tuple[tuple[str, str], ...]
    cents: int
    until: str
    can_answer: bool
    is_prepaid: bool
    to_pay: bool
    said: str


def of_order(order_uid: UUID, *, now: datetime) -> OfferView | None:
    """The offer of an order, None when no place of it was ever offered: one query."""
    rows = list(
        Reservation.objects.filter(order_uid=order_uid, offered_at__isnull=False)
        .select_related("child", "activity__service")
        .order_by("date", "child__first_name")
    )
    if not rows:
        return None
    first = rows[0]
    service = first.activity.service
    live = first.state == S.HELD and first.decided_at is None
    answer = rule.may_answer(
        is_live_offer=live, state=first.state, held_until=first.held_until, now=now
    )
    kept = first.state == S.CONFIRMED or (first.state == S.HELD and first.decided_at is not None)
    zone = zone_of(current_commune())
    return OfferView(
        service=service.name,
        phone=service.phone,
        email=service.email,
        lines=tuple(
            (row.child.first_name, f"{row.activity.name}, {day_long(row.date)}") for row in rows
        ),
        # A place given back, or offered to somebody else, costs nothing.
        cents=sum(row.price_cents for row in rows) if answer or kept else 0,
        until=instant(first.held_until, zone, month=True) if first.held_until else "",
        can_answer=bool(answer),
        is_prepaid=service.billing == BillingMode.PREPAID,
        to_pay=first.state == S.HELD and first.decided_at is not None,
        said="" if answer else answer.reason.sentence,
    )

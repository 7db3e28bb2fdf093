"""What families are told by mail: kind → text template; and the expiry of held places."""

from datetime import datetime
from uuid import UUID

from booking.operations import filling, orders
from tenants.operations import outbox

MAILS: dict[str, str] = {
    kind: f"booking/emails/{kind}.txt"
    for kind in (
        "request_accepted",
        "request_refused",
        "place_to_pay",
        "hold_expired",
        "cancellation_accepted",
        "cancellation_refused",
        "booked_by_agent",
        "cancelled_by_agent",
        "service_closed",
        "pattern_filled",
        "pattern_in_cart",
        "service_reopened",
        "reopened_to_pay",
        "reopened_without",
        "certificate_seen",
        "commission_drawn",
        "commission_cancelled",
    )
}


@outbox.handler(orders.HOLD_EXPIRY)
def expire_hold(object_id: UUID, *, now: datetime) -> datetime | None:
    """Give back the places of an order left unpaid; later when its hold was moved."""
    return orders.expire_order(object_id, now=now)


@outbox.handler(filling.FILL)
def fill_patterns(object_id: UUID, *, now: datetime) -> None:
    """Book the days a service has just opened for the families whose rhythm asks for them."""
    filling.fill(object_id, now=now)

"""What families are told by mail: kind → text template; and the expiry of held places."""

from datetime import datetime
from uuid import UUID

from booking.operations import filling, orders, places, queueing, waiting
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
        "place_offered",
        "offer_over",
        "waiting_over",
        "other_parent",
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


@outbox.handler(places.SERVE_QUEUE)
def serve_queue(object_id: UUID, *, now: datetime) -> datetime | None:
    """Offer the free places of an opening to who waits first; again at once when some joined."""
    return now if waiting.offer(object_id, now=now).again else None


@outbox.handler(waiting.OFFER_END)
def end_offer(object_id: UUID, *, now: datetime) -> datetime | None:
    """An offer nobody answered gives its places to the next family."""
    return waiting.lapse(object_id, now=now)


@outbox.handler(queueing.QUEUE_END)
def end_queue(object_id: UUID, *, now: datetime) -> datetime | None:
    """At the cut-off nobody waits any more; later when the cut-off moved."""
    return waiting.close(object_id, now=now)

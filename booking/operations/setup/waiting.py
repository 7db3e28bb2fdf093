"""How a service shares scarce places: its mode, its offers, its points (R39–R41, R44)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from booking.models import PriorityCriterion, Service
from booking.rules import priority
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import rows

LONGEST_OFFER_HOURS = 240


def save(
    service: Service,
    *,
    mode: str,
    offer_hours: int,
    queue_skips: bool,
    points: Mapping[str, int],
    by: Actor,
    now: datetime,
) -> Service:
    """Set the mode and the points by ground; 0 takes a ground out. Who waits keeps the points
    given when the request was made.

    Raises DomainError « canteen_equal », « unknown_ground », « offer_hours ».
    """
    kept = {ground: number for ground, number in points.items() if number}
    decision = priority.may_set(service.kind, kept)
    if not decision:
        raise DomainError(decision.reason.code, decision.reason.sentence)
    if not 1 <= offer_hours <= LONGEST_OFFER_HOURS:
        raise DomainError(
            "offer_hours", f"Laissez entre 1 et {LONGEST_OFFER_HOURS}\u00a0heures pour répondre."
        )
    with transaction.atomic():
        (found,) = rows(Service.objects.filter(id=service.id))
        before = {
            "waiting": found.waiting,
            "offer_hours": found.offer_hours,
            "queue_skips": found.queue_skips,
            "points": dict(found.priorities.values_list("kind", "points")),
        }
        found.waiting = Service.Waiting(mode).value
        found.offer_hours, found.queue_skips = offer_hours, queue_skips
        found.save(update_fields=["waiting", "offer_hours", "queue_skips"])
        found.priorities.all().delete()
        PriorityCriterion.objects.bulk_create(
            PriorityCriterion(service=found, kind=ground, points=number)
            for ground, number in kept.items()
        )
        audit.record(
            "service.waiting",
            found,
            by=by,
            now=now,
            before=before,
            after={
                "waiting": found.waiting,
                "offer_hours": offer_hours,
                "queue_skips": queue_skips,
                "points": kept,
            },
        )
        return found

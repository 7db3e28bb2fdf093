"""Things about money that a person must look at, and what was done about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from family.operations import audit
from invoicing import errors
from invoicing.models import Attempt, PaymentAlert
from shared import locks
from shared.actors import Actor


def raise_for(
    attempt: Attempt, kind: PaymentAlert.Kind, cents: int, *, now: datetime, **facts: Any
) -> PaymentAlert:
    """Write an alert in the caller's transaction; ``facts`` are JSON-able."""
    return PaymentAlert.objects.create(
        kind=kind,
        attempt=attempt,
        payer_id=attempt.payer_id,
        amount_cents=cents,
        facts=facts,
        created_at=now,
    )


@locks.retried
def resolve(alert_id: UUID, *, resolution: str, by: Actor, now: datetime) -> PaymentAlert:
    """An agent says what was done. A second answer changes nothing. Raises NotFound."""
    with transaction.atomic():
        found = locks.rows(PaymentAlert.objects.filter(id=alert_id).select_related("payer"))
        if not found:
            raise errors.NotFound("Cette alerte")
        alert = found[0]
        if alert.resolved_at:
            return alert
        alert.resolved_at, alert.resolved_by_uid = now, by.uid
        alert.resolution = resolution[:300]
        alert.save()
        audit.record(
            "payment_alert.resolved",
            alert,
            by=by,
            now=now,
            family_uid=alert.payer.family_id,
            motive=resolution,
            cents=alert.amount_cents,
        )
        return alert

"""The operator's history: one line a public write, in the same transaction."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from shared.actors import Actor
from tenants.models import OperatorEvent


def record(
    verb: str, target: Model, *, by: Actor, now: datetime, motive: str = "", **facts: Any
) -> OperatorEvent:
    """Write who did what to which public row; ``facts`` are JSON-able."""
    return OperatorEvent.objects.create(
        at=now,
        actor_uid=by.uid,
        actor_label=by.label,
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        motive=motive,
        facts=facts,
    )

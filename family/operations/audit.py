"""Writes history: one line per act, in the transaction of the act."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from family.models import AuditEvent
from shared.actors import Actor
from shared.locks import assert_in_transaction


def record(
    verb: str,
    target: Model,
    *,
    by: Actor,
    now: datetime,
    family_uid: UUID | None = None,
    motive: str = "",
    **facts: Any,
) -> None:
    """Add one line: who (``by``), when (``now``, UTC), what (``verb`` on ``target``), why."""
    record_many(
        [event(verb, target, by=by, now=now, family_uid=family_uid, motive=motive, **facts)]
    )


def event(
    verb: str,
    target: Model,
    *,
    by: Actor,
    now: datetime,
    family_uid: UUID | None = None,
    motive: str = "",
    **facts: Any,
) -> AuditEvent:
    """Build one line without saving it, for ``record_many``."""
    return AuditEvent(
        at=now,
        actor_uid=by.uid,
        actor_label=by.label[:200],
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        motive=motive[:300],
        facts=facts,
        family_uid=family_uid,
    )


def record_many(events: list[AuditEvent]) -> None:
    """Save many lines in one statement. Raises RuntimeError outside a transaction."""
    assert_in_transaction()
    AuditEvent.objects.bulk_create(events)

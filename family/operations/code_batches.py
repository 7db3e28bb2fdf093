"""Codes for many adults at once: who gets one, who is passed over and why (R106)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from family.models import AdhesionCode, Guardian
from family.operations import codes
from shared import locks
from shared.actors import Actor


@dataclass(slots=True)
class Batch:
    """The codes made, and the adults passed over: an account, an open code, no address."""

    made: list[AdhesionCode] = field(default_factory=list)
    joined: list[Guardian] = field(default_factory=list)
    open: list[Guardian] = field(default_factory=list)
    without_address: list[Guardian] = field(default_factory=list)


@locks.retried
@transaction.atomic
def send(guardian_ids: Iterable[UUID], *, channel: str, by: Actor, now: datetime) -> Batch:
    """Issue a code to each adult who waits for one; a constant number of statements.

    An open code is left alone: replacing it would kill the letter already in the post. Letters
    are marked as sent, since the caller prints them now.
    """
    adults = (
        Guardian.objects.filter(pk__in=list(guardian_ids), family__closed_at__isnull=True)
        .select_related("family")
        .order_by("last_name", "first_name", "id")
    )
    with_open_code = set(
        AdhesionCode.objects.filter(
            guardian__in=adults,
            used_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=now,
        ).values_list("guardian_id", flat=True)
    )
    batch = Batch()
    wanted: list[Guardian] = []
    for adult in adults:
        if adult.account_uid is not None:
            batch.joined.append(adult)
        elif adult.pk in with_open_code:
            batch.open.append(adult)
        elif channel == AdhesionCode.Channel.MAIL and not adult.email:
            batch.without_address.append(adult)
        else:
            wanted.append(adult)
    if wanted:
        batch.made = codes.issue_many(wanted, channel=channel, by=by, now=now)
        if channel == AdhesionCode.Channel.LETTER:
            codes.mark_sent(batch.made, by=by, now=now)
    return batch

"""The unguessable address of an attempt: derived, never stored; public keeps its hash."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from invoicing.models import Attempt
from tenants.context import current_schema_name
from tenants.models import PaymentRoute
from tenants.urls import absolute, portal_url

RETURN = "invoicing_webhooks:return"
NOTIFICATION = "invoicing_webhooks:notification"


@dataclass(frozen=True, slots=True)
class Route:
    """Where a token leads: the only thing public knows of an attempt."""

    schema: str
    attempt_uid: UUID


def token(attempt_id: UUID) -> str:
    """64 hexadecimal digits, HMAC of the attempt's id under the platform's secret."""
    return salted_hmac("invoicing.attempt", str(attempt_id), algorithm="sha256").hexdigest()


def open_for(attempt: Attempt, *, now: datetime) -> None:
    """Write the public row of an attempt, in the transaction that freezes it."""
    PaymentRoute.objects.create(
        token_hash=_hash(token(attempt.id)),
        schema=current_schema_name(),
        attempt_uid=attempt.id,
        created_at=now,
    )


def find(given: str) -> Route | None:
    """The route of a token, whatever the schema in force (1 query); None when unknown."""
    row = PaymentRoute.objects.filter(token_hash=_hash(given)).first()
    return Route(row.schema, row.attempt_uid) if row else None


def return_url(attempt_id: UUID) -> str:
    """Where the bank sends the browser back."""
    return absolute(portal_url(RETURN, token=token(attempt_id)))


def notification_url(attempt_id: UUID) -> str:
    """Where the bank tells us to read again."""
    return absolute(portal_url(NOTIFICATION, token=token(attempt_id)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

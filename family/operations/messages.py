"""Tells families: a message row now, its mail by the outbox after the commit."""

from datetime import datetime
from typing import Any

from family.models import Guardian, Message
from shared.locks import assert_in_transaction
from tenants.operations import outbox


def tell(guardian: Guardian, kind: str, *, now: datetime, **facts: Any) -> Message:
    """Write one message to an adult and queue its mail in the same transaction (R111).

    ``kind`` names the templates ``<app>/emails/<kind>.txt``; ``facts`` are JSON-able.
    Without an e-mail address the message is kept for the portal and for paper.
    """
    return tell_many([(guardian, kind, facts)], now=now)[0]


def tell_many(
    notices: list[tuple[Guardian, str, dict[str, Any]]], *, now: datetime
) -> list[Message]:
    """Write many messages with two statements. Raises RuntimeError outside a transaction."""
    assert_in_transaction()
    messages = Message.objects.bulk_create(
        Message(guardian=guardian, kind=kind, facts=facts, created_at=now)
        for guardian, kind, facts in notices
    )
    outbox.put_many(
        [
            ("mail", message.id)
            for message, (guardian, _kind, _facts) in zip(messages, notices, strict=True)
            if guardian.email
        ],
        due_at=now,
    )
    return messages

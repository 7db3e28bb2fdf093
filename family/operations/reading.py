"""A parent has read what they were told."""

from datetime import datetime

from family.selectors import messages
from tenants.people import Member


def mark_read(member: Member, *, now: datetime) -> int:
    """Mark every message to this adult as read; returns how many were new (one statement)."""
    return messages.unread(member).update(read_at=now)

"""What a parent was told in one commune."""

from django.db.models import QuerySet

from family.models import Message
from tenants.people import Member

SHOWN = 60


def for_member(member: Member) -> QuerySet[Message]:
    """The messages to this adult, newest first."""
    return Message.objects.filter(guardian_id=member.guardian_uid).select_related("guardian")


def unread(member: Member) -> QuerySet[Message]:
    """Those not marked as read."""
    return for_member(member).filter(read_at__isnull=True)

"""Remembers that a mail left, for the outbox handlers."""

from datetime import datetime

from family.models import AdhesionCode, Message


def message_left(message: Message, *, now: datetime) -> None:
    """The message was handed to the mail server: it is not sent again."""
    Message.objects.filter(pk=message.pk).update(sent_at=now)


def code_left(code: AdhesionCode, *, now: datetime) -> None:
    """The code was mailed: the list says « envoyé le … »."""
    AdhesionCode.objects.filter(pk=code.pk).update(sent_at=now)

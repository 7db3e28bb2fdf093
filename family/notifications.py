"""What families are told by mail: kind → template, and the outbox handlers that send it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings

from family.models import AdhesionCode, Guardian, Message
from family.operations import codes, sending
from shared import mail, mail_layout
from shared.accounts.addresses import proved
from shared.values import french_dates
from tenants.context import current_commune, zone_of
from tenants.operations import outbox
from tenants.urls import absolute, portal_url

log = structlog.get_logger(__name__)

MAILS: dict[str, str] = {
    "welcome": "family/emails/welcome.txt",
}


class UnknownKind(LookupError):
    """No room says which template tells this kind of message."""


@lru_cache(maxsize=1)
def _registry() -> Mapping[str, str]:
    """Every room's ``notifications.MAILS``: the upper rooms are found by name, never imported."""
    return {kind: template for mails in _tables() for kind, template in mails.items()}


def _tables() -> Iterator[dict[str, str]]:
    for app in settings.TENANT_APPS:
        if find_spec(f"{app}.notifications") is not None:
            yield getattr(import_module(f"{app}.notifications"), "MAILS", {})


def template_of(kind: str) -> str:
    """The template of a kind of message. Raises UnknownKind."""
    try:
        return _registry()[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def context_of(message: Message) -> dict[str, Any]:
    """What a message's template may print: its facts by name, the adult, the commune, links."""
    commune = current_commune()
    return {
        **message.facts,
        "facts": message.facts,
        "guardian": message.guardian,
        "commune": commune,
        "zone": zone_of(commune),
        "home_url": absolute(portal_url("family_public:start")),
        "messages_url": absolute(portal_url("family_public:messages")),
    }


def address_of(guardian: Guardian) -> str:
    """Where an adult is written to: the proved address of the account, else the town hall's."""
    if guardian.account_uid is not None:
        return proved(guardian.account_uid) or guardian.email
    return guardian.email


@outbox.handler("mail")
def send_message(object_id: UUID, *, now: datetime, outbox_id: UUID) -> None:
    """Send one message, at least once: the Message-ID is the outbox row's, so a twin is known.

    A template that is missing or broken raises: the worker logs it and tries again.
    """
    message = Message.objects.select_related("guardian").filter(pk=object_id).first()
    if message is None or message.sent_at is not None:
        return
    address = address_of(message.guardian)
    if not address:
        log.info("mail_without_address", message=str(message.pk))
        return
    letter = mail_layout.render(template_of(message.kind), context_of(message))
    mail.send(address, letter.subject, letter.text, letter.html, message_id=str(outbox_id))
    sending.message_left(message, now=now)


@outbox.handler(codes.MAIL_KIND)
def send_code(object_id: UUID, *, now: datetime, outbox_id: UUID) -> None:
    """Send an adhesion code: its letters are recomputed here and stored nowhere."""
    code = (
        AdhesionCode.objects.select_related("guardian")
        .filter(pk=object_id, used_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)
        .first()
    )
    if code is None or not code.guardian.email:
        return
    clear = codes.clear_code(code)
    commune = current_commune()
    letter = mail_layout.render(
        "family/emails/adhesion_code.txt",
        {
            "guardian": code.guardian,
            "commune": commune,
            "code": clear,
            "join_url": absolute(portal_url("family_public:join_code", clear)),
            "until": french_dates.day_long(code.expires_at.astimezone(zone_of(commune)).date()),
        },
    )
    mail.send(
        code.guardian.email, letter.subject, letter.text, letter.html, message_id=str(outbox_id)
    )
    sending.code_left(code, now=now)

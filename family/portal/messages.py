"""*Messages*: everything each commune told this parent, and the panel of the unread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self
from zoneinfo import ZoneInfo

import structlog
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from family import notifications
from family.models import Message
from family.operations import reading
from family.portal.panels import MAIN, Scope
from family.selectors import messages
from shared import clock, mail_layout
from tenants import guards
from tenants.context import commune_scope, verify_identity, zone_of
from tenants.people import Member
from tenants.selectors.memberships import communes_of
from tenants.urls import portal_url

log = structlog.get_logger(__name__)
ON_HOME = 3


@dataclass(frozen=True, slots=True)
class Told:
    """One message as the portal shows it: the mail's subject and text."""

    subject: str
    text: str
    commune: str
    at: datetime
    zone: ZoneInfo
    is_new: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """The panel of *Accueil*: what is new, of every commune."""

    template: ClassVar[str] = "family/portal/panels/unread.html"
    order: ClassVar[int] = 40
    side: ClassVar[str] = MAIN

    count: int
    newest: tuple[Told, ...]

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """The newest of all."""
        told = sorted((one for part in parts for one in part.newest), key=_at, reverse=True)
        return cls(sum(part.count for part in parts), tuple(told[:ON_HOME]))


def unread(scope: Scope) -> Unread | None:
    """The panel in one commune; None when all is read (one query)."""
    found = list(messages.unread(scope.member)[: messages.SHOWN])
    if not found:
        return None
    told = [_told(message, scope.member) for message in found[:ON_HOME]]
    return Unread(len(found), tuple(told))


@guards.signed_in
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """Every message, newest first; looking marks nothing."""
    told: list[Told] = []
    for member in _members(request):
        with commune_scope(member.commune):
            verify_identity(member.commune)
            found = messages.for_member(member)[: messages.SHOWN]
            told += [_told(message, member) for message in found]
    told.sort(key=_at, reverse=True)
    return render(
        request,
        "family/portal/messages.html",
        {"told": told, "has_new": any(one.is_new for one in told)},
    )


@guards.signed_in
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """*Tout marquer comme lu*, in every commune."""
    now = clock.now()
    for member in _members(request):
        with commune_scope(member.commune):
            verify_identity(member.commune)
            reading.mark_read(member, now=now)
    flash.success(request, "Tous vos messages sont marqués comme lus.")
    return redirect(portal_url("family_public:messages"))


def _members(request: HttpRequest) -> list[Member]:
    account = request.user
    return [
        Member(account, membership.commune, membership.guardian_uid)  # type: ignore[arg-type]
        for membership in communes_of(account)  # type: ignore[arg-type]
    ]


def _told(message: Message, member: Member) -> Told:
    """Rendered as the mail was; a kind nobody knows any more still shows that it existed."""
    try:
        subject, text = mail_layout.subject_and_text(
            notifications.template_of(message.kind), notifications.context_of(message)
        )
    except Exception:
        log.exception("message_not_shown", kind=message.kind, message=str(message.pk))
        subject, text = "Message de votre commune", ""
    return Told(
        subject=subject,
        text=text,
        commune=member.commune.name,
        at=message.created_at,
        zone=zone_of(member.commune),
        is_new=message.read_at is None,
    )


def _at(told: Told) -> datetime:
    return told.at

"""The commune's services, for everybody and for one family."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Service
from booking.rules.commissions import announced
from booking.rules.lifecycle import ANSWER_LABELS, BILLING_LABELS, AnswerMode, BillingMode
from booking.selectors import facts, windows
from booking.selectors.verdicts import Judge
from tenants.context import current_commune, zone_of
from tenants.people import Member


@dataclass(frozen=True, slots=True)
class PublicService:
    """What anybody may read about a service."""

    id: UUID
    name: str
    kind: str
    kind_label: str
    description: str
    place: str
    hours: str
    phone: str
    email: str
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MemberService:
    """A service that children of a family are registered to."""

    id: UUID
    name: str
    kind: str
    description: str
    hours: str
    place: str
    billing_label: str
    answer_label: str
    children: tuple[tuple[UUID, str], ...]
    # When days open to this family (R43), and the commissions that take wishes: name, until when,
    # first day shared.
    opens_at: datetime | None = None
    shared: tuple[tuple[str, str, date], ...] = ()


def public() -> list[PublicService]:
    """Services open to families, with their activities: two queries, nobody's data."""
    return [
        PublicService(
            service.id,
            service.name,
            service.kind,
            service.get_kind_display(),
            service.description,
            service.place,
            service.hours,
            service.phone,
            service.email,
            tuple(one.name for one in service.activities.all() if one.is_active),
        )
        for service in Service.objects.filter(is_active=True).prefetch_related("activities")
    ]


def for_member(member: Member, *, now: datetime) -> list[MemberService]:
    """Services where a child of the family is registered, today or later: two queries."""
    today = now.astimezone(zone_of(current_commune())).date()
    known = facts.load(
        guardian_id=member.guardian_uid, since=today, until=today + timedelta(days=400)
    )
    judge = Judge(known, now)
    found = []
    for service in Service.objects.filter(is_active=True):
        children = tuple(
            (child.id, child.first_name)
            for child in known.children.values()
            if any(one.service_id == service.id for one in child.registrations)
        )
        if children:
            found.append(
                MemberService(
                    service.id,
                    service.name,
                    service.kind,
                    service.description,
                    service.hours,
                    service.place,
                    BILLING_LABELS[BillingMode(service.billing)],
                    ANSWER_LABELS[AnswerMode(service.booking_answer)],
                    children,
                    windows.opens_at(judge, known.services[service.id], today=today),
                    tuple(
                        (one.name, announced(one, now, known.zone), one.days.start)
                        for one in known.commissions
                        if one.service_id == service.id and now < one.closes_at
                    ),
                )
            )
    return found

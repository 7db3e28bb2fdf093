"""The rhythms an adult keeps, in words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.models import Opening, Pattern
from booking.rules.patterns import Weeks, describe
from shared.values.french_dates import WEEKDAYS
from tenants.context import current_commune, zone_of
from tenants.people import Member


@dataclass(frozen=True, slots=True)
class Kept:
    """One rhythm; ``served`` are the weekdays its service opens or the rhythm already names."""

    id: UUID
    child: str
    activity: str
    service: str
    is_prepaid: bool
    sentence: str
    weekdays: tuple[int, ...]
    weeks: Weeks
    last: date
    is_over: bool


def for_member(member: Member, *, now: datetime) -> list[Kept]:
    """Running rhythms first, by child; one query."""
    today = now.astimezone(zone_of(current_commune())).date()
    return sorted(
        (_kept(one, today) for one in _mine(member)), key=lambda one: (one.is_over, one.child)
    )


def one(member: Member, pattern_id: UUID, *, now: datetime) -> Kept:
    """One of them. Raises DomainError « not_found » for somebody else's."""
    today = now.astimezone(zone_of(current_commune())).date()
    found = _mine(member).filter(id=pattern_id).first()
    if found is None:
        raise not_found()
    return _kept(found, today)


def served(pattern_id: UUID) -> list[tuple[int, str]]:
    """The weekdays to choose from: those the activity opens, and those already chosen."""
    found = Pattern.objects.get(id=pattern_id)
    days = Opening.objects.filter(activity_id=found.activity_id).values_list("date", flat=True)
    numbers = {day.weekday() for day in set(days)} | set(found.weekdays)
    return [(number, WEEKDAYS[number]) for number in sorted(numbers)]


def _mine(member: Member):
    return Pattern.objects.filter(guardian_id=member.guardian_uid).select_related(
        "child", "activity__service"
    )


def _kept(found: Pattern, today: date) -> Kept:
    last = found.ends_on - timedelta(days=1)
    return Kept(
        found.id,
        found.child.first_name,
        found.activity.name,
        found.activity.service.name,
        found.activity.service.billing == "prepaid",
        describe(found.weekdays, Weeks(found.weeks), last),
        tuple(found.weekdays),
        Weeks(found.weeks),
        last,
        found.ends_on <= today,
    )

"""From when a family may book: what the countdown and the calendar's banner say (R43)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.rules.windows import Moment
from booking.selectors import facts
from booking.selectors.facts import ChildFacts, ServiceFacts
from booking.selectors.verdicts import Judge
from tenants.context import current_commune, zone_of
from tenants.people import Member

_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Countdown:
    """A service, and when this family may book it; ``opens_at`` None: nothing to wait for."""

    service: ServiceFacts
    opens_at: datetime | None


def next_opening(
    judge: Judge, service: ServiceFacts, children: Iterable[ChildFacts], days: Iterable[date]
) -> datetime | None:
    """The first instant that opens one of the days to one of the children, None when none waits."""
    if not judge.facts.windows.get(service.id):
        return None
    wanted = sorted(days)
    found = [judge.window(child, service, day) for child in children for day in wanted]
    return min((one.at for one in found if one.at and one.moment is Moment.NOT_YET), default=None)


def countdown(member: Member, service_id: UUID, *, now: datetime) -> Countdown:
    """When booking opens for the family's children. Raises DomainError « not_found »."""
    today = now.astimezone(zone_of(current_commune())).date()
    known = facts.load(guardian_id=member.guardian_uid, since=today, until=today + _AHEAD)
    service = known.services.get(service_id)
    if service is None or not service.is_active:
        raise not_found()
    return Countdown(service, opens_at(Judge(known, now), service, today=today))


def opens_at(judge: Judge, service: ServiceFacts, *, today: date) -> datetime | None:
    """The next instant that opens days of a service to the family, None when none waits."""
    children = [
        child
        for child in judge.facts.children.values()
        if any(one.service_id == service.id for one in child.registrations)
    ]
    # A window speaks of all the days of its period: one of each is enough.
    days = {
        max(today, window.period.start) if window.period else today
        for window in judge.facts.windows.get(service.id, ())
    }
    return next_opening(judge, service, children, days)

"""What *Vue période* offers before anything is typed: children, weekdays, spans of the year."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.models import CalendarEntry, Opening
from booking.selectors import facts
from booking.selectors.facts import ActivityFacts, ServiceFacts
from shared.values.french_dates import WEEKDAYS, day_short
from tenants.context import current_commune, zone_of
from tenants.people import Member

# The weekdays of a French school week: the others are ticked only where these are seldom served.
SCHOOL_WEEKDAYS = (0, 1, 3, 4)
_AHEAD = timedelta(days=400)
_LONGEST_LIST = 5
# A long week-end cuts no term in two.
_SHORTEST_HOLIDAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """A range of dates with its name, both ends included."""

    label: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class PeriodChoices:
    """All the form of *Vue période* offers; ``spans`` is empty when nothing opens any more."""

    service: ServiceFacts
    children: tuple[tuple[UUID, str], ...]
    activities: tuple[ActivityFacts, ...]
    weekdays: tuple[tuple[int, str], ...]
    usual_weekdays: tuple[int, ...]
    spans: tuple[Span, ...]

    @property
    def usual(self) -> Span | None:
        """The span offered first: up to the next school holidays, or the whole year."""
        return next((span for span in self.spans if span.label.startswith("Jusqu")), None)


def for_member(member: Member, service_id: UUID, *, now: datetime) -> PeriodChoices:
    """The choices of one service: three queries. Raises DomainError « not_found »."""
    today = now.astimezone(zone_of(current_commune())).date()
    known = facts.load(guardian_id=member.guardian_uid, since=today, until=today + _AHEAD)
    service = known.services.get(service_id)
    if service is None or not service.is_active:
        raise not_found()
    days = sorted(
        set(
            Opening.objects.filter(
                activity__service_id=service_id, date__gt=today, date__lt=today + _AHEAD
            ).values_list("date", flat=True)
        )
    )
    served = Counter(day.weekday() for day in days)
    return PeriodChoices(
        service,
        tuple(
            (child.id, child.first_name)
            for child in known.children.values()
            if child.can_book and any(one.service_id == service_id for one in child.registrations)
        ),
        tuple(known.activities_of(service_id)),
        tuple((number, name) for number, name in enumerate(WEEKDAYS) if number in served),
        _usual(served),
        tuple(_spans(days, today)),
    )


def _usual(served: Counter[int]) -> tuple[int, ...]:
    """The weekdays to tick first; a centre of Wednesdays and holidays is one of Wednesdays."""
    most = max(served.values(), default=0)
    often = sorted(weekday for weekday, number in served.items() if 2 * number >= most)
    return tuple(weekday for weekday in often if weekday in SCHOOL_WEEKDAYS) or tuple(often)


def _spans(days: list[date], today: date) -> list[Span]:
    """Next week, the times between school holidays, then all that is open."""
    if not days:
        return []
    monday = today + timedelta(days=7 - today.weekday())
    spans = []
    if any(monday <= day < monday + timedelta(days=7) for day in days):
        spans.append(Span("La semaine prochaine", monday, monday + timedelta(days=6)))
    first = today + timedelta(days=1)
    holidays = CalendarEntry.objects.filter(
        kind=CalendarEntry.Kind.HOLIDAY, service=None, starts_on__gt=today, starts_on__lte=days[-1]
    ).values_list("name", "starts_on", "ends_on")
    for name, starts_on, ends_on in sorted(holidays, key=lambda found: found[1]):
        if ends_on - starts_on < _SHORTEST_HOLIDAYS:
            continue
        inside = [day for day in days if first <= day < starts_on]
        if inside:
            spans.append(Span(_until(name), first, starts_on - timedelta(days=1)))
        first = max(first, ends_on)
    spans = spans[: _LONGEST_LIST - 1]
    spans.append(
        Span(f"Jusqu’au {day_short(days[-1], year=True)}", today + timedelta(days=1), days[-1])
    )
    return spans


def _until(name: str) -> str:
    """« Jusqu’aux vacances d’hiver »; a name that is no plural is quoted."""
    plain = f"{name[0].lower()}{name[1:]}"
    return f"Jusqu’aux {plain}" if plain.startswith("vacances") else f"Jusqu’à « {name} »"

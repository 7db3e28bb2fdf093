"""The frozen facts the rules want: offer, deadlines, calendar, tariffs, household."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.rules.deadlines import Act, DeadlineRule, Kind, table_from_json
from booking.rules.lifecycle import AnswerMode, BillingMode
from booking.rules.pricing import Bracket, Quotient, Tariff, UnknownQuotient
from booking.selectors.facts_sql import Rows, fetch
from family.models import FamilyQuotient
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import Counting
from tenants.context import current_commune, zone_of

# Deadlines walk back over days that do not count: a summer and some more.
_WALK_BACK = timedelta(days=130)


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """A service as rules and screens need it."""

    id: UUID
    name: str
    kind: str
    billing: BillingMode
    booking_answer: AnswerMode
    cancel_answer: AnswerMode
    request_holds_place: bool
    refund_default: str
    phone: str
    email: str
    hours: str
    is_active: bool

    @property
    def is_prepaid(self) -> bool:
        """Paid when booked."""
        return self.billing is BillingMode.PREPAID


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """An activity: hours are local."""

    id: UUID
    service_id: UUID
    name: str
    short_name: str
    care: str
    starts_at: time
    ends_at: time
    exclusive_set: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A child admitted to a service."""

    service_id: UUID
    group_id: UUID | None
    span: DateRange


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """A child somebody may see; ``can_book`` says whether also book."""

    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    can_book: bool
    registrations: tuple[RegistrationFacts, ...]

    def registration(self, service_id: UUID, day: date) -> RegistrationFacts | None:
        """The registration that covers a day, or None (R1)."""
        for found in self.registrations:
            if found.service_id == service_id and found.span.contains(day):
                return found
        return None


@dataclass(frozen=True, slots=True)
class GuardianFacts:
    """An adult of the family."""

    id: UUID
    full_name: str
    email: str
    is_payer: bool
    family_id: UUID
    family_name: str
    is_resident: bool
    quotients: tuple[tuple[DateRange, Quotient], ...]

    def quotient(self, day: date) -> Quotient | None:
        """The value valid on the day of service (R54)."""
        return next((found for span, found in self.quotients if span.contains(day)), None)


@dataclass(frozen=True)
class Facts:
    """Everything but openings and reservations. Mappings keep the order of the screens."""

    zone: ZoneInfo
    isolation: str
    services: Mapping[UUID, ServiceFacts]
    activities: Mapping[UUID, ActivityFacts]
    deadlines: Mapping[UUID, tuple[DeadlineRule, ...]]
    calendars: Mapping[UUID | None, CalendarFacts]
    entry_names: tuple[tuple[UUID | None, DateRange, str, str], ...]
    tariffs: Mapping[UUID, tuple[Tariff, ...]]
    children: Mapping[UUID, ChildFacts]
    guardians: tuple[GuardianFacts, ...]

    @cached_property
    def payer(self) -> GuardianFacts | None:
        """The family's payer; the only adult when none is marked."""
        payers = [guardian for guardian in self.guardians if guardian.is_payer]
        return (payers or list(self.guardians) or [None])[0]

    def calendar(self, service_id: UUID) -> CalendarFacts:
        """The days of a service: the commune's calendar and its own closures."""
        return self.calendars.get(service_id, self.calendars[None])

    def activities_of(self, service_id: UUID) -> list[ActivityFacts]:
        """The proposed activities of a service, in order."""
        return [
            activity
            for activity in self.activities.values()
            if activity.service_id == service_id and activity.is_active
        ]

    def day_name(self, service_id: UUID, day: date) -> str:
        """« Vacances de Noël », « Jour de l’an »: the name of a day that is not ordinary."""
        names = [
            (kind, name)
            for owner, span, kind, name in self.entry_names
            if owner in {None, service_id} and span.contains(day)
        ]
        order = ("closure", "public_holiday", "holiday")
        return min(names, key=lambda found: order.index(found[0]))[1] if names else ""


def load(*, guardian_id: UUID | None, since: date, until: date) -> Facts:
    """Read the facts for days of [since, until) in ONE statement.

    ``guardian_id``: whose children and whose prices; None for screens of agents without a family.
    """
    isolation, tables = fetch(
        guardian_id=guardian_id, since=since, until=until, far=since - _WALK_BACK
    )
    services, activities, rules, entries, tariffs, children, guardians = tables
    return Facts(
        zone=zone_of(current_commune()),
        isolation=isolation,
        services=_services(services),
        activities=_activities(activities),
        deadlines=_deadlines(rules),
        calendars=_calendars(entries),
        entry_names=tuple(
            (UUID(row[0]) if row[0] else None, _span(row[2], row[3]), row[1], row[4])
            for row in entries
        ),
        tariffs=_tariffs(tariffs),
        children={child.id: child for child in map(_child, children)},
        guardians=tuple(map(_guardian, guardians)),
    )


def _span(first: str, end: str | None) -> DateRange:
    return DateRange(date.fromisoformat(first), date.fromisoformat(end) if end else None)


def _services(rows: Rows) -> dict[UUID, ServiceFacts]:
    return {
        UUID(row[0]): ServiceFacts(
            UUID(row[0]),
            row[1],
            row[2],
            BillingMode(row[3]),
            AnswerMode(row[4]),
            AnswerMode(row[5]),
            *row[6:],
        )
        for row in rows
    }


def _activities(rows: Rows) -> dict[UUID, ActivityFacts]:
    return {
        UUID(row[0]): ActivityFacts(
            UUID(row[0]),
            UUID(row[1]),
            row[2],
            row[3],
            row[4],
            time.fromisoformat(row[5]),
            time.fromisoformat(row[6]),
            row[7],
            row[8],
        )
        for row in rows
    }


def _deadlines(rows: Rows) -> dict[UUID, tuple[DeadlineRule, ...]]:
    found: dict[UUID, list[DeadlineRule]] = defaultdict(list)
    for row in rows:
        found[UUID(row[1])].append(_deadline(row))
    return {service: tuple(rules) for service, rules in found.items()}


def _deadline(row: list) -> DeadlineRule:
    """A stored deadline as the rules read it; numbers that are missing stay at their defaults."""
    return DeadlineRule(
        key=UUID(row[0]),
        activity=UUID(row[2]) if row[2] else None,
        period=_span(row[3], row[4]) if row[3] else None,
        act=Act(row[5]),
        kind=Kind(row[6]),
        days=row[7] or 0,
        hours=row[8] or 0,
        at=time.fromisoformat(row[9]) if row[9] else None,
        weekday=row[10],
        weeks=1 if row[11] is None else row[11],
        day_of_month=row[12],
        instant=datetime.fromisoformat(row[13]) if row[13] else None,
        table=table_from_json(row[14] or {}),
        counting=Counting(*row[15:19], frozenset(row[19] or ())),
        override=_span(row[20], row[21]) if row[20] else None,
    )


def _calendars(rows: Rows) -> dict[UUID | None, CalendarFacts]:
    """One calendar for the commune (None) and one for each service that has days of its own."""
    owners: dict[UUID | None, list] = defaultdict(list)
    for row in rows:
        owners[UUID(row[0]) if row[0] else None].append(row)
    common = owners[None]
    return {
        owner: _calendar(common if owner is None else common + own) for owner, own in owners.items()
    }


def _calendar(rows: Rows) -> CalendarFacts:
    holidays, public, closed = [], set(), {}
    for _owner, kind, first, end, _name in rows:
        span = _span(first, end)
        if kind == "holiday":
            holidays.append(span)
        elif kind == "public_holiday":
            public.update(span.days())
        else:
            closed.update(dict.fromkeys(span.days(), DayKind.CLOSED))
    return CalendarFacts(tuple(holidays), frozenset(public), closed)


def _tariffs(rows: Rows) -> dict[UUID, tuple[Tariff, ...]]:
    found: dict[UUID, list[Tariff]] = defaultdict(list)
    for _key, activity, name, first, end, unknown, vote, voted_on, brackets in rows:
        found[UUID(activity)].append(
            Tariff(
                name=name,
                span=_span(first, end),
                brackets=tuple(Bracket(*row[1:]) for row in brackets or ()),
                unknown=UnknownQuotient(unknown),
                deliberation=vote,
                deliberated_on=date.fromisoformat(voted_on) if voted_on else None,
            )
        )
    return {activity: tuple(versions) for activity, versions in found.items()}


def _child(row: list) -> ChildFacts:
    key, first, last, born, can_book, registrations = row
    return ChildFacts(
        UUID(key),
        first,
        last,
        date.fromisoformat(born),
        can_book,
        tuple(
            RegistrationFacts(UUID(service), UUID(group) if group else None, _span(start, end))
            for service, group, start, end in registrations or ()
        ),
    )


def _guardian(row: list) -> GuardianFacts:
    key, first, last, email, is_payer, family, family_name, resident, quotients = row
    return GuardianFacts(
        UUID(key),
        f"{first} {last}".strip(),
        email,
        is_payer,
        UUID(family),
        family_name,
        resident,
        tuple(
            (
                _span(start, end),
                Quotient(value, date.fromisoformat(start), FamilyQuotient.Source(source).label),
            )
            for value, start, end, source in quotients or ()
        ),
    )

"""The shapes of the facts: frozen, thin, in the order of the screens."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.rules.carence import ProofRule
from booking.rules.closures import Closure
from booking.rules.commissions import Window, covering
from booking.rules.deadlines import DeadlineRule
from booking.rules.lifecycle import AnswerMode, BillingMode
from booking.rules.limits import LimitBook
from booking.rules.links import NO_LINKS, Links
from booking.rules.outcomes import Outcomes
from booking.rules.pricing import Quotient, Tariff
from booking.rules.priority import Criterion
from booking.rules.windows import BookingWindow
from family.rules.custody import Plan, Turn, whose_day
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, school_year_of


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
    # Asked after the cut-off, an agent decides; the surcharge in cents once accepted (R26).
    late_requests: bool
    late_surcharge_cents: int

    @property
    def is_prepaid(self) -> bool:
        """Paid when booked."""
        return self.billing is BillingMode.PREPAID


@dataclass(frozen=True, slots=True)
class LateWord:
    """What a service says of an absence told after the cut-off (R26–R29)."""

    is_accepted: bool
    outcomes: Outcomes
    proof: ProofRule


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
    unit: str = "day"
    youngest_months: int | None = None
    oldest_months: int | None = None


@dataclass(frozen=True, slots=True)
class RegistrationFacts:
    """A child admitted to a service."""

    service_id: UUID
    group_id: UUID | None
    span: DateRange


@dataclass(frozen=True, slots=True)
class SchoolingFacts:
    """The class of a child in a school year, named by its first calendar year (R11)."""

    school_id: UUID
    class_name: str
    level: str
    school_year: int


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """A child somebody may see; ``can_book`` says whether also book."""

    id: UUID
    first_name: str
    last_name: str
    birth_date: date
    can_book: bool
    registrations: tuple[RegistrationFacts, ...]
    schoolings: tuple[SchoolingFacts, ...] = ()

    def schooling(self, day: date) -> SchoolingFacts | None:
        """The class of the school year a day belongs to, or None (R11)."""
        year = school_year_of(day).start.year
        return next((found for found in self.schoolings if found.school_year == year), None)

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
    category: str = ""

    def quotient(self, day: date) -> Quotient | None:
        """The value valid on the day of service (R54)."""
        return next((found for span, found in self.quotients if span.contains(day)), None)


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """How a service shares scarce places: none, queue or commission (R39–R41)."""

    mode: str
    offer_hours: int
    skips: bool
    criteria: tuple[Criterion, ...]

    @property
    def is_queue(self) -> bool:
        """A full day may be waited for."""
        return self.mode == "queue"


@dataclass(frozen=True, slots=True)
class Standing:
    """What may count in a score, of the household and of its children (R39)."""

    resident: bool = False
    parents_work: bool = False
    priority_children: frozenset[UUID] = frozenset()


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
    closures: tuple[Closure, ...]
    tariffs: Mapping[UUID, tuple[Tariff, ...]]
    children: Mapping[UUID, ChildFacts]
    guardians: tuple[GuardianFacts, ...]
    links: Links = NO_LINKS
    windows: Mapping[UUID, tuple[BookingWindow, ...]] = field(default_factory=dict)
    limits: LimitBook = field(default_factory=LimitBook)
    commissions: tuple[Window, ...] = ()
    queues: Mapping[UUID, QueueFacts] = field(default_factory=dict)
    standing: Standing = Standing()
    absences: Mapping[UUID, LateWord] = field(default_factory=dict)
    # Of the children whose parents live apart; ``others``: the adults of the other households,
    # without a name, for prices only (R72).
    custody: Mapping[UUID, tuple[Plan, ...]] = field(default_factory=dict)
    others: tuple[GuardianFacts, ...] = ()

    @cached_property
    def payer(self) -> GuardianFacts | None:
        """The family's payer; the only adult when none is marked."""
        payers = [guardian for guardian in self.guardians if guardian.is_payer]
        return (payers or list(self.guardians) or [None])[0]

    @cached_property
    def mine(self) -> frozenset[UUID]:
        """The adults of this household."""
        return frozenset(guardian.id for guardian in self.guardians)

    def turn(self, child_id: UUID, day: date) -> Turn | None:
        """Whose day it is, where parents live apart (R69)."""
        plans = self.custody.get(child_id)
        return whose_day(plans, day, self.calendars[None].holidays) if plans else None

    def payer_of(self, child_id: UUID, day: date) -> GuardianFacts | None:
        """Who pays a day: the payer of the household it is charged to (R70, R71)."""
        turn = self.turn(child_id, day)
        if turn is None or turn.payer in self.mine:
            return self.payer
        household = next((one.family_id for one in self.others if one.id == turn.payer), None)
        adults = [one for one in self.others if one.family_id == household]
        marked = [one for one in adults if one.is_payer]
        return (marked or [one for one in adults if one.id == turn.payer] or [None])[0]

    def pays(self, payer_id: UUID | None) -> bool:
        """Whether a payer is of this household: an amount of another one is never shown (R72)."""
        return payer_id in self.mine

    def calendar(self, service_id: UUID) -> CalendarFacts:
        """The days of a service: the commune's calendar and its own closures."""
        return self.calendars.get(service_id, self.calendars[None])

    def commission(self, service_id: UUID, day: date) -> Window | None:
        """The open commission that shares the places of a day, or None (R43)."""
        return covering(self.commissions, service_id, day)

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
        order = ("closure", "school_day", "public_holiday", "holiday")
        return min(names, key=lambda found: order.index(found[0]))[1] if names else ""

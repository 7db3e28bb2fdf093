"""The month of a service for one child or several: weeks × days × cells, in five queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.rules import cells as cell_rules
from booking.rules import deadlines
from booking.rules.cells import CellState
from booking.rules.commissions import Window, announced
from booking.rules.deadlines import Act
from booking.rules.priority import explained
from booking.selectors import cart as carts
from booking.selectors import cart_lines, day_notes, facts, openings, windows
from booking.selectors.cart import CartPage
from booking.selectors.cells import DayCell, Painter, read_book
from booking.selectors.facts import ActivityFacts, ChildFacts, Facts, ServiceFacts
from booking.selectors.openings import Openings
from shared.values import french_dates
from shared.values.french_dates import WEEKDAYS
from shared.values.money import format_cents
from tenants.context import current_commune, zone_of
from tenants.people import Member

LEGEND = tuple(
    (state, cell_rules.ICONS[state], cell_rules.WORDS[state])
    for state in CellState
    if state not in {CellState.WAITLISTED, CellState.OFFERED}
)
_BACK, _AHEAD = 13, 14


@dataclass(frozen=True, slots=True)
class Chip:
    """A child to switch to."""

    id: UUID
    first_name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class PriceHead:
    """The price of an activity for this family, and why; ``cents`` None with ``refusal``."""

    activity_id: UUID
    activity: str
    cents: int | None
    text: str
    because: str
    refusal: str
    trace: tuple[dict, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the month (or of a week it shares).

    ``note``: why nothing opens, or what to see coming (R23).
    """

    date: date
    number: str
    label: str
    in_month: bool
    is_today: bool
    is_past: bool
    note: str
    cells: tuple[DayCell, ...]
    # « Chez vous », « Chez l’autre parent »: where parents live apart (R69).
    custody: str = ""


@dataclass(frozen=True, slots=True)
class Week:
    """« Semaine 1 » and its open weekdays."""

    label: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Sharing:
    """An open commission: « du 22 au 26 février 2027 », « Souhaits jusqu’au… », its seed's hash."""

    name: str
    days: str
    said: str
    commitment: str


@dataclass(frozen=True, slots=True)
class MonthPage:
    """All a template prints for a month."""

    service: ServiceFacts
    children: tuple[Chip, ...]
    is_all: bool
    month: date
    title: str
    previous: date | None
    next: date | None
    weekdays: tuple[tuple[int, str], ...]
    activities: tuple[ActivityFacts, ...]
    prices: tuple[PriceHead, ...]
    deadline: str
    weeks: tuple[Week, ...]
    legend: tuple[tuple[CellState, str, str], ...]
    cart: CartPage | None
    queue_order: tuple[str, ...] = ()
    # Days of this month that this family will book from an instant on (R43).
    opens_at: datetime | None = None
    # Open commissions of these days.
    sharing: tuple[Sharing, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing opens this month."""
        return not self.weekdays

    @property
    def names(self) -> str:
        """« Léa et Hugo »."""
        shown = [chip.first_name for chip in self.children if chip.is_current or self.is_all]
        return french_dates.enumeration(shown)


def month(
    member: Member,
    *,
    service_id: UUID,
    now: datetime,
    month: date | None = None,
    child_id: UUID | None = None,
) -> MonthPage:
    """A family's month; ``child_id`` None shows every registered child (« Tous »).

    Raises DomainError « not_found » for another family's child or an unknown service.
    """
    lines = cart_lines.of_account(member.account.pk, now=now)
    return _page(member.guardian_uid, service_id, child_id, month, now, lines=lines, by_agent=False)


def month_for_agent(
    guardian_id: UUID,
    *,
    service_id: UUID,
    now: datetime,
    month: date | None = None,
    child_id: UUID | None = None,
) -> MonthPage:
    """The same month, for an agent who books for a family: no cart, cut-offs passed over."""
    return _page(guardian_id, service_id, child_id, month, now, lines=None, by_agent=True)


def one_cell(
    member: Member, *, child_id: UUID, activity_id: UUID, day: date, now: datetime
) -> DayCell:
    """One cell painted again, after a tap. Raises DomainError « not_found »."""
    lines = cart_lines.of_account(member.account.pk, now=now)
    end = day + timedelta(days=1)
    known = facts.load(guardian_id=member.guardian_uid, since=day, until=end)
    child, activity = known.children.get(child_id), known.activities.get(activity_id)
    if child is None or activity is None:
        raise not_found()
    opened = _openings(known, [activity], [child], day, end)
    book = read_book([child_id], day, end, lines=lines.present)
    return Painter(known, book, opened, now).paint(child, activity, day)


def _page(
    guardian_id: UUID,
    service_id: UUID,
    child_id: UUID | None,
    wanted: date | None,
    now: datetime,
    *,
    lines: cart_lines.Lines | None,
    by_agent: bool,
) -> MonthPage:
    today = now.astimezone(zone_of(current_commune())).date()
    first = (wanted or today).replace(day=1)
    monday = first - timedelta(days=first.weekday())
    end = _shifted(first, 1)
    end += timedelta(days=-end.weekday() % 7)
    known = facts.load(guardian_id=guardian_id, since=monday, until=end)
    service = known.services.get(service_id)
    if service is None or not (service.is_active or by_agent):
        raise not_found()
    if child_id is not None and child_id not in known.children:
        raise not_found()
    registered = [
        child
        for child in known.children.values()
        if any(found.service_id == service_id for found in child.registrations)
        or child.id == child_id
    ]
    shown = [child for child in registered if child_id in {None, child.id}]
    activities = known.activities_of(service_id)
    opened = _openings(known, activities, shown, monday, end)
    book = read_book(
        [child.id for child in shown], monday, end, lines=lines.present if lines else ()
    )
    painter = Painter(known, book, opened, now, by_agent=by_agent)
    days = opened.days()
    weekdays = tuple(
        (number, name)
        for number, name in enumerate(WEEKDAYS)
        if any(day.weekday() == number for day in days)
    )
    return MonthPage(
        service=service,
        children=tuple(
            Chip(child.id, child.first_name, child.id == child_id) for child in registered
        ),
        is_all=child_id is None,
        month=first,
        title=french_dates.month_long(first).capitalize(),
        previous=_shifted(first, -1) if first > _shifted(today, -_BACK) else None,
        next=_shifted(first, 1) if first < _shifted(today, _AHEAD) else None,
        weekdays=weekdays,
        activities=tuple(activities),
        prices=_prices(painter, activities, _a_day(days, first, today)),
        deadline=_deadline(known, service, _a_day(days, first, today)),
        weeks=_weeks(painter, service, shown, activities, monday, end, first, weekdays),
        legend=LEGEND,
        sharing=tuple(
            Sharing(one.name, *_sharing(one, now, known), one.commitment)
            for one in known.commissions
            if one.service_id == service_id
        ),
        cart=carts.build(known, lines, now=now) if lines else None,
        queue_order=_queue_order(known, service),
        opens_at=None if by_agent else windows.next_opening(painter.judge, service, shown, days),
    )


def _queue_order(known: Facts, service: ServiceFacts) -> tuple[str, ...]:
    """How its waiting list is ordered, as families read it; empty without a list (R39)."""
    queue = known.queues[service.id]
    return tuple(explained(queue.criteria)) if queue.is_queue else ()


def _sharing(one: Window, now: datetime, known: Facts) -> tuple[str, str]:
    """The days a commission shares, and until when they are wished for."""
    days = french_dates.day_range(one.days.start, one.days.last or one.days.start)
    return days, announced(one, now, known.zone)


def _openings(
    known: Facts,
    activities: list[ActivityFacts],
    children: list[ChildFacts],
    since: date,
    until: date,
) -> Openings:
    groups = {registration.group_id for child in children for registration in child.registrations}
    shown = {activity.id for activity in activities}
    shown |= {other for key in shown for other in known.links.implied(key)}
    return openings.read(shown, groups, since=since, until=until)


def _weeks(
    painter: Painter,
    service: ServiceFacts,
    children: list[ChildFacts],
    activities: list[ActivityFacts],
    monday: date,
    end: date,
    first: date,
    weekdays: tuple[tuple[int, str], ...],
) -> tuple[Week, ...]:
    weeks, known = [], painter.facts
    while monday < end:
        days = []
        for number, _name in weekdays:
            day = monday + timedelta(days=number)
            painted = tuple(
                painter.paint(child, activity, day)
                for child in children
                for activity in activities
                if painter.openings.is_open(activity.id, day)
            )
            days.append(
                Day(
                    day,
                    french_dates.day_number(day),
                    french_dates.day_short(day),
                    (day.year, day.month) == (first.year, first.month),
                    day == painter.today,
                    day < painter.today,
                    day_notes.of_day(painter.judge, painted, day)
                    if painted
                    else known.day_name(service.id, day),
                    painted,
                    _custody(known, children, day) if painted else "",
                )
            )
        weeks.append(Week(french_dates.week(monday), tuple(days)))
        monday += timedelta(days=7)
    return tuple(weeks)


def _custody(known: Facts, children: list[ChildFacts], day: date) -> str:
    """Whose day it is, for the children shown whose parents live apart."""
    turns = {one.first_name: turn for one in children if (turn := known.turn(one.id, day))}
    away = [name for name, turn in turns.items() if turn.parent not in known.mine]
    if not turns or (away and len(away) == len(turns) == len(children)):
        return "Chez l’autre parent" if turns else ""
    return f"{french_dates.enumeration(away)} chez l’autre parent" if away else "Chez vous"


def _a_day(days: set[date], first: date, today: date) -> date:
    """A day of the month to tell price and deadline for: the next open one, else the last."""
    inside = sorted(day for day in days if (day.year, day.month) == (first.year, first.month))
    coming = [day for day in inside if day >= today]
    return (coming or inside[-1:] or [first])[0]


def _prices(painter: Painter, activities: list[ActivityFacts], day: date) -> tuple[PriceHead, ...]:
    heads = []
    for activity in activities:
        price = painter.judge.prices.of(activity, day)
        steps = {step["step"]: step["value"] for step in price.trace}
        known = steps.get("quotient", "").split(", ")[0]
        bracket = steps.get("bracket", "").split("\u00a0:")[0]
        heads.append(
            PriceHead(
                activity.id,
                activity.name,
                price.cents,
                format_cents(price.cents) if price.cents is not None else "",
                f"quotient familial {known}, tranche {bracket}" if bracket else "",
                "" if price else price.reason.sentence,
                tuple(price.trace),
            )
        )
    return tuple(heads)


def _deadline(known: Facts, service: ServiceFacts, day: date) -> str:
    rule = deadlines.choose(known.deadlines.get(service.id, ()), Act.BOOK, day=day)
    return deadlines.describe(rule, known.zone) if rule else ""


def _shifted(day: date, months: int) -> date:
    """The first of the month, some months away."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)

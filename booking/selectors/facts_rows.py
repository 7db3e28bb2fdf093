"""From rows of JSON to the shapes of the facts: one builder a part."""

from collections import defaultdict
from datetime import date, datetime, time
from uuid import UUID

from booking.rules.allocation import commitment
from booking.rules.cancellations import Motive, Notice
from booking.rules.carence import ProofRule
from booking.rules.closures import Closure
from booking.rules.commissions import Window
from booking.rules.deadlines import Act, DeadlineRule, Kind, table_from_json
from booking.rules.lifecycle import AnswerMode, BillingMode
from booking.rules.limits import LimitBook, LimitDay, Ratios, weights
from booking.rules.links import Links
from booking.rules.outcomes import Outcomes
from booking.rules.pricing import Bracket, Quotient, Tariff, UnknownQuotient
from booking.rules.priority import Criterion, Ground
from booking.rules.windows import BookingWindow
from booking.selectors.facts_shapes import (
    ActivityFacts,
    ChildFacts,
    GuardianFacts,
    LateWord,
    QueueFacts,
    RegistrationFacts,
    SchoolingFacts,
    ServiceFacts,
    Standing,
)
from booking.selectors.facts_sql import Rows
from family.models import CustodyPlan, FamilyQuotient
from family.rules.custody import HolidayHalves, Party, Plan, Rhythm
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import Counting


def span(first: str, end: str | None) -> DateRange:
    """A half-open range of days from ISO dates."""
    return DateRange(date.fromisoformat(first), date.fromisoformat(end) if end else None)


def services(rows: Rows) -> dict[UUID, ServiceFacts]:
    """Services by id, in the order of the screens."""
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


def absences(rows: Rows) -> dict[UUID, LateWord]:
    """What each service that has a policy says of late absences."""
    return {
        UUID(service): LateWord(
            accepted,
            Outcomes({(Motive(m), Notice(n), proof): share for m, n, proof, share in own or ()}),
            ProofRule(proof_days=days, by_month_end=month_end),
        )
        for service, accepted, days, month_end, own in rows
    }


def activities(rows: Rows) -> dict[UUID, ActivityFacts]:
    """Activities by id, in the order of the screens."""
    return {
        UUID(row[0]): ActivityFacts(
            UUID(row[0]),
            UUID(row[1]),
            row[2],
            row[3],
            row[4],
            time.fromisoformat(row[5]),
            time.fromisoformat(row[6]),
            *row[7:],
        )
        for row in rows
    }


def links(rows: Rows) -> Links[UUID]:
    """What each activity implies and requires."""
    found: dict[str, dict[UUID, tuple[UUID, ...]]] = {"implies": {}, "requires": {}}
    for activity, other, kind in rows:
        arrows, start = found[kind], UUID(activity)
        arrows[start] = (*arrows.get(start, ()), UUID(other))
    return Links(found["implies"], found["requires"])


def windows(rows: Rows) -> dict[UUID, tuple[BookingWindow, ...]]:
    """The booking windows of each service, the earliest first."""
    found: dict[UUID, list[BookingWindow]] = defaultdict(list)
    for service, first, end, opens, closes, residence, school, category in rows:
        found[UUID(service)].append(
            BookingWindow(
                opens_at=datetime.fromisoformat(opens),
                closes_at=datetime.fromisoformat(closes) if closes else None,
                period=span(first, end) if first else None,
                residence=residence,
                school=UUID(school) if school else None,
                category=category,
            )
        )
    return {service: tuple(own) for service, own in found.items()}


def limits(rows: Rows) -> LimitBook:
    """The days of the limits above openings, as they stand."""
    return LimitBook(
        LimitDay(
            id=UUID(key),
            name=name,
            kind=kind,
            date=date.fromisoformat(day),
            capacity=capacity,
            taken=taken,
            activities=frozenset(map(UUID, activities or ())),
            group=UUID(group) if group else None,
            weights=weights(kind, Ratios(*ratios)),
        )
        for key, name, kind, day, capacity, taken, activities, group, *ratios in rows
    )


def deadlines(rows: Rows) -> dict[UUID, tuple[DeadlineRule, ...]]:
    """Deadline rules by service."""
    found: dict[UUID, list[DeadlineRule]] = defaultdict(list)
    for row in rows:
        found[UUID(row[1])].append(_deadline(row))
    return {service: tuple(rules) for service, rules in found.items()}


def _deadline(row: list) -> DeadlineRule:
    """A stored deadline as the rules read it; numbers that are missing stay at their defaults."""
    return DeadlineRule(
        key=UUID(row[0]),
        activity=UUID(row[2]) if row[2] else None,
        period=span(row[3], row[4]) if row[3] else None,
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
        override=span(row[20], row[21]) if row[20] else None,
        motive=row[22],
    )


def calendars(rows: Rows) -> dict[UUID | None, CalendarFacts]:
    """One calendar for the commune (None) and one for each service that has days of its own."""
    owners: dict[UUID | None, list] = defaultdict(list)
    for row in rows:
        if not _is_partial(row):
            owners[UUID(row[0]) if row[0] else None].append(row)
    common = owners[None]
    return {
        owner: _calendar(common if owner is None else common + own) for owner, own in owners.items()
    }


def _calendar(rows: Rows) -> CalendarFacts:
    """A day made a school day is neither holiday nor public holiday; a closure wins over all."""
    holidays, public, school, closed = [], set(), {}, {}
    for _owner, kind, first, end, *_rest in rows:
        days = span(first, end)
        if kind == "holiday":
            holidays.append(days)
        elif kind == "public_holiday":
            public.update(days.days())
        elif kind == "school_day":
            school.update(dict.fromkeys(days.days(), DayKind.SCHOOL))
        else:
            closed.update(dict.fromkeys(days.days(), DayKind.CLOSED))
    return CalendarFacts(tuple(holidays), frozenset(public - school.keys()), school | closed)


def _is_partial(row: list) -> bool:
    """Days of a group or a school: the others still come, the service is open."""
    return bool(row[5] or row[6])


def entry_names(found: Rows) -> tuple[tuple[UUID | None, DateRange, str, str], ...]:
    """Whose days (None: the commune's), which, of what kind, under what name."""
    return tuple(
        (UUID(row[0]) if row[0] else None, span(row[2], row[3]), row[1], row[4])
        for row in found
        if not _is_partial(row)
    )


def closures(found: Rows) -> tuple[Closure, ...]:
    """Closures of a group, a school or a class: they refuse those children only."""
    return tuple(
        Closure(
            span(row[2], row[3]),
            row[4],
            UUID(row[0]) if row[0] else None,
            UUID(row[5]) if row[5] else None,
            UUID(row[6]) if row[6] else None,
            row[7],
        )
        for row in found
        if row[1] == "closure" and _is_partial(row)
    )


def tariffs(rows: Rows) -> dict[UUID, tuple[Tariff, ...]]:
    """The versions of each activity’s grid."""
    found: dict[UUID, list[Tariff]] = defaultdict(list)
    for _key, activity, name, first, end, unknown, vote, voted_on, brackets in rows:
        found[UUID(activity)].append(
            Tariff(
                name=name,
                span=span(first, end),
                brackets=tuple(Bracket(*row[1:]) for row in brackets or ()),
                unknown=UnknownQuotient(unknown),
                deliberation=vote,
                deliberated_on=date.fromisoformat(voted_on) if voted_on else None,
            )
        )
    return {activity: tuple(versions) for activity, versions in found.items()}


def commissions(found: Rows) -> tuple[Window, ...]:
    """The open commissions; the seed itself stays secret until the draw."""
    return tuple(
        Window(
            UUID(row[0]),
            UUID(row[1]),
            row[2],
            span(row[3], row[4]),
            datetime.fromisoformat(row[5]),
            datetime.fromisoformat(row[6]),
            commitment(row[7]),
        )
        for row in found
    )


def child(row: list) -> ChildFacts:
    """A child somebody may see, with its registrations."""
    key, first, last, born, can_book, registrations, schoolings = row
    return ChildFacts(
        UUID(key),
        first,
        last,
        date.fromisoformat(born),
        can_book,
        tuple(
            RegistrationFacts(UUID(service), UUID(group) if group else None, span(start, end))
            for service, group, start, end in registrations or ()
        ),
        tuple(
            SchoolingFacts(UUID(school), class_name, level, year)
            for school, class_name, level, year in schoolings or ()
        ),
    )


def guardian(row: list) -> GuardianFacts:
    """An adult, with the family and the quotients."""
    key, first, last, email, is_payer, family, family_name, resident, quotients, category = row
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
                span(start, end),
                Quotient(value, date.fromisoformat(start), FamilyQuotient.Source(source).label),
            )
            for value, start, end, source in quotients or ()
        ),
        category,
    )


def queues(found: Rows) -> dict[UUID, QueueFacts]:
    """How each service shares scarce places."""
    return {
        UUID(service): QueueFacts(
            mode,
            hours,
            skips,
            tuple(Criterion(Ground(kind), points) for kind, points in criteria or ()),
        )
        for service, mode, hours, skips, criteria in found
    }


def standing(found: Rows) -> Standing:
    """What may count in a score; nothing without a household."""
    if not found:
        return Standing()
    resident, works, children = found[0]
    return Standing(resident, works, frozenset(UUID(key) for key in children or ()))


def custody(found: Rows) -> dict[UUID, tuple[Plan, ...]]:
    """The custody calendars of each child."""
    plans: dict[UUID, list[Plan]] = defaultdict(list)
    for (
        child,
        first,
        second,
        pattern,
        anchor,
        start,
        end,
        holidays,
        bookers,
        payers,
        *last,
    ) in found:
        plans[UUID(child)].append(
            Plan(
                first=UUID(first),
                second=UUID(second) if second else None,
                rhythm=Rhythm(pattern),
                anchor=date.fromisoformat(anchor),
                span=span(start, end),
                holidays=HolidayHalves(holidays),
                both_book=bookers == CustodyPlan.Bookers.BOTH,
                payers=Party(payers),
                is_exception=last[0],
            )
        )
    return {child: tuple(own) for child, own in plans.items()}

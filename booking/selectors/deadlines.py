"""A stored deadline as the rules read it, and a service's deadlines as the office lists them."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.models import DeadlineRule as Stored
from booking.models import Service
from booking.rules.deadlines import (
    ACT_LABELS,
    Act,
    DeadlineRule,
    Kind,
    describe,
    table_from_json,
)
from booking.selectors import setup
from shared.values.french_dates import day_range, enumeration
from shared.values.ranges import DateRange
from shared.values.workdays import Counting


def rule_of(stored: Stored) -> DeadlineRule:
    """The rule of a row, saved or not. Raises ValueError on a table that cannot be read."""
    period = stored.period
    return DeadlineRule(
        key=stored.id,
        activity=stored.activity_id,
        period=DateRange(period.starts_on, period.ends_on) if period else None,
        act=Act(stored.act),
        kind=Kind(stored.kind),
        days=stored.days or 0,
        hours=stored.hours or 0,
        at=stored.at_time,
        weekday=stored.weekday,
        weeks=1 if stored.weeks is None else stored.weeks,
        day_of_month=stored.day_of_month,
        instant=stored.instant,
        table=table_from_json(stored.table or {}),
        counting=Counting(
            skip_weekends=stored.skip_weekends,
            skip_public_holidays=stored.skip_public_holidays,
            skip_school_holidays=stored.skip_holidays,
            skip_closed=stored.skip_closures,
            skip_weekdays=frozenset(stored.skip_weekdays or ()),
        ),
        override=DateRange(stored.override_from, stored.override_until)
        if stored.override_from
        else None,
        motive=stored.motive,
    )


def scope(stored: Stored) -> str:
    """« toutes les prestations, toute l’année », « Repas, pendant Année 2026-2027 »."""
    what = stored.activity.name if stored.activity else "toutes les prestations"
    if stored.period:
        return f"{what}, pendant {stored.period.name}"
    return what if stored.override_from else f"{what}, toute l’année"


@dataclass(frozen=True, slots=True)
class Line:
    """One rule, or one exception that several acts share: ``acts`` « réserver et annuler »."""

    id: UUID
    acts: str
    sentence: str
    scope: str
    days: str = ""
    first: date = date.min
    is_simple: bool = False
    is_past: bool = False


def lines(service: Service, act: Act, *, zone: ZoneInfo) -> list[Line]:
    """The lasting rules of one act, the widest first: one query."""
    return [
        Line(row.id, ACT_LABELS[act], describe(rule_of(row), zone), scope(row))
        for row in setup.deadlines(service)
        if row.act == act.value and row.override_from is None
    ]


def exceptions(service: Service, *, zone: ZoneInfo, today: date) -> list[Line]:
    """The temporary changes (R25), one line for the acts that share it, in order of days."""
    groups: list[tuple[DeadlineRule, list[Stored]]] = []
    for row in setup.deadlines(service):
        if row.override_from is not None:
            shared = _shared(row)
            same = next((rows for rule, rows in groups if rule == shared), None)
            if same is None:
                groups.append((shared, [row]))
            else:
                same.append(row)
    found = [_exception(rule, rows, zone, today) for rule, rows in groups]
    return sorted(found, key=lambda line: line.first)


def exception_of(stored: Stored) -> list[Stored]:
    """The rows of one exception: the same change of the same days for other acts; one query."""
    shared = _shared(stored)
    return [
        row
        for row in setup.deadlines(stored.service)
        if row.override_from is not None and _shared(row) == shared
    ]


def is_simple(stored: Stored) -> bool:
    """An exception that the short form can show: one instant, or nothing online."""
    return stored.override_from is not None and stored.kind in {Kind.PERIOD_INSTANT, Kind.NEVER}


def _exception(rule: DeadlineRule, rows: list[Stored], zone: ZoneInfo, today: date) -> Line:
    span = rule.override
    assert span is not None
    assert span.last is not None
    return Line(
        rows[0].id,
        enumeration([ACT_LABELS[Act(row.act)] for row in rows]),
        describe(rule, zone),
        scope(rows[0]),
        days=day_range(span.start, span.last),
        first=span.start,
        is_simple=is_simple(rows[0]) and rows[0].period_id is None,
        is_past=span.last < today,
    )


def _shared(stored: Stored) -> DeadlineRule:
    """A rule without what tells the acts of one exception apart."""
    return replace(rule_of(stored), act=Act.BOOK, key=None)

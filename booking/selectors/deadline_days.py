"""What a deadline, saved or only typed, gives on the next days of service (R20–R25)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Opening, Service
from booking.rules import deadlines
from booking.rules.deadline_conflicts import conflict
from booking.rules.deadline_notes import note
from booking.rules.deadline_words import note_sentence
from booking.rules.deadlines import DeadlineRule, Limit
from booking.selectors import facts
from booking.selectors.facts import ActivityFacts, Facts
from shared.values.french_dates import day_short
from shared.values.ranges import DateRange
from shared.values.school_calendar import DayKind, open_days

_AHEAD = timedelta(days=400)
_SCHOOL_WEEK = range(5)


@dataclass(frozen=True, slots=True)
class CutoffRow:
    """One day: ``limits`` are (activity or « », last moment, already past); then what to know."""

    date: date
    label: str
    limits: tuple[tuple[str, str, bool], ...]
    warning: str = ""
    other: str = ""


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The rows; ``is_example`` when nothing is open yet and ordinary school days stand in.

    ``taken`` is the sentence of the saved rule that already stands at the same place, or « ».
    """

    rows: tuple[CutoffRow, ...]
    is_example: bool = False
    taken: str = ""


def upcoming(service: Service, rule: DeadlineRule, *, now: datetime, number: int = 10) -> Upcoming:
    """The next days the rule speaks of, with their cut-offs and warnings: two queries."""
    today = (now - timedelta(days=1)).date()
    known = facts.load(guardian_id=None, since=today, until=today + _AHEAD)
    today = now.astimezone(known.zone).date()
    offered = [one for one in known.activities_of(service.id) if rule.activity in {None, one.id}]
    days = _open_days(rule, offered, today, number)
    is_example = not days
    if is_example:
        days = _ordinary_days(known, service.id, rule, offered, today, number)
    saved = [one for one in known.deadlines.get(service.id, ()) if one.key != rule.key]
    other = conflict(rule, saved)
    rows = [
        _row(known, service.id, [*saved, rule], rule, day, activities, now)
        for day, activities in days.items()
    ]
    return Upcoming(tuple(rows), is_example, deadlines.describe(other, known.zone) if other else "")


def _spans(rule: DeadlineRule, today: date) -> DateRange | None:
    """From today on, the days a rule is for; None when they are over."""
    span: DateRange | None = DateRange(today)
    for bound in (rule.period, rule.override):
        if span is not None and bound is not None:
            span = span.intersection(bound)
    return span


def _open_days(
    rule: DeadlineRule, offered: list[ActivityFacts], today: date, number: int
) -> dict[date, list[ActivityFacts]]:
    """The next open days and what is open: one query."""
    by_id = {one.id: one for one in offered}
    span = _spans(rule, today)
    if span is None:
        return {}
    found = Opening.objects.filter(activity_id__in=by_id, date__gte=span.start, closed_reason="")
    if span.end is not None:
        found = found.filter(date__lt=span.end)
    pairs = (
        found.order_by("date", "activity__starts_at", "activity__name")
        .values_list("date", "activity_id")
        .distinct()
    )
    days: dict[date, list[ActivityFacts]] = defaultdict(list)
    for day, activity in pairs[: number * max(len(by_id), 1)]:
        days[day].append(by_id[activity])
    return dict(list(days.items())[:number])


def _ordinary_days(
    known: Facts,
    service_id: UUID,
    rule: DeadlineRule,
    offered: list[ActivityFacts],
    today: date,
    number: int,
) -> dict[date, list[ActivityFacts]]:
    """School days from Monday to Friday, for a service whose days are not open yet."""
    span = _spans(rule, today)
    near = span and span.intersection(DateRange(today, today + _AHEAD))
    if near is None:
        return {}
    days = open_days(near, _SCHOOL_WEEK, [DayKind.SCHOOL], known.calendar(service_id))
    return dict.fromkeys(days[:number], offered)


def _row(
    known: Facts,
    service_id: UUID,
    everyone: list[DeadlineRule],
    rule: DeadlineRule,
    day: date,
    activities: list[ActivityFacts],
    now: datetime,
) -> CutoffRow:
    """One day; its activities are told apart only when their cut-offs differ."""
    calendar = known.calendar(service_id)
    limits: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for starts_at, name in [(one.starts_at, one.name) for one in activities] or [(None, "")]:
        limit = deadlines.cutoff(rule, day, calendar, known.zone, starts_at=starts_at)
        if isinstance(limit, Limit):
            text = "à tout moment" if limit is Limit.ALWAYS else "jamais en ligne"
        else:
            text = deadlines.cutoff_text(limit, known.zone)
        limits[text, not isinstance(limit, Limit) and limit <= now].append(name)
    first = min((one.starts_at for one in activities), default=None)
    seen = note(rule, day, calendar, known.zone, starts_at=first)
    warning = ""
    if seen is not None:
        names = _names(known, service_id, seen.days)
        warning = note_sentence(seen, names, known.zone, day=day)
    alone = len(limits) == 1
    return CutoffRow(
        day,
        day_short(day),
        tuple(
            ("" if alone else ", ".join(names), text, is_past)
            for (text, is_past), names in limits.items()
        ),
        warning,
        _winner(known, everyone, rule, day, activities),
    )


def _names(known: Facts, service_id: UUID, days: Iterable[date]) -> list[str]:
    """The names of closed days, each once, in order."""
    named = (known.day_name(service_id, day) or day_short(day) for day in days)
    return list(dict.fromkeys(named))


def _winner(
    known: Facts,
    everyone: list[DeadlineRule],
    rule: DeadlineRule,
    day: date,
    activities: list[ActivityFacts],
) -> str:
    """The sentence of the narrower rule that wins that day for every activity, or « »."""
    keys = [one.id for one in activities] or [rule.activity]
    chosen = [deadlines.choose(everyone, rule.act, day=day, activity=key) for key in keys]
    if any(one is None or one.key == rule.key for one in chosen):
        return ""
    one = chosen[0]
    return deadlines.describe(one, known.zone) if one is not None else ""

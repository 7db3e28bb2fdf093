"""From a deadline rule and a day of service to one exclusive instant (R20–R24, R6).

All is computed in the commune's local time and returned in UTC, so a change of clock moves no
deadline: « 10 h » stays 10 h. Each day of a repeated booking gets its own cut-off (R24).

A later day of service never closes earlier than an earlier one (the tests prove it), except under
WEEKDAY_TABLE, whose lines are free: « lundi : le vendredi d'avant ; mardi : huit jours avant »
closes Tuesday first because the règlement says so.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from booking.rules.deadline_kinds import Cutoff, DeadlineRule, Kind, Limit, problems
from shared.values.school_calendar import CalendarFacts
from shared.values.workdays import counted_back, on_or_before

_END_OF_DAY = time(23, 59)
_ONE_DAY = timedelta(days=1)


def cutoff(
    rule: DeadlineRule,
    day: date,
    facts: CalendarFacts,
    zone: ZoneInfo,
    *,
    starts_at: time | None = None,
) -> Cutoff:
    """The first instant (aware, UTC) at which the act is refused, or ALWAYS, or NEVER.

    Never later than the start of the day's service: ``starts_at`` in local time, or the end of the
    day when it is None. A rule that lacks its numbers answers NEVER rather than let people in.
    """
    if rule.kind is Kind.ALWAYS:
        return Limit.ALWAYS
    if rule.kind is Kind.NEVER or problems(rule):
        return Limit.NEVER
    try:
        local = _local_cutoff(rule, day, facts, starts_at, zone)
    except (ValueError, OverflowError):
        # No counted day within reach: the rule can never be satisfied.
        return Limit.NEVER
    if local is None:
        return Limit.NEVER
    return first_instant(min(local, _start(day, starts_at)), zone)


def first_instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which the clock of the zone shows ``local`` (naive) or later.

    The hour that October shows twice is its first showing; the hour that March skips is the very
    moment it is skipped: at 3:00 nobody may do any more what was possible « jusqu'à 2 h 30 ».
    """
    after = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if after.astimezone(zone).replace(tzinfo=None, fold=0) == local:
        return after
    before = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while after - before > timedelta.resolution:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None, fold=0) < local:
            before = middle
        else:
            after = middle
    return after


def service_start(day: date, starts_at: time | None, zone: ZoneInfo) -> datetime:
    """When the service of a day starts (aware, UTC); the end of the day when unknown."""
    return first_instant(_start(day, starts_at), zone)


def is_open(limit: Cutoff, now: datetime) -> bool:
    """Whether the act is still possible at ``now`` (aware): « jusqu’à 10 h » ends at 10:00:00."""
    if isinstance(limit, Limit):
        return limit is Limit.ALWAYS
    return now < limit


def _start(day: date, starts_at: time | None) -> datetime:
    if starts_at is None:
        return datetime.combine(day + _ONE_DAY, time.min)
    return datetime.combine(day, starts_at)


def _exclusive(day: date, at: time | None) -> datetime:
    """« jusqu’à 10 h » → 10:00; « jusqu’à 23 h 59 » → midnight that follows (R21)."""
    if at is None or at >= _END_OF_DAY:
        return datetime.combine(day + _ONE_DAY, time.min)
    return datetime.combine(day, at)


def _local_cutoff(
    rule: DeadlineRule,
    day: date,
    facts: CalendarFacts,
    starts_at: time | None,
    zone: ZoneInfo,
) -> datetime | None:
    """The cut-off in local wall time, without its zone; None when the table lacks the day."""
    match rule.kind:
        case Kind.DAYS_BEFORE:
            return _exclusive(counted_back(day, rule.days, rule.counting, facts), rule.at)
        case Kind.HOURS_BEFORE | Kind.WORKING_HOURS_BEFORE:
            return _hours_before(rule, day, facts, starts_at)
        case Kind.PERIOD_INSTANT:
            if rule.instant is None:
                return None
            local = rule.instant.astimezone(zone)
            return _exclusive(local.date(), local.time())
        case Kind.CLEAR_DAYS:
            if rule.period is None:
                return None
            # Jours francs: neither the day of the act nor the first day of the period counts.
            first_clear = counted_back(rule.period.start, rule.days, rule.counting, facts)
            return _exclusive(first_clear - _ONE_DAY, rule.at)
        case _:
            named = _named_day(rule, day)
            if named is None:
                return None
            limit_day, at = named
            if limit_day < day:
                # R23: a public holiday pushes the cut-off earlier, never later.
                limit_day = on_or_before(limit_day, rule.counting, facts)
            return _exclusive(limit_day, at)


def _hours_before(
    rule: DeadlineRule, day: date, facts: CalendarFacts, starts_at: time | None
) -> datetime:
    """Hours before the start, on the clock of the wall.

    « 48 h ouvrées » are two counted days at the same hour, not 48 elapsed hours (R23).
    """
    start_time = starts_at or time.min
    if rule.kind is Kind.HOURS_BEFORE:
        return datetime.combine(day, start_time) - timedelta(hours=rule.hours)
    days, hours = divmod(rule.hours, 24)
    reached = counted_back(day, days, rule.counting, facts)
    moment = datetime.combine(reached, start_time) - timedelta(hours=hours)
    if moment.date() == reached:
        return moment
    return datetime.combine(on_or_before(moment.date(), rule.counting, facts), moment.time())


def _named_day(rule: DeadlineRule, day: date) -> tuple[date, time | None] | None:
    """The day a rule names (« le jeudi précédent »), before public holidays push it."""
    match rule.kind:
        case Kind.PREVIOUS_WEEKDAY if rule.weekday is not None:
            return _weekday_before(day, rule.weekday), rule.at
        case Kind.WEEKDAY_OF_WEEK if rule.weekday is not None:
            monday = day - timedelta(days=day.weekday())
            return monday + timedelta(days=rule.weekday - 7 * rule.weeks), rule.at
        case Kind.DAY_OF_MONTH if rule.day_of_month is not None:
            last = day.replace(day=1) - _ONE_DAY
            length = monthrange(last.year, last.month)[1]
            return last.replace(day=min(rule.day_of_month, length)), rule.at
        case Kind.WEEKDAY_TABLE:
            row = rule.table.get(day.weekday())
            if row is None:
                return None
            if row.weekday is None:
                return day, row.at
            return _weekday_before(day, row.weekday) - timedelta(weeks=row.weeks), row.at
    return None


def _weekday_before(day: date, weekday: int) -> date:
    """The last such weekday strictly before the day."""
    return day - timedelta(days=(day.weekday() - weekday) % 7 or 7)

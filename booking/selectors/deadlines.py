"""A stored deadline as the rules read it, for set-up screens and checks."""

from booking.models import DeadlineRule as Stored
from booking.rules.deadlines import Act, DeadlineRule, Kind, table_from_json
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
    )

"""A deadline as data: the act, the kind, its numbers and where it applies (R20, R25)."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum, StrEnum
from typing import Any

from shared.values.ranges import DateRange
from shared.values.workdays import CALENDAR_DAYS, Counting

MAX_DAYS, MAX_HOURS, MAX_WEEKS = 200, 2_000, 20


class Act(StrEnum):
    """What the family wants to do."""

    BOOK = "book"
    MODIFY = "modify"
    CANCEL = "cancel"


class Kind(StrEnum):
    """The ways a règlement says « until when » (R20, a to h)."""

    DAYS_BEFORE = "days_before"
    PREVIOUS_WEEKDAY = "previous_weekday"
    WEEKDAY_OF_WEEK = "weekday_of_week"
    DAY_OF_MONTH = "day_of_month"
    HOURS_BEFORE = "hours_before"
    WORKING_HOURS_BEFORE = "working_hours_before"
    PERIOD_INSTANT = "period_instant"
    CLEAR_DAYS = "clear_days"
    WEEKDAY_TABLE = "weekday_table"
    NEVER = "never"
    ALWAYS = "always"


class Limit(Enum):
    """A cut-off that is not an instant."""

    ALWAYS = "always"
    NEVER = "never"


Cutoff = datetime | Limit


@dataclass(frozen=True, slots=True)
class TableRow:
    """For one weekday of service: the weekday before it, ``weeks`` further back, and the hour.

    ``weekday`` None is the day of service itself: « le mercredi : le jour même, avant 9 h ».
    """

    weekday: int | None
    at: time | None = None
    weeks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineRule:
    """One rule. Which numbers matter depends on ``kind``; ``problems`` says which are missing.

    ``at`` is local time, exclusive (R21); None or 23:59 means until the end of that day.
    ``weekday`` and the table's keys are 0 = Monday. ``weeks`` is 1 for the week before (S−1), 2
    for S−2. ``override`` are the days a temporary change covers (R25), ``motive`` why families are
    told so; ``period`` the span of days a rule is for, and whose first day CLEAR_DAYS counts from.
    ``activity`` None means the service.
    """

    act: Act
    kind: Kind
    days: int = 0
    hours: int = 0
    at: time | None = None
    weekday: int | None = None
    weeks: int = 1
    day_of_month: int | None = None
    instant: datetime | None = None
    table: Mapping[int, TableRow] = field(default_factory=dict)
    counting: Counting = CALENDAR_DAYS
    activity: Hashable | None = None
    period: DateRange | None = None
    override: DateRange | None = None
    motive: str = ""
    key: Hashable | None = None

    def applies(self, *, act: Act, day: date, activity: Hashable | None) -> bool:
        """Whether the rule speaks of this act, on this day, for this activity."""
        return (
            self.act is act
            and self.activity in {None, activity}
            and (self.period is None or self.period.contains(day))
            and (self.override is None or self.override.contains(day))
        )


def table_from_json(stored: Mapping[str, Mapping[str, Any]]) -> dict[int, TableRow]:
    """Read ``{"0": {"weekday": 4, "at": "09:00", "weeks": 0}}``.

    Raises ValueError, KeyError or TypeError on anything else.
    """
    return {
        int(day): TableRow(
            weekday=None if row["weekday"] is None else int(row["weekday"]),
            at=time.fromisoformat(row["at"]) if row.get("at") else None,
            weeks=int(row.get("weeks", 0)),
        )
        for day, row in stored.items()
    }


def table_to_json(table: Mapping[int, TableRow]) -> dict[str, dict[str, Any]]:
    """What ``table_from_json`` reads back."""
    return {
        str(day): {
            "weekday": row.weekday,
            "at": row.at.isoformat("minutes") if row.at else None,
            "weeks": row.weeks,
        }
        for day, row in sorted(table.items())
    }


def problems(rule: DeadlineRule) -> list[str]:
    """What is missing or senseless in a rule, as French sentences for the set-up form."""
    return [*_number_problems(rule), *_scope_problems(rule), *_table_problems(rule)]


def _number_problems(rule: DeadlineRule) -> Iterator[str]:
    kind = rule.kind
    if kind in {Kind.PREVIOUS_WEEKDAY, Kind.WEEKDAY_OF_WEEK} and rule.weekday not in range(7):
        yield "Choisissez le jour de la semaine de la date limite."
    if kind is Kind.WEEKDAY_OF_WEEK and not 1 <= rule.weeks <= MAX_WEEKS:
        yield f"Indiquez combien de semaines avant, de 1 à {MAX_WEEKS}."
    if kind is Kind.DAY_OF_MONTH and rule.day_of_month not in range(1, 32):
        yield "Indiquez le jour du mois précédent, de 1 à 31."
    if kind in {Kind.HOURS_BEFORE, Kind.WORKING_HOURS_BEFORE} and not 0 <= rule.hours <= MAX_HOURS:
        yield f"Indiquez un nombre d’heures de 0 à {MAX_HOURS}."
    if kind in {Kind.DAYS_BEFORE, Kind.CLEAR_DAYS} and not 0 <= rule.days <= MAX_DAYS:
        yield f"Indiquez un nombre de jours de 0 à {MAX_DAYS}."


def _scope_problems(rule: DeadlineRule) -> Iterator[str]:
    if rule.kind is Kind.PERIOD_INSTANT and (rule.instant is None or rule.instant.tzinfo is None):
        yield "Indiquez la date et l’heure limites."
    if rule.kind is Kind.CLEAR_DAYS and rule.period is None:
        yield "Choisissez la période dont on compte les jours francs."
    weekend = {5, 6} if rule.counting.skip_weekends else set()
    if rule.counting.skip_weekdays | weekend >= set(range(7)):
        yield "Tous les jours sont exclus : aucun jour ne compterait."
    if rule.override and rule.period and not rule.override.overlaps(rule.period):
        yield "Les jours de l’exception sont hors de la période choisie."


def _table_problems(rule: DeadlineRule) -> Iterator[str]:
    if rule.kind is not Kind.WEEKDAY_TABLE:
        return
    if not rule.table:
        yield "Indiquez la date limite d’au moins un jour de la semaine."
    if any(
        day not in range(7)
        or row.weekday not in {None, *range(7)}
        or not 0 <= row.weeks <= MAX_WEEKS
        for day, row in rule.table.items()
    ):
        yield "La table compte un jour ou un nombre de semaines inconnu."

"""Until when one may book, modify or cancel (R20–R26): which rule applies, and what it answers.

Rules as data are in ``deadline_kinds``, their instants in ``cutoffs``, their sentences in
``deadline_words``; this module is the one that callers read.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from booking.rules.cutoffs import cutoff, is_open, service_start
from booking.rules.deadline_kinds import (
    Act,
    Cutoff,
    DeadlineRule,
    Kind,
    Limit,
    TableRow,
    problems,
    table_from_json,
    table_to_json,
)
from booking.rules.deadline_words import ACT_LABELS, KIND_LABELS, cutoff_text, describe, why
from booking.rules.deadline_words import until_sentence as until_sentence
from shared.values.decisions import Decision, Reason
from shared.values.school_calendar import CalendarFacts

__all__ = [
    "ACT_LABELS",
    "KIND_LABELS",
    "Act",
    "Cutoff",
    "DeadlineDecision",
    "DeadlineRule",
    "Kind",
    "Limit",
    "TableRow",
    "choose",
    "cutoff",
    "cutoff_text",
    "decide",
    "describe",
    "is_open",
    "problems",
    "service_start",
    "table_from_json",
    "table_to_json",
    "until_sentence",
]


@dataclass(frozen=True, slots=True)
class DeadlineDecision:
    """Whether the deadline lets the act pass, the instant it ends, the rule, and why.

    ``limit`` is aware and UTC, or None when there is no instant to show (always, never, no rule).
    """

    allowed: bool
    limit: datetime | None
    rule: DeadlineRule | None
    reason: Reason

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def decision(self) -> Decision:
        """The bare yes or no with its reason, as cells take it."""
        return Decision(self.allowed, self.reason)


def choose(
    rules: Iterable[DeadlineRule], act: Act, *, day: date, activity: Hashable | None = None
) -> DeadlineRule | None:
    """The rule that speaks for an act on a day: override > period > activity > service.

    Inside one level, a rule of the activity goes before one of the whole service, then the span
    that starts last wins, then the one that ends first. When no rule at all speaks of modifying or
    cancelling, the booking rule does. None when nothing applies: the caller refuses, it never
    guesses.
    """
    known = list(rules)
    found = [rule for rule in known if rule.applies(act=act, day=day, activity=activity)]
    if found:
        return max(found, key=_weight)
    if act is not Act.BOOK:
        return choose(known, Act.BOOK, day=day, activity=activity)
    return None


def decide(
    rules: Iterable[DeadlineRule],
    act: Act,
    *,
    day: date,
    now: datetime,
    facts: CalendarFacts,
    zone: ZoneInfo,
    activity: Hashable | None = None,
    starts_at: time | None = None,
) -> DeadlineDecision:
    """Ask a service's deadlines about one act on one day; ``now`` is aware.

    Once the service has started nothing is open any more, whatever the rule. The reason's
    sentence says until when (open) or since when (closed).
    """
    rule = choose(rules, act, day=day, activity=activity)
    start = service_start(day, starts_at, zone)
    if now >= start:
        return DeadlineDecision(False, start, rule, Reason("day_past", "Cette date est passée."))
    if rule is None:
        return DeadlineDecision(
            False,
            None,
            None,
            Reason("no_deadline", "Aucun délai n’est fixé pour ce jour : contactez le service."),
        )
    limit = cutoff(rule, day, facts, zone, starts_at=starts_at)
    if limit is Limit.ALWAYS:
        return DeadlineDecision(True, None, rule, Reason("open", "Possible à tout moment."))
    if isinstance(limit, Limit):
        return DeadlineDecision(
            False,
            None,
            rule,
            Reason(
                "never_online",
                f"Ne se fait pas en ligne pour ce jour{why(rule)} : contactez le service.",
            ),
        )
    if is_open(limit, now):
        return DeadlineDecision(
            True, limit, rule, Reason("open", until_sentence(act, limit, zone, day=day, rule=rule))
        )
    return DeadlineDecision(
        False,
        limit,
        rule,
        Reason(
            "deadline_passed",
            f"Délai passé : c’était possible jusqu’au "
            f"{cutoff_text(limit, zone, day=day)}{why(rule)}.",
        ),
    )


def _weight(rule: DeadlineRule) -> tuple[int, bool, date, int]:
    """Narrower first: see ``choose``."""
    span = rule.override or rule.period
    level = 0
    if rule.override is not None:
        level = 3
    elif rule.period is not None:
        level = 2
    elif rule.activity is not None:
        level = 1
    start, end = (span.start, span.end or date.max) if span else (date.min, date.max)
    return level, rule.activity is not None, start, -end.toordinal()

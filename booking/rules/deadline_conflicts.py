"""Two rules that would both speak for the same days: the second one is refused (R20, R25)."""

from collections.abc import Iterable

from booking.rules.deadline_kinds import DeadlineRule


def conflict(rule: DeadlineRule, others: Iterable[DeadlineRule]) -> DeadlineRule | None:
    """The first of a service's other rules that stands at the very place of ``rule``, or None.

    Rules of different width may cover the same day: ``choose`` orders them. Two are too many when
    act and activity are the same and either both are temporary and share a day, or neither is and
    they are for the same days. A rule never conflicts with itself (same ``key``).
    """
    return next((other for other in others if _collide(rule, other)), None)


def _collide(rule: DeadlineRule, other: DeadlineRule) -> bool:
    if rule.key == other.key or (rule.act, rule.activity) != (other.act, other.activity):
        return False
    if rule.override and other.override:
        return rule.override.overlaps(other.override)
    return rule.override is other.override and rule.period == other.period

"""Two rules at the very same place are one too many (R20, R25)."""

from datetime import date

import pytest

from booking.rules.deadline_conflicts import conflict
from booking.rules.deadline_kinds import Act, DeadlineRule, Kind
from shared.values.ranges import DateRange

TERM = DateRange(date(2026, 9, 1), date(2026, 12, 19))
YEAR = DateRange(date(2026, 9, 1), date(2027, 7, 3))


def rule(key: str = "other", **fields: object) -> DeadlineRule:
    return DeadlineRule(**({"act": Act.BOOK, "kind": Kind.ALWAYS, "key": key} | fields))  # type: ignore[arg-type]


def days(first: int, last: int) -> DateRange:
    return DateRange.inclusive(date(2027, 2, first), date(2027, 2, last))


@pytest.mark.parametrize(
    ("mine", "other", "collide"),
    [
        ({}, {}, True),
        ({}, {"kind": Kind.NEVER}, True),
        ({}, {"act": Act.CANCEL}, False),
        ({}, {"activity": "repas"}, False),
        ({"activity": "repas"}, {"activity": "repas"}, True),
        ({"activity": "repas"}, {"activity": "soir"}, False),
        ({}, {"period": TERM}, False),
        ({"period": TERM}, {"period": TERM}, True),
        # Overlapping periods of different width are ordered by ``choose``.
        ({"period": TERM}, {"period": YEAR}, False),
        ({}, {"override": days(8, 12)}, False),
        ({"override": days(8, 12)}, {"override": days(8, 12)}, True),
        ({"override": days(8, 12)}, {"override": days(12, 14)}, True),
        ({"override": days(8, 12)}, {"override": days(13, 14)}, False),
        ({"override": days(8, 12)}, {"override": days(1, 28), "period": YEAR}, True),
        ({"override": days(8, 12)}, {"override": days(8, 12), "activity": "repas"}, False),
        ({"override": days(8, 12)}, {"override": days(8, 12), "act": Act.MODIFY}, False),
    ],
)
def test_rules_collide_at_the_same_place_only(
    mine: dict[str, object], other: dict[str, object], collide: bool
) -> None:
    found = conflict(rule("mine", **mine), [rule(**other)])

    assert (found is not None) is collide
    assert (conflict(rule(**other), [rule("mine", **mine)]) is not None) is collide


def test_a_rule_never_collides_with_itself() -> None:
    assert conflict(rule("one"), [rule("one", kind=Kind.NEVER)]) is None


def test_the_other_rule_is_told() -> None:
    other = rule("second", act=Act.CANCEL)

    assert conflict(rule("mine", act=Act.CANCEL), [rule("first"), other]) is other

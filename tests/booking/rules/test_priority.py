"""Who comes first: a table of scores, and of offers (R39, R41, R44)."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from booking.models import PriorityCriterion
from booking.rules.priority import (
    GROUND_LABELS,
    Criterion,
    Ground,
    PriorityFacts,
    Waiter,
    explained,
    in_order,
    may_set,
    offered,
    score,
)

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
CRITERIA = (
    Criterion(Ground.RESIDENT, 10),
    Criterion(Ground.PARENTS_WORK, 5),
    Criterion(Ground.SIBLING, 3),
    Criterion(Ground.REFUSED_BEFORE, 2),
    Criterion(Ground.PRIORITY, 20),
)


HERE, THERE = UUID(int=7), UUID(int=8)


def waiter(
    name: str, points: int = 0, minute: int = 0, together: str = "", opening: UUID = HERE
) -> Waiter:
    return Waiter(
        UUID(int=ord(name)),
        opening,
        points,
        NOON + timedelta(minutes=minute),
        UUID(int=1000 + ord(together)) if together else None,
    )


def names(found: list[list[Waiter]]) -> list[str]:
    return ["".join(chr(one.key.int) for one in group) for group in found]


@pytest.mark.parametrize(
    ("facts", "points"),
    [
        (PriorityFacts(), 0),
        (PriorityFacts(resident=True), 10),
        (PriorityFacts(parents_work=True), 5),
        (PriorityFacts(sibling=True), 3),
        (PriorityFacts(refused_before=True), 2),
        (PriorityFacts(priority=True), 20),
        (PriorityFacts(resident=True, parents_work=True, sibling=True), 18),
        (PriorityFacts(True, True, True, True, True), 40),
    ],
)
def test_a_score_is_the_sum_of_what_is_met(facts, points):
    found = score(facts, CRITERIA)

    assert found.points == points == sum(step["points"] for step in found.trace)
    assert [step["label"] for step in found.trace] == [GROUND_LABELS[c.ground] for c in CRITERIA]
    assert json.loads(json.dumps(found.trace)) == list(found.trace)


def test_without_criteria_everybody_is_equal():
    assert score(PriorityFacts(True, True, True, True, True), []).points == 0
    assert explained([]) == ["La première demande reçue passe d’abord, sans aucun autre critère."]


def test_families_read_how_the_order_is_made():
    assert explained(CRITERIA[:2]) == [
        "Habite la commune\u00a0: 10\u00a0points.",
        "Les responsables travaillent\u00a0: 5\u00a0points.",
        "À égalité de points, la première demande reçue passe d’abord.",
    ]


def test_the_grounds_are_those_of_the_database():
    assert {ground.value for ground in Ground} == set(PriorityCriterion.Kind.values)


@pytest.mark.parametrize(
    ("kind", "grounds", "code"),
    [
        ("leisure", ["resident", "parents_work"], "ok"),
        ("canteen", [], "ok"),
        ("canteen", ["resident"], "canteen_equal"),
        ("canteen", ["priority"], "canteen_equal"),
        ("leisure", ["debt"], "unknown_ground"),
    ],
)
def test_no_ground_but_the_lawful_ones_and_none_on_a_canteen(kind, grounds, code):
    decision = may_set(kind, grounds)

    assert decision.allowed is (code == "ok")
    assert code in {"ok", decision.reason.code}


def test_points_come_before_time_and_time_before_chance():
    late, early, best = waiter("a", 5, 9), waiter("b", 5, 1), waiter("c", 6, 60)

    assert in_order([late, early, best]) == [best, early, late]


@pytest.mark.parametrize(
    ("places", "skips", "expected"),
    [
        (0, True, []),
        (1, True, ["a"]),
        (2, True, ["a", "d"]),  # b and c together do not fit in the one place left
        (2, False, ["a"]),
        (3, True, ["a", "bc"]),
        (3, False, ["a", "bc"]),
        (None, True, ["a", "bc", "d"]),
    ],
)
def test_siblings_are_offered_all_or_nothing(places, skips, expected):
    line = [
        waiter("a", 9),
        waiter("b", 8, together="x"),
        waiter("c", 1, together="x"),
        waiter("d", 5),
    ]

    assert names(offered(line, places={HERE: places}, skips=skips)) == expected


@pytest.mark.parametrize(
    ("here", "there", "skips", "expected"),
    [
        (1, 0, True, ["c"]),  # the sister's group is full: neither is offered, the next one is
        (1, 0, False, []),
        (1, 1, True, ["ab"]),
        (2, 1, True, ["ab", "c"]),
    ],
)
def test_siblings_of_two_groups_wait_for_both_places(here, there, skips, expected):
    line = [
        waiter("a", 9, together="x"),
        waiter("b", 9, together="x", opening=THERE),
        waiter("c", 5),
    ]

    assert names(offered(line, places={HERE: here, THERE: there}, skips=skips)) == expected

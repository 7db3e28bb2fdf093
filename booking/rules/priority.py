"""Who comes first when places are scarce: lawful criteria, then time (R39, R41, R44).

The same score serves the waiting list and the commission; it is published to families, and each
row keeps its trace, so that nobody has to be believed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.values.decisions import Decision, no, yes


class Ground(StrEnum):
    """The only grounds a commune may give points to; the list of ``PriorityCriterion.Kind``."""

    RESIDENT = "resident"
    PARENTS_WORK = "parents_work"
    SIBLING = "sibling"
    REFUSED_BEFORE = "refused_before"
    PRIORITY = "priority"


GROUND_LABELS: Mapping[Ground, str] = {
    Ground.RESIDENT: "habite la commune",
    Ground.PARENTS_WORK: "les responsables travaillent",
    Ground.SIBLING: "frère ou sœur inscrit ce jour-là",
    Ground.REFUSED_BEFORE: "refusé la fois précédente, sans aucune place obtenue",
    Ground.PRIORITY: "situation prioritaire reconnue",
}
CANTEEN = "canteen"


@dataclass(frozen=True, slots=True)
class Criterion:
    """Points that a service gives on a ground."""

    ground: Ground
    points: int


@dataclass(frozen=True, slots=True)
class PriorityFacts:
    """What is known of a child and a day; nothing else may count (R39).

    ``sibling``: a brother or sister has a place in the service that day. ``refused_before``: this
    child was refused a place of this service, and had none for a year.
    """

    resident: bool = False
    parents_work: bool = False
    sibling: bool = False
    refused_before: bool = False
    priority: bool = False

    def meets(self, ground: Ground) -> bool:
        """Whether the ground holds."""
        return bool(getattr(self, ground.value))


@dataclass(frozen=True, slots=True)
class Score:
    """The points, and why: ``trace`` is JSON-able, [{"label": …, "points": …}]."""

    points: int
    trace: tuple[dict[str, str | int], ...]


def score(facts: PriorityFacts, criteria: Iterable[Criterion]) -> Score:
    """The points a child has for a day; criteria that are not met are traced with 0."""
    trace: list[dict[str, str | int]] = []
    total = 0
    for criterion in criteria:
        points = criterion.points if facts.meets(criterion.ground) else 0
        total += points
        trace.append({"label": GROUND_LABELS[criterion.ground], "points": points})
    return Score(total, tuple(trace))


def may_set(kind: str, grounds: Iterable[str]) -> Decision:
    """Whether a service of this kind may rank families by these grounds (R39, R44)."""
    asked = list(grounds)
    if kind == CANTEEN and asked:
        return no(
            "canteen_equal",
            "À la cantine, seul le manque de place peut justifier un refus\u00a0: aucun critère "
            "de priorité n’y est permis (article L131-13 du code de l’éducation).",
        )
    if unknown := [ground for ground in asked if ground not in set(Ground)]:
        return no("unknown_ground", f"Ce critère n’existe pas\u00a0: {unknown[0]}.")
    return yes()


def explained(criteria: Iterable[Criterion]) -> list[str]:
    """How the order is made, as families read it: one sentence a criterion, then time."""
    lines = [
        f"{GROUND_LABELS[one.ground].capitalize()}\u00a0: "
        f"{one.points}\u00a0point{'s' if one.points > 1 else ''}."
        for one in sorted(criteria, key=lambda one: -one.points)
        if one.points
    ]
    if not lines:
        return ["La première demande reçue passe d’abord, sans aucun autre critère."]
    return [*lines, "À égalité de points, la première demande reçue passe d’abord."]


@dataclass(frozen=True, slots=True)
class Waiter:
    """One row of a waiting list, for a place of ``opening``.

    ``together`` joins siblings who want all or nothing.
    """

    key: UUID
    opening: UUID
    points: int
    asked_at: datetime
    together: UUID | None = None


def in_order(waiters: Iterable[Waiter]) -> list[Waiter]:
    """Most points first, then the oldest request; the id settles a tie (R39)."""
    return sorted(waiters, key=lambda one: (-one.points, one.asked_at, one.key))


def offered(
    waiters: Iterable[Waiter],
    *,
    places: Mapping[UUID, int | None],
    skips: bool,
    admits: Callable[[list[Waiter]], bool] = lambda group: True,
) -> list[list[Waiter]]:
    """Who is offered the free places of some openings: groups in order, each all or none (R41).

    ``places``: what is left by opening, None without limit; an opening it lacks has none. A group
    ranks where its best member does. When a group does not fit, ``skips`` passes to the next one,
    else nobody behind it is served there. ``admits`` counts a group in the limits above, or says
    that they have no room for it.
    """
    left = dict(places)
    chosen: list[list[Waiter]] = []
    for group in groups(in_order(waiters)):
        wanted = Counter(one.opening for one in group)
        fits = all(_fits(left.get(key, 0), number) for key, number in wanted.items())
        if fits and admits(group):
            for key, number in wanted.items():
                room = left[key]
                left[key] = None if room is None else room - number
            chosen.append(group)
        elif not skips:
            left |= dict.fromkeys(wanted, 0)
    return chosen


def _fits(left: int | None, wanted: int) -> bool:
    return left is None or wanted <= left


def groups(ordered: Sequence[Waiter]) -> list[list[Waiter]]:
    """Rows that must be answered together, in the order of their best row."""
    found: dict[UUID, list[Waiter]] = {}
    for one in ordered:
        found.setdefault(one.together or one.key, []).append(one)
    return list(found.values())

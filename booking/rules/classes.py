"""The class of the school year decides the group of a child (R11)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

# From toute petite section (children of 2½) to CM2, in the order of school.
LEVELS = ("TPS", "PS", "MS", "GS", "CP", "CE1", "CE2", "CM1", "CM2")
NURSERY = LEVELS[:4]


@dataclass(frozen=True, slots=True)
class Placed:
    """A registration, the level of its child that year ("" when unknown), its group now."""

    registration: UUID
    level: str
    group: UUID | None


def moves(placed: Iterable[Placed], groups: Mapping[str, UUID]) -> dict[UUID, UUID]:
    """Registration → new group. A level without a group, a child without a class: no change."""
    return {
        one.registration: groups[one.level]
        for one in placed
        if one.level in groups and groups[one.level] != one.group
    }


def usual_groups(placed: Iterable[Placed]) -> dict[str, UUID]:
    """Level → the group most of its children are in now, to offer it first."""
    counts: dict[str, dict[UUID, int]] = {}
    for one in placed:
        if one.level and one.group:
            own = counts.setdefault(one.level, {})
            own[one.group] = own.get(one.group, 0) + 1
    return {level: max(sorted(own), key=lambda key: own[key]) for level, own in counts.items()}

"""Limits above the opening, several at once: service, group, room, staff (R37).

Each is one comparison of integers. Children weigh 1. For a staff, an adult is worth the least
common multiple of the two ratios, and a child that number divided by its own ratio: with 1 for 10
and 1 for 14 an adult is 70 units, a child under six 7, an older one 5. No fraction is rounded.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import lcm
from uuid import UUID

from shared.values.decisions import Decision, no, yes

Day = date


class Kind(StrEnum):
    """What is scarce."""

    SERVICE = "service"
    GROUP = "group"
    ROOM = "room"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Ratios:
    """How many children one adult may look after, by age (R112)."""

    under_six: int = 10
    from_six: int = 14

    @property
    def adult(self) -> int:
        """Units one adult is worth."""
        return lcm(self.under_six, self.from_six)

    def weight(self, *, under_six: bool) -> int:
        """Units one child takes."""
        return self.adult // (self.under_six if under_six else self.from_six)


# Offered in the form; a commune with a PEdT, or in holidays, has others (after R112).
STAFF_DEFAULTS: Mapping[str, Ratios] = {
    "Accueil périscolaire": Ratios(10, 14),
    "Accueil périscolaire avec PEdT": Ratios(14, 18),
    "Périscolaire de plus de 5 h": Ratios(8, 12),
    "Périscolaire de plus de 5 h avec PEdT": Ratios(10, 14),
    "Vacances": Ratios(8, 12),
}


def weights(kind: str, ratios: Ratios) -> tuple[int, int]:
    """Units of a child under six, and of an older one."""
    if kind != Kind.STAFF:
        return 1, 1
    return ratios.weight(under_six=True), ratios.weight(under_six=False)


def units(kind: str, places: int, ratios: Ratios) -> int:
    """Units offered a day: children, or adults times what each is worth."""
    return places * ratios.adult if kind == Kind.STAFF else places


@dataclass(frozen=True, slots=True)
class Scale:
    """What a limit counts with."""

    kind: str
    ratios: Ratios

    @property
    def is_staff(self) -> bool:
        """Adults rather than children."""
        return self.kind == Kind.STAFF


def converted(offered: int, before: Scale, after: Scale, *, places: int) -> int:
    """Units a day offered, said on another scale: as many children, or as many adults.

    Adults do not convert into children: a limit that becomes the other sort offers its ``places``.
    """
    if before.is_staff != after.is_staff:
        return units(after.kind, places, after.ratios)
    return offered // before.ratios.adult * after.ratios.adult if after.is_staff else offered


def is_under_six(born_on: date, day: date) -> bool:
    """Whether the child is not six yet on the day attended; frozen in the booking."""
    return (day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))) < 6


@dataclass(frozen=True, slots=True)
class LimitDay:
    """One day of a limit as read: ``group`` None counts every child of its activities."""

    id: UUID
    name: str
    kind: str
    date: date
    capacity: int
    taken: int
    activities: frozenset[UUID]
    group: UUID | None
    weights: tuple[int, int]

    def counts(self, activity: UUID, day: Day, group: UUID | None) -> bool:
        """Whether a place of this activity, day and group of opening weighs on it."""
        return (
            day == self.date
            and activity in self.activities
            and (self.group is None or self.group == group)
        )

    def weight(self, *, under_six: bool) -> int:
        """What one child takes."""
        return self.weights[0 if under_six else 1]


class LimitBook:
    """The limits of some days: what is left, counted down while one *Valider* is decided."""

    def __init__(self, days: Iterable[LimitDay] = ()) -> None:
        self.days = {day.id: day for day in days}
        self._left = {key: day.capacity - day.taken for key, day in self.days.items()}
        self._index: dict[tuple[UUID, date], list[LimitDay]] = defaultdict(list)
        for one in self.days.values():
            for activity in one.activities:
                self._index[activity, one.date].append(one)

    def of(self, activity: UUID, day: date, group: UUID | None) -> list[LimitDay]:
        """The limits a place weighs on."""
        return [
            one for one in self._index.get((activity, day), ()) if one.counts(activity, day, group)
        ]

    def decide(self, activity: UUID, day: date, group: UUID | None, *, under_six: bool) -> Decision:
        """Whether every limit lets one more child in; the first that does not is named."""
        for one in self.of(activity, day, group):
            if one.weight(under_six=under_six) > self._left[one.id]:
                return no("full", _full(one))
        return yes()

    def step(
        self, activity: UUID, day: date, group: UUID | None, *, under_six: bool, number: int
    ) -> None:
        """Count ``number`` more children (fewer when negative) in what is left."""
        for one in self.of(activity, day, group):
            self._left[one.id] -= number * one.weight(under_six=under_six)

    def copy(self) -> "LimitBook":
        """The same limits as they were read, to try something."""
        return LimitBook(self.days.values())

    def joined(self, other: "LimitBook") -> "LimitBook":
        """The days of both, as read."""
        return LimitBook((self.days | other.days).values())

    def __bool__(self) -> bool:
        return bool(self.days)


def _full(one: LimitDay) -> str:
    if one.kind == Kind.STAFF:
        return "Complet\u00a0: pas assez d’adultes pour accueillir un enfant de plus ce jour-là."
    return f"Complet\u00a0: «\u00a0{one.name}\u00a0» n’a plus de place ce jour-là."

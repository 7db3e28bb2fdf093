"""Share scarce places among wishes: seeded, reproducible, and deaf to how they were sent (R43).

One rank a household, made of its score and of a keyed hash of its id; then each household in rank
order takes the days it wished where places remain. Nothing else counts: not when a wish was sent,
nor in how many times, nor how many there are. So no household gains by splitting or timing them.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

NO_PLACE_AT_ALL = "Complet\u00a0: il n’y avait aucune place à attribuer."


@dataclass(frozen=True, slots=True)
class Room:
    """An opening, or a limit above several: places left to share, None without limit."""

    id: str
    places: int | None


@dataclass(frozen=True, slots=True)
class Household:
    """Who is ranked: the family of the children, whoever sent the wishes; ``score`` in points."""

    id: str
    score: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """One child's wish for one opening. ``order``: 0 for the household's eldest child, then 1…

    ``day`` is ISO. ``together``: the household's wishes of that day, all or none.
    ``barred``: a French sentence when it cannot be granted whatever the places. ``weights``: what
    the child counts for in each limit, in the limit's own units. ``brought_by``: the opening whose
    wish implies this one (a day and its meal): granted together or not at all.
    """

    id: str
    household: str
    child: str
    order: int
    opening: str
    day: str
    together: bool = False
    barred: str = ""
    weights: Mapping[str, int] = field(default_factory=dict)
    brought_by: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The same child for the same opening: wished twice, decided once."""
        return self.child, self.opening


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a result depends on. ``seed``: 64 hexadecimal digits."""

    seed: str
    rooms: tuple[Room, ...]
    households: tuple[Household, ...]
    asked: tuple[Asked, ...]
    limits: tuple[Room, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a wish, as its family reads it; ``rank`` starts at 1."""

    wish: str
    household: str
    rank: int
    granted: bool
    reason: str


def lot(seed: str, household: str) -> str:
    """The number a household draws: HMAC-SHA256 of its id under the seed, in hexadecimal."""
    return hmac.new(bytes.fromhex(seed), household.encode(), hashlib.sha256).hexdigest()


def commitment(seed: str) -> str:
    """SHA-256 of the seed, shown before the draw: the seed published after can be checked."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def ranked(seed: str, households: Iterable[Household]) -> list[Household]:
    """The most points first, then the smallest lot."""
    return sorted(households, key=lambda home: (-home.score, lot(seed, home.id), home.id))


def allocate(inputs: Inputs) -> list[Result]:
    """Every wish's result, by rank, day and child; the same for any order of the inputs.

    Inside a household: day by day, the eldest child first.
    Raises KeyError when a wish names a household, an opening or a limit that is not given.
    """
    return _Draw(inputs).run()


class _Draw:
    """One pass over the ranks, with what is left in each room and who took its last place."""

    def __init__(self, inputs: Inputs) -> None:
        self.left = {("o", room.id): room.places for room in inputs.rooms}
        self.left |= {("l", room.id): room.places for room in inputs.limits}
        self.last: dict[tuple[str, str], int] = {}
        known = {home.id: home for home in inputs.households}
        self.wishes: dict[str, dict[tuple[str, str], list[Asked]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for one in sorted(inputs.asked, key=lambda one: one.id):
            self.wishes[known[one.household].id][one.key].append(one)
        # Who wished nothing has no rank.
        self.order = ranked(inputs.seed, [known[key] for key in self.wishes])
        self.results: list[Result] = []

    def run(self) -> list[Result]:
        """Serve each household in turn."""
        for rank, home in enumerate(self.order, start=1):
            for unit in _units(self.wishes[home.id].values()):
                self._serve(rank, unit)
        return self.results

    def _serve(self, rank: int, unit: Sequence[list[Asked]]) -> None:
        """Grant all the wishes of a unit, or none."""
        firsts = [same[0] for same in unit]
        is_family = len({one.child for one in firsts}) > 1
        need = _need(firsts)
        barred = any(one.barred for one in firsts)
        short = [room for room, number in need.items() if self._lacks(room, number)]
        granted = not (barred or short)
        if granted:
            for room, number in need.items():
                self.last[room] = rank
                left = self.left[room]
                if left is not None:
                    self.left[room] = left - number
        for same in unit:
            reason = self._reason(rank, same[0], short, barred=barred, is_family=is_family)
            self.results.extend(
                Result(one.id, one.household, rank, granted, reason) for one in same
            )

    def _lacks(self, room: tuple[str, str], number: int) -> bool:
        left = self.left[room]
        return left is not None and left < number

    def _reason(
        self,
        rank: int,
        one: Asked,
        short: list[tuple[str, str]],
        *,
        barred: bool,
        is_family: bool,
    ) -> str:
        place = f"Rang\u00a0{rank} sur\u00a0{len(self.order)}"
        if one.barred:
            return f"{place}. {one.barred}"
        if barred:
            who = "Fratrie ensemble" if is_family else "Souhaits liés"
            return f"{place}. {who}\u00a0: un des souhaits de ce jour est impossible."
        if not short:
            return f"{place}\u00a0: place attribuée."
        # A limit's opening may have had places: the room that was short says why.
        full = [room for room in short if (self.left[room] or 0) < 1]
        if is_family and not full:
            return f"{place}. Fratrie ensemble\u00a0: il ne restait pas assez de places pour tous."
        ranks = [self.last[room] for room in full or short if room in self.last]
        if not ranks:
            return f"{place}. {NO_PLACE_AT_ALL}"
        return f"{place}. Complet\u00a0: la dernière place est allée au rang\u00a0{max(ranks)}."


def _units(wishes: Iterable[list[Asked]]) -> list[list[list[Asked]]]:
    """Wishes decided as one: all those of a day where one was asked together, else each alone.

    One tick is enough for the day, so that sending siblings apart changes nothing.
    """
    wishes = list(wishes)
    joined = {one.day for same in wishes for one in same if one.together}
    groups: dict[tuple[object, ...], list[list[Asked]]] = defaultdict(list)
    for same in wishes:
        first = same[0]
        together = first.day in joined
        alone = ("",) if together else (first.child, first.brought_by or first.opening)
        groups[first.day, 0 if together else first.order, alone].append(same)
    return [
        sorted(unit, key=lambda same: (same[0].order, same[0].key))
        for _, unit in sorted(groups.items(), key=lambda found: found[0])
    ]


def _need(wishes: Iterable[Asked]) -> dict[tuple[str, str], int]:
    """Places in each room that these wishes take together."""
    need: dict[tuple[str, str], int] = defaultdict(int)
    for one in wishes:
        need["o", one.opening] += 1
        for limit, weight in one.weights.items():
            need["l", limit] += weight
    return need

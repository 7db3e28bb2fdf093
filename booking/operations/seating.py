"""Who has room, in what some locked openings and the limits above have left (R37)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from booking.errors import FULL
from booking.models import Reservation
from booking.operations import bundles, movements, places
from booking.operations.places import Locked
from booking.selectors import booked
from shared.values.decisions import Decision, no, yes

Day = tuple[UUID, date]


class Room:
    """What is left, counted down while one act is decided; nothing is written."""

    def __init__(self, seen: Locked) -> None:
        self._seen = seen
        self._left = {key: places.left(opening) for key, opening in seen.items()}
        self._above = seen.limits.copy()

    def take(self, group: Collection[Reservation]) -> Decision:
        """Count a group in, all or none: a refusal says why and leaves the count as it was."""
        counted: list[Reservation] = []
        for row in group:
            fits = self._fits(row)
            if not fits:
                for other in counted:
                    self._count(other, -1)
                return fits
            self._count(row, 1)
            counted.append(row)
        return yes()

    def _fits(self, row: Reservation) -> Decision:
        if self._left[row.opening_id] == 0:
            return no("full", FULL)
        at = self._at(row)
        return self._above.decide(*at, under_six=row.under_six)

    def _count(self, row: Reservation, number: int) -> None:
        left = self._left[row.opening_id]
        if left is not None:
            self._left[row.opening_id] = left - number
        self._above.step(*self._at(row), under_six=row.under_six, number=number)

    def _at(self, row: Reservation) -> tuple[UUID, date, UUID | None]:
        return row.activity_id, row.date, self._seen[row.opening_id].group_id


def again(
    gone: Collection[Reservation],
    seen: Locked,
    *,
    now: datetime,
    beside: Iterable[Reservation] = (),
) -> list[Reservation]:
    """The rows that can have their place back, in the order they were asked for.

    An open day, a place at every level, no other row for it, nothing booked meanwhile that excludes
    it; a day comes back with its meal or not at all, and what needs another activity only where
    that one is there (R37). ``beside``: rows that come back without a place.
    """
    if not gone:
        return []
    judge, room = movements.judge(gone, now), Room(seen)
    taken: dict[Day, set[UUID]] = defaultdict(set)
    for one in booked.live_on({row.child_id for row in gone}, {row.date for row in gone}):
        taken[one.child_id, one.date].add(one.activity_id)
    for row in beside:
        taken[row.child_id, row.date].add(row.activity_id)
    seated = []
    for group in bundles.in_turn(bundles.groups(gone), judge.facts.links):
        there = taken[group[0].child_id, group[0].date]
        own = [row.activity_id for row in group]
        if any(seen[row.opening_id].closed_reason or row.activity_id in there for row in group):
            continue
        if not all(judge.stands_beside(key, there, coming=own) for key in own):
            continue
        if room.take(group):
            there.update(own)
            seated.extend(group)
    return seated

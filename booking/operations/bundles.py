"""Rows that move together: a day and what it brought; and what may not stand alone (R37)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from booking.models import Reservation
from booking.rules.lifecycle import HOLDING_STATES
from booking.rules.links import Links, decide_alone, decide_needed
from booking.selectors import booked
from booking.selectors.booked import Booked
from booking.selectors.verdicts import Judge
from shared.values.decisions import Decision, yes


def along(ids: Collection[UUID]) -> Q:
    """The rows of these ids, and those they brought."""
    return Q(id__in=ids) | Q(implied_by__in=ids)


def groups(found: Iterable[Reservation]) -> list[list[Reservation]]:
    """Each row with those it brought among ``found``, itself first, in the order given."""
    found = list(found)
    brought: dict[UUID, list[Reservation]] = defaultdict(list)
    keys = {row.id for row in found}
    for row in found:
        if row.implied_by_id in keys:
            brought[row.implied_by_id].append(row)
    return [[row, *brought[row.id]] for row in found if row.implied_by_id not in keys]


def in_turn(found: Iterable[list[Reservation]], links: Links[UUID]) -> list[list[Reservation]]:
    """The oldest request first; what is required never after what needs it."""
    found = list(found)
    asked = {
        (row.child_id, row.date, row.activity_id): row.requested_at
        for group in found
        for row in group
    }

    def turn(group: list[Reservation]) -> tuple:
        first = group[0]
        needed = [(first.child_id, first.date, key) for key in links.all_needed(first.activity_id)]
        times = [asked[key] for key in needed if key in asked]
        return max([first.requested_at, *times]), links.rank(first.activity_id)

    return sorted(found, key=turn)


class SameDay:
    """What the children of some locked rows have on those days; read only where links matter."""

    def __init__(self, found: Collection[Reservation], judge: Judge) -> None:
        self.judge = judge
        self._rows: dict[tuple[UUID, date], dict[UUID, Booked]] = defaultdict(dict)
        if judge.facts.links or any(row.implied_by_id for row in found):
            for one in booked.live_on({row.child_id for row in found}, {row.date for row in found}):
                self._rows[one.child_id, one.date][one.id] = one

    def let_go(self, group: list[Reservation]) -> Decision:
        """Whether a row may leave with what it brought; it is then gone for those that follow."""
        there = self._rows[group[0].child_id, group[0].date]
        row = there.get(group[0].id)
        if row is None:
            return yes()
        leaving = {one.id for one in group}
        may = self.judge.leaving(row, [one for one in there.values() if one.id != row.id])
        if may:
            for key in leaving:
                there.pop(key, None)
        return may

    def admits(self, group: list[Reservation], accepted: Collection[UUID]) -> Decision:
        """Whether a request may be accepted: not a meal without its day, nothing required missing.

        ``accepted``: rows this act has accepted already.
        """
        there = self._rows[group[0].child_id, group[0].date]
        names = self.judge.facts.activities
        carrier = there.get(group[0].implied_by_id) if group[0].implied_by_id else None
        if carrier and carrier.id not in accepted and carrier.state not in HOLDING_STATES:
            return decide_alone(names[carrier.activity_id].name)
        seated = {
            one.activity_id
            for one in there.values()
            if one.id in accepted or one.state in HOLDING_STATES
        } | {row.activity_id for row in group}
        needed = {key for row in group for key in self.judge.facts.links.needed(row.activity_id)}
        return decide_needed([names[key].name for key in sorted(needed - seated)])


def leaving(
    found: Collection[Reservation], judge: Judge
) -> tuple[list[Reservation], list[tuple[UUID, str]]]:
    """Of locked live rows, those that may leave, each with what it brought; and why others not."""
    there = SameDay(found, judge)
    links = judge.facts.links
    done: list[Reservation] = []
    kept: list[tuple[UUID, str]] = []
    for group in sorted(groups(found), key=lambda group: links.leave_rank(group[0].activity_id)):
        may = there.let_go(group)
        if may:
            done.extend(group)
        else:
            kept.extend((row.id, may.reason.sentence) for row in group)
    return done, kept

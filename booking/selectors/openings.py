"""Openings by activity and day, and the one that a child's group reaches."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from booking.models import Opening

# Written out: every calendar asks it; the ORM took longer to build it than the database to answer.
_READ = f"""
SELECT id, activity_id, date, group_id, capacity, margin, taken, waiting, closed_reason
  FROM {Opening._meta.db_table}
 WHERE (group_id IS NULL OR group_id = ANY(%s::uuid[])) AND activity_id = ANY(%s::uuid[])
   AND date >= %s AND date < %s
"""


class OpeningLike(Protocol):
    """What the index needs: a model row (locked) or a frozen one (for a screen)."""

    id: UUID
    activity_id: UUID
    date: date
    group_id: UUID | None
    capacity: int | None
    margin: int
    taken: int
    waiting: int
    closed_reason: str


@dataclass(frozen=True, slots=True)
class OpeningFacts:
    """An opening read for a screen."""

    id: UUID
    activity_id: UUID
    date: date
    group_id: UUID | None
    capacity: int | None
    margin: int
    taken: int
    waiting: int
    closed_reason: str


class Openings:
    """Openings found by (activity, day), then by the child's group: its own first, else common."""

    def __init__(self, found: Iterable[OpeningLike]) -> None:
        self._by_day: dict[tuple[UUID, date], dict[UUID | None, OpeningLike]] = defaultdict(dict)
        for opening in found:
            self._by_day[opening.activity_id, opening.date][opening.group_id] = opening

    def of(self, activity_id: UUID, day: date, group_id: UUID | None) -> OpeningLike | None:
        """The opening a child of this group books, or None when the activity does not open."""
        groups = self._by_day.get((activity_id, day))
        if groups is None:
            return None
        return groups.get(group_id) or groups.get(None)

    def is_open(self, activity_id: UUID, day: date) -> bool:
        """Whether the activity opens that day, for whatever group."""
        return (activity_id, day) in self._by_day

    def days(self) -> set[date]:
        """Every day with an opening."""
        return {day for _activity, day in self._by_day}


def reachable(
    activity_ids: Collection[UUID], group_ids: Collection[UUID | None]
) -> QuerySet[Opening]:
    """Openings of activities that children of these groups (None: without group) can book."""
    groups = Q(group_id__isnull=True) | Q(group_id__in=[key for key in group_ids if key])
    return Opening.objects.filter(groups, activity_id__in=activity_ids)


def read(
    activity_ids: Collection[UUID],
    group_ids: Collection[UUID | None],
    *,
    since: date,
    until: date,
) -> Openings:
    """What is ``reachable`` on [since, until), for a screen: one query, no model instances."""
    groups = [key for key in group_ids if key]
    with connection.cursor() as cursor:
        cursor.execute(_READ, [groups, list(activity_ids), since, until])
        return Openings(OpeningFacts(*row) for row in cursor.fetchall())


def read_none() -> Openings:
    """No opening at all, for screens that only show what is booked."""
    return Openings(())

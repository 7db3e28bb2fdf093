"""The only function that moves places, of openings and of the limits above them (R37).

``lock`` brings an opening with the limit days it weighs on; ``move`` moves both. Places are moved
by ``Place`` (opening, under six or not), never by opening alone: no caller can forget a limit.
"""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection
from django.db.models import Model, QuerySet

from booking.errors import full
from booking.models import LimitDay, Opening, Reservation
from booking.operations import limit_days
from booking.rules import slots
from booking.rules.limits import LimitBook
from shared.locks import assert_in_transaction, rows
from shared.values.decisions import Decision
from tenants.operations import outbox

CHECK_VIOLATION = "23514"
SERVE_QUEUE = "booking.waiting"

_MOVE = """
UPDATE {table} AS o
   SET taken = o.taken + d.delta{joined}
  FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS d(id, delta, queue)
 WHERE o.id = d.id
"""
# What a careless writer does: the value read before, plus one. Only with TEST_LOCKS_OFF.
_MOVE_UNSAFE = """
UPDATE {table} AS o
   SET taken = d.seen + d.delta{joined}
  FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::int[]) AS d(id, delta, queue, seen)
 WHERE o.id = d.id
"""


class Place(NamedTuple):
    """A place of an opening, and how the child who takes it weighs on a staff."""

    opening_id: UUID
    under_six: bool = False


class Locked(dict[UUID, Opening]):
    """Openings locked by id, and the ``limits`` above them, locked after."""

    def __init__(self, found: Iterable[Opening] = (), limits: LimitBook | None = None) -> None:
        super().__init__((opening.id, opening) for opening in found)
        self.limits = limits or LimitBook()

    def __or__(self, other: "Locked") -> "Locked":  # type: ignore[override]
        return Locked((*self.values(), *other.values()), self.limits.joined(other.limits))

    def room_above(self, opening_id: UUID, *, under_six: bool) -> Decision:
        """Whether the limits let one more child into an opening."""
        opening = self[opening_id]
        return self.limits.decide(
            opening.activity_id, opening.date, opening.group_id, under_six=under_six
        )

    def count(self, opening_id: UUID, *, under_six: bool, number: int) -> None:
        """Count children in what the limits have left, while one act is decided."""
        opening = self[opening_id]
        self.limits.step(
            opening.activity_id,
            opening.date,
            opening.group_id,
            under_six=under_six,
            number=number,
        )


def lock(opening_ids: Iterable[UUID]) -> Locked:
    """Lock openings by id, after children and cart, before reservations (decisions.md).

    Limit days come after, by id, in one statement that finds nothing where no limit is set.
    """
    return lock_those(Opening.objects.filter(id__in=set(opening_ids)))


def lock_those(wanted: QuerySet[Opening]) -> Locked:
    """The same for the openings of a query."""
    found = rows(wanted)
    return Locked(found, limit_days.lock(found))


def read(opening_ids: Iterable[UUID]) -> Locked:
    """The same rows without a lock, to say what an act would do."""
    found = list(Opening.objects.filter(id__in=set(opening_ids)))
    return Locked(found, limit_days.read(found))


def move(
    deltas: Mapping[Place, int],
    *,
    seen: Locked,
    now: datetime,
    waiting: Mapping[UUID, int] | None = None,
) -> None:
    """Take or give back places in ONE statement, and one more where limits stand above.

    ``seen`` are the rows locked before. ``waiting``: who joins (+1) or leaves (-1) the lists of
    the openings, in the same statement. Where places are free while somebody waits, the list is
    served after the commit (R40). Raises DomainError « complet » when the database refuses one
    place too many, RuntimeError when an opening was not locked or no transaction is open.
    """
    assert_in_transaction()
    moved: Counter[UUID] = Counter()
    above: Counter[UUID] = Counter()
    joined = dict(waiting or {})
    if missing := ({place.opening_id for place in deltas} | joined.keys()) - seen.keys():
        raise RuntimeError(f"ouvertures non verrouillées : {missing}")
    for place, delta in deltas.items():
        opening = seen[place.opening_id]
        moved[opening.id] += delta
        for day in seen.limits.of(opening.activity_id, opening.date, opening.group_id):
            above[day.id] += delta * day.weight(under_six=place.under_six)
    _write(Opening, moved, {key: opening.taken for key, opening in seen.items()}, joined)
    _write(LimitDay, above, {key: day.taken for key, day in seen.limits.days.items()})
    touched = [seen[key] for key in moved.keys() | joined.keys()]
    serve(touched, now=now, moved=moved, joined=joined)
    _serve_below([key for key, delta in above.items() if delta < 0], touched, now=now)


def _write(
    model: type[Model],
    deltas: Mapping[UUID, int],
    seen: Mapping[UUID, int],
    joined: Mapping[UUID, int] | None = None,
) -> None:
    """Move ``taken`` (and ``waiting``) of some rows of a table, in one statement or none."""
    queue = joined or {}
    ids = [
        key
        for key in sorted(deltas.keys() | queue.keys())
        if deltas.get(key, 0) or queue.get(key, 0)
    ]
    if not ids:
        return
    steps = [[deltas.get(key, 0) for key in ids], [queue.get(key, 0) for key in ids]]
    also = ", waiting = o.waiting + d.queue" if model is Opening else ""
    table = model._meta.db_table
    try:
        with connection.cursor() as cursor:
            if settings.TEST_LOCKS_OFF:
                cursor.execute(
                    _MOVE_UNSAFE.format(table=table, joined=also),
                    [ids, *steps, [seen[key] for key in ids]],
                )
            else:
                cursor.execute(_MOVE.format(table=table, joined=also), [ids, *steps])
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) == CHECK_VIOLATION:
            raise full() from error
        raise


def serve(
    openings: Iterable[Opening],
    *,
    now: datetime,
    moved: Mapping[UUID, int] | None = None,
    joined: Mapping[UUID, int] | None = None,
) -> None:
    """Queue the work of the waiting lists that have a place free, in this transaction (R40).

    ``moved`` and ``joined``: places and waiters just added to what the locked rows said.
    """
    steps, more = moved or {}, joined or {}
    due = [
        (SERVE_QUEUE, one.id)
        for one in openings
        if one.waiting + more.get(one.id, 0) > 0 and left(one, steps.get(one.id, 0)) != 0
    ]
    outbox.put_many(due, due_at=now)


def _serve_below(freed: list[UUID], openings: Iterable[Opening], *, now: datetime) -> None:
    """A limit that has room again may be what another opening's list waits for."""
    if not freed:
        return
    known = {one.id for one in openings}
    found = Opening.objects.filter(
        waiting__gt=0,
        date__in={one.date for one in openings},
        activity__limits__limit__days__id__in=freed,
    ).exclude(id__in=known)
    ids = set(found.order_by().values_list("id", flat=True))
    outbox.put_many([(SERVE_QUEUE, key) for key in sorted(ids)], due_at=now)


def left(opening: Opening, step: int = 0) -> int | None:
    """Places left after ``step`` more, margin included, never negative; None without limit."""
    return slots.Places(opening.capacity, opening.taken + step, opening.margin).left


def take(found: Iterable[Reservation], seen: Locked, *, now: datetime) -> None:
    """One place more for each reservation."""
    move(Counter(Place(row.opening_id, row.under_six) for row in found), seen=seen, now=now)


def give_back(
    found: Iterable[Reservation],
    seen: Locked,
    *,
    now: datetime,
    waiting: Mapping[UUID, int] | None = None,
) -> None:
    """One place less for each reservation; ``waiting`` as for ``move``."""
    taken = Counter(Place(row.opening_id, row.under_six) for row in found)
    move({key: -number for key, number in taken.items()}, seen=seen, now=now, waiting=waiting)


def pause_after_check() -> None:
    """Widen the gap between check and write, in the tests that try to slip into it."""
    if settings.TEST_PAUSE_AFTER_CHECK_MS:
        time.sleep(settings.TEST_PAUSE_AFTER_CHECK_MS / 1000)

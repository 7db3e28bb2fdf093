"""The only function that moves ``Opening.taken``, and the switches of the race tests."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection

from booking.errors import full
from booking.models import Opening, Reservation
from shared.locks import assert_in_transaction, rows

CHECK_VIOLATION = "23514"

_MOVE = f"""
UPDATE {Opening._meta.db_table} AS o
   SET taken = o.taken + d.delta
  FROM unnest(%s::uuid[], %s::int[]) AS d(id, delta)
 WHERE o.id = d.id
"""
# What a careless writer does: the value read before, plus one. Only with TEST_LOCKS_OFF.
_MOVE_UNSAFE = f"""
UPDATE {Opening._meta.db_table} AS o
   SET taken = d.seen + d.delta
  FROM unnest(%s::uuid[], %s::int[], %s::int[]) AS d(id, delta, seen)
 WHERE o.id = d.id
"""


def lock(opening_ids: Iterable[UUID]) -> dict[UUID, Opening]:
    """Lock openings by id, after children and cart, before reservations (decisions.md)."""
    return {found.id: found for found in rows(Opening.objects.filter(id__in=set(opening_ids)))}


def move(deltas: Mapping[UUID, int], *, seen: Mapping[UUID, Opening]) -> None:
    """Take or give back places in ONE statement; ``seen`` are the rows locked before.

    Raises DomainError « complet » when the database refuses one place too many, RuntimeError when
    an opening was not locked or no transaction is open.
    """
    assert_in_transaction()
    moved = {key: delta for key, delta in sorted(deltas.items()) if delta}
    if not moved:
        return
    if missing := moved.keys() - seen.keys():
        raise RuntimeError(f"ouvertures non verrouillées : {missing}")
    ids, steps = list(moved), list(moved.values())
    try:
        with connection.cursor() as cursor:
            if settings.TEST_LOCKS_OFF:
                cursor.execute(_MOVE_UNSAFE, [ids, steps, [seen[key].taken for key in ids]])
            else:
                cursor.execute(_MOVE, [ids, steps])
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) == CHECK_VIOLATION:
            raise full() from error
        raise


def take(found: Iterable[Reservation], seen: Mapping[UUID, Opening]) -> None:
    """One place more for each reservation."""
    move(Counter(row.opening_id for row in found), seen=seen)


def give_back(found: Iterable[Reservation], seen: Mapping[UUID, Opening]) -> None:
    """One place less for each reservation."""
    taken = Counter(row.opening_id for row in found)
    move({key: -number for key, number in taken.items()}, seen=seen)


def pause_after_check() -> None:
    """Widen the gap between check and write, in the tests that try to slip into it."""
    if settings.TEST_PAUSE_AFTER_CHECK_MS:
        time.sleep(settings.TEST_PAUSE_AFTER_CHECK_MS / 1000)

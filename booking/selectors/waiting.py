"""Waiting lists: the rank of a family's rows, what counts in a score, the office's list."""

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from booking.errors import not_found
from booking.models import Opening, Reservation
from booking.rules.lifecycle import HOLDING_STATES, ReservationState
from family.models import Child
from shared.values.french_dates import day_short, instant
from tenants.context import current_commune, zone_of

S = ReservationState
_HOLDING = [state.value for state in HOLDING_STATES]
# One statement for all the rows of a family; each counts its own list only, by its index.
_RANKS = f"""
SELECT r.id, 1 + (SELECT count(*) FROM {Reservation._meta.db_table} q
                   WHERE q.opening_id = r.opening_id AND q.state = 'waitlisted'
                     AND (q.score > r.score
                          OR (q.score = r.score
                              AND (q.requested_at, q.id) < (r.requested_at, r.id))))
  FROM {Reservation._meta.db_table} r
 WHERE r.id = ANY(%s) AND r.state = 'waitlisted'
"""


@dataclass(frozen=True, slots=True)
class Known:
    """(child, day, service) with a sibling there, (child, service) refused and without a place."""

    siblings: frozenset[tuple[UUID, date, UUID]]
    refused: frozenset[tuple[UUID, UUID]]


def ranks(ids: Collection[UUID]) -> dict[UUID, int]:
    """The rank of waiting rows in their lists, 1 the next served: one query, none without ids."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_RANKS, [list(ids)])
        return dict(cursor.fetchall())


def standing_of(
    waiting: Collection[Reservation],
    made: Collection[Reservation],
    service_of: Callable[[UUID], UUID],
) -> Known:
    """What the database says of the children who join a list (three queries, whatever the days).

    ``made`` are the rows of the same *Valider*: what is booked with a wish counts as what was
    booked before it, so that nothing is gained by sending them apart.
    """
    return Known(siblings_of(waiting, made, service_of), _refused_of(waiting, made, service_of))


def siblings_of(
    waiting: Collection[Reservation],
    made: Collection[Reservation],
    service_of: Callable[[UUID], UUID],
) -> frozenset[tuple[UUID, date, UUID]]:
    """(child, day, service) of those who have a sibling with a place in the service that day.

    A sibling is a child of the same family; two queries.
    """
    children = {row.child_id for row in waiting}
    family_of = dict(
        Child.objects.filter(family__children__in=children).distinct().values_list("id", "family")
    )
    services = {service_of(row.activity_id) for row in waiting}
    placed: dict[tuple[UUID, date, UUID], set[UUID]] = {}
    for child, day, service in Reservation.objects.filter(
        child_id__in=family_of,
        date__in={row.date for row in waiting},
        activity__service_id__in=services,
        state__in=_HOLDING,
    ).values_list("child_id", "date", "activity__service_id"):
        placed.setdefault((family_of[child], day, service), set()).add(child)
    for row in made:
        if row.state in HOLDING_STATES and row.child_id in family_of:
            key = (family_of[row.child_id], row.date, service_of(row.activity_id))
            placed.setdefault(key, set()).add(row.child_id)
    return frozenset(
        (row.child_id, row.date, service)
        for row in waiting
        if (service := service_of(row.activity_id))
        and placed.get((family_of[row.child_id], row.date, service), set()) - {row.child_id}
    )


def _refused_of(
    waiting: Collection[Reservation],
    made: Collection[Reservation],
    service_of: Callable[[UUID], UUID],
) -> frozenset[tuple[UUID, UUID]]:
    """(child, service) refused, or who waited in vain, and had no place of it for a year.

    Not the latest answer alone: a day asked last, and known to be full, would earn points.
    """
    since = min(row.date for row in waiting) - timedelta(days=365)
    in_vain = Q(state=S.REFUSED) | Q(state=S.EXPIRED, held_until__isnull=True)
    found = (
        Reservation.objects.filter(
            child_id__in={row.child_id for row in waiting},
            activity__service_id__in={service_of(row.activity_id) for row in waiting},
            date__gte=since,
        )
        .order_by()
        .values("child_id", "activity__service_id")
        .annotate(got=Count("id", filter=Q(state__in=_HOLDING)), lost=Count("id", filter=in_vain))
        .filter(got=0, lost__gt=0)
        .values_list("child_id", "activity__service_id")
    )
    got_now = {
        (row.child_id, service_of(row.activity_id)) for row in made if row.state in HOLDING_STATES
    }
    return frozenset(found) - got_now


@dataclass(frozen=True, slots=True)
class Waiter:
    """One row of the office's list; ``why`` are the criteria met, ready to print."""

    id: UUID
    rank: int
    child: str
    family: str
    family_id: UUID
    score: int
    why: str
    asked: str
    is_together: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The list of one opening; ``left`` None without limit."""

    opening_id: UUID
    service: str
    activity: str
    group: str
    label: str
    taken: int
    capacity: int | None
    offered: int
    waiters: tuple[Waiter, ...]

    @property
    def has_room(self) -> bool:
        """A place can be offered."""
        return self.capacity is None or self.taken < self.capacity


def office(limit: int = 1000) -> list[Queue]:
    """Every list, the nearest day first, each in its order: two queries."""
    found = list(
        Reservation.objects.filter(state=S.WAITLISTED)
        .select_related("child__family", "opening__group", "activity__service")
        .order_by("date", "activity__position", "opening_id", "-score", "requested_at", "id")[
            :limit
        ]
    )
    offered = Counter(
        Reservation.objects.filter(
            opening_id__in={row.opening_id for row in found},
            state=S.HELD,
            offered_at__isnull=False,
            decided_at__isnull=True,
        ).values_list("opening_id", flat=True)
    )
    zone = zone_of(current_commune())
    by_opening: dict[UUID, list[Reservation]] = {}
    for row in found:
        by_opening.setdefault(row.opening_id, []).append(row)
    return [
        Queue(
            key,
            rows[0].activity.service.name,
            rows[0].activity.name,
            rows[0].opening.group.name if rows[0].opening.group else "",
            day_short(rows[0].date),
            rows[0].opening.taken,
            None
            if rows[0].opening.capacity is None
            else rows[0].opening.capacity + rows[0].opening.margin,
            offered[key],
            tuple(
                Waiter(
                    row.id,
                    rank,
                    str(row.child),
                    row.child.family.name,
                    row.child.family_id,
                    row.score,
                    ", ".join(
                        f"{step['label']} ({step['points']})"
                        for step in row.score_trace
                        if step["points"]
                    ),
                    instant(row.requested_at, zone, month=True),
                    row.together_uid is not None,
                )
                for rank, row in enumerate(rows, 1)
            ),
        )
        for key, rows in by_opening.items()
    ]


def waiter(reservation_id: UUID) -> Reservation:
    """One waiting row with its child. Raises DomainError « not_found »."""
    found = (
        Reservation.objects.filter(id=reservation_id, state=S.WAITLISTED)
        .select_related("child")
        .first()
    )
    if found is None:
        raise not_found()
    return found


def opening(opening_id: UUID) -> Opening:
    """One opening. Raises DomainError « not_found »."""
    found = Opening.objects.filter(id=opening_id).first()
    if found is None:
        raise not_found()
    return found

"""Commissions read for whoever needs them: still open, what a draw is made of, counters."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

from booking.errors import not_found
from booking.models import Commission, Opening, Reservation
from booking.rules.commissions import Window
from booking.rules.deadlines import Act
from booking.rules.lifecycle import ReservationState
from booking.selectors import facts
from booking.selectors.verdicts import Judge
from family.models import Child
from shared.values.ranges import DateRange

S = ReservationState


def still_open(windows: Iterable[Window]) -> frozenset[UUID]:
    """Those of these commissions whose draw has not come: one query, none without any."""
    return still_open_among(window.id for window in windows)


def still_open_among(commission_ids: Iterable[UUID]) -> frozenset[UUID]:
    """The same from ids."""
    ids = set(commission_ids)
    if not ids:
        return frozenset()
    return frozenset(
        Commission.objects.filter(id__in=ids, state=Commission.State.OPEN).values_list(
            "id", flat=True
        )
    )


@dataclass(frozen=True, slots=True)
class CommissionView:
    """A commission on the office's list, with how many wish."""

    id: UUID
    name: str
    state: str
    starts_on: date
    last: date
    opens_at: datetime
    closes_at: datetime
    wishes: int
    families: int


@dataclass(frozen=True, slots=True)
class ToCome:
    """A commission whose places are not drawn yet, and how many wishes wait for it."""

    id: UUID
    name: str
    service_id: UUID
    service: str
    closes_at: datetime
    wishes: int


def commission(commission_id: UUID) -> Commission:
    """One commission with its service. Raises DomainError « not_found »."""
    found = Commission.objects.select_related("service").filter(id=commission_id).first()
    if found is None:
        raise not_found()
    return found


def of_service(service_id: UUID) -> list[CommissionView]:
    """Every commission of a service, the latest days first: one query."""
    found = Commission.objects.filter(service_id=service_id).annotate(
        number=Count("wishes", filter=~Q(wishes__state=S.CANCELLED)),
        homes=Count("wishes__child__family", filter=~Q(wishes__state=S.CANCELLED), distinct=True),
    )
    return [
        CommissionView(
            one.id,
            one.name,
            one.state,
            one.starts_on,
            one.ends_on - timedelta(days=1),
            one.opens_at,
            one.closes_at,
            one.number,
            one.homes,
        )
        for one in found.order_by("-starts_on", "-opens_at")
    ]


def to_come(*, service_id: UUID | None = None) -> list[ToCome]:
    """Open commissions, the first to be drawn first, for the pages of requests: one query."""
    found = Commission.objects.filter(state=Commission.State.OPEN)
    if service_id is not None:
        found = found.filter(service_id=service_id)
    return [
        ToCome(*facts)
        for facts in found.annotate(number=Count("wishes", filter=Q(wishes__state=S.REQUESTED)))
        .order_by("closes_at", "id")
        .values_list("id", "name", "service_id", "service__name", "closes_at", "number")
    ]


def first_cutoff(service_id: UUID, span: DateRange, *, now: datetime) -> datetime | None:
    """The first hour at which a day of [span) can no longer be booked, None without any."""
    known = facts.load(guardian_id=None, since=span.start, until=span.end or span.start)
    judge = Judge(known, now)
    limits = [
        limit.limit
        for activity, day in Opening.objects.filter(
            activity__service_id=service_id, date__gte=span.start, date__lt=span.end
        )
        .order_by()
        .values_list("activity_id", "date")
        .distinct()
        if (limit := judge.deadline(Act.BOOK, known.activities[activity], day)).limit
    ]
    return min(limits, default=None)


def counts(one: Commission) -> dict[str, int | None]:
    """Wishes not withdrawn, families, and places offered (None: one opening has no limit)."""
    wishes = Reservation.objects.filter(commission=one).exclude(state=S.CANCELLED)
    found = wishes.aggregate(wishes=Count("id"), families=Count("child__family", distinct=True))
    offered = [
        None if capacity is None else max(0, capacity + margin - taken)
        for capacity, margin, taken in Opening.objects.filter(
            activity__service_id=one.service_id,
            date__gte=one.starts_on,
            date__lt=one.ends_on,
            closed_reason="",
        ).values_list("capacity", "margin", "taken")
    ]
    total = None if None in offered else sum(number or 0 for number in offered)
    return {**found, "places": total}


def child_names(child_ids: Iterable[str]) -> dict[str, str]:
    """Names by id as text, for the agents' pages: the record holds none."""
    return {str(child.id): str(child) for child in Child.objects.filter(id__in=set(child_ids))}

"""Requests: what awaits an agent's answer; a family's own are in ``own_requests``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from booking.models import Opening, Reservation
from booking.rules.lifecycle import ReservationState
from family.models import FamilyQuotient, Schooling
from shared.values.french_dates import day_short, instant
from shared.values.quotient import format_quotient
from tenants.context import current_commune, zone_of

S = ReservationState
WAITING = (S.REQUESTED, S.CANCEL_REQUESTED)
# Wishes of a commission are not answered one by one (R43).
_TO_ANSWER = ~Q(state=S.REQUESTED, commission__isnull=False)
# A meal is answered with the day that brought it (R37).
_ALONG = Q(implied_by__isnull=False, implied_by__state=F("state"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the office's list; ``kind`` is « booking » or « cancel »."""

    id: UUID
    kind: str
    child_id: UUID
    child: str
    family_id: UUID
    family: str
    level: str
    quotient: str
    service_id: UUID
    service: str
    activity: str
    date: date
    label: str
    taken: int
    capacity: int | None
    requested_at: datetime
    received: str
    cents: int
    is_prepaid: bool
    refund_default: str
    in_time: bool
    # What a day asked after its cut-off adds once accepted (R26).
    surcharge_cents: int = 0

    @property
    def is_full(self) -> bool:
        """No place left."""
        return self.capacity is not None and self.taken >= self.capacity


def waiting_count() -> int:
    """How many requests await an answer: one query on a partial index."""
    return Reservation.objects.filter(_TO_ANSWER, ~_ALONG, state__in=WAITING).count()


def waiting(
    *, service_id: UUID | None = None, kind: str | None = None, limit: int = 1000
) -> list[Waiting]:
    """The office's list, the oldest first: three queries. A day with its meal is one line."""
    states = {None: WAITING, "booking": (S.REQUESTED,), "cancel": (S.CANCEL_REQUESTED,)}[kind]
    found = Reservation.objects.filter(_TO_ANSWER, state__in=states).select_related(
        "child__family", "activity__service", "opening", "payer"
    )
    if service_id is not None:
        found = found.filter(activity__service_id=service_id)
    rows, brought = _folded(found.order_by("requested_at", "date", "id")[:limit])
    zone = zone_of(current_commune())
    levels = _levels({row.child_id for row in rows})
    quotients = _quotients({row.payer_id for row in rows})
    return [
        Waiting(
            row.id,
            "cancel" if row.state == S.CANCEL_REQUESTED else "booking",
            row.child_id,
            str(row.child),
            row.child.family_id,
            row.child.family.name,
            levels.get(row.child_id, ""),
            _quotient_on(quotients.get(row.payer_id, []), row.date),
            row.activity.service_id,
            row.activity.service.name,
            " + ".join(one.activity.name for one in (row, *brought[row.id])),
            row.date,
            day_short(row.date),
            fullest.taken,
            fullest.capacity,
            row.requested_at,
            instant(row.requested_at, zone, month=True),
            sum(one.price_cents for one in (row, *brought[row.id])),
            row.is_prepaid,
            row.activity.service.refund_default,
            not row.out_of_time,
            row.surcharge_cents,
        )
        for row in rows
        for fullest in [_fullest(row, brought[row.id])]
    ]


def _folded(
    found: Iterable[Reservation],
) -> tuple[list[Reservation], dict[UUID, list[Reservation]]]:
    """Rows, and for each what it brought that awaits the same answer."""
    by_id = {row.id: row for row in found}
    brought: dict[UUID, list[Reservation]] = {key: [] for key in by_id}
    for row in by_id.values():
        carrier = by_id.get(row.implied_by_id)
        if carrier is not None and carrier.state == row.state:
            brought[carrier.id].append(row)
    along = {row.id for rows in brought.values() for row in rows}
    return [row for row in by_id.values() if row.id not in along], brought


def _fullest(row: Reservation, brought: list[Reservation]) -> Opening:
    """The opening with the fewest places left: the one that decides."""
    limited = [one.opening for one in (row, *brought) if one.opening.capacity is not None]
    return min(limited, key=lambda one: (one.capacity or 0) - one.taken, default=row.opening)


def _levels(child_ids: set[UUID]) -> dict[UUID, str]:
    """The latest class of each child."""
    return dict(
        Schooling.objects.filter(child_id__in=child_ids)
        .order_by("school_year")
        .values_list("child_id", "level")
    )


def _quotients(payer_ids: set[UUID]) -> dict[UUID, list[tuple[date, date | None, int]]]:
    found: dict[UUID, list] = {}
    for payer, first, end, value in FamilyQuotient.objects.filter(
        guardian_id__in=payer_ids
    ).values_list("guardian_id", "starts_on", "ends_on", "value_hundredths"):
        found.setdefault(payer, []).append((first, end, value))
    return found


def _quotient_on(spans: list[tuple[date, date | None, int]], day: date) -> str:
    for first, end, value in spans:
        if first <= day and (end is None or day < end):
            return format_quotient(value)
    return ""

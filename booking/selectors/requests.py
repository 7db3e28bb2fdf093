"""Requests: a family's own, and what awaits an agent's answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from booking.models import Opening, Reservation
from booking.rules.lifecycle import STATE_LABELS, ReservationState
from booking.rules.outcomes import missed
from booking.selectors import waiting as lists
from family.models import FamilyQuotient, Guardian, Schooling
from shared.values.french_dates import day_short, instant
from shared.values.quotient import format_quotient
from tenants.context import current_commune, zone_of
from tenants.people import Member

S = ReservationState
WAITING = (S.REQUESTED, S.CANCEL_REQUESTED)
# Wishes of a commission are not answered one by one (R43).
_TO_ANSWER = ~Q(state=S.REQUESTED, commission__isnull=False)
# A meal is answered with the day that brought it (R37).
_ALONG = Q(implied_by__isnull=False, implied_by__state=F("state"))
_LATELY = timedelta(days=15)
_ASKED = (S.REQUESTED, S.CONFIRMED)


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as its family reads it; instants are ready to print."""

    id: UUID
    child: str
    activity: str
    service: str
    date: date
    label: str
    state: ReservationState
    word: str
    reason: str
    requested_at: str
    cents: int
    held_until: str
    order_uid: UUID
    is_prepaid: bool
    to_pay: bool
    rank: int = 0
    is_offer: bool = False
    # Paid by another household: no amount, no reason, nothing to pay is told here (R72).
    by_other: bool = False
    is_together: bool = False
    # A wish of an open commission: when its answer comes (R43).
    answered_after: str = ""
    # What a day asked after its cut-off adds, or will once accepted (R26).
    late_cents: int = 0
    # What a day given back too late still bills (R26).
    missed: str = ""


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


def for_member(member: Member, *, now: datetime) -> list[RequestView]:
    """In progress, to pay, or answered in the last fortnight: one query."""
    lately = Q(state=S.REFUSED, decided_at__gte=now - _LATELY)
    going_on = Q(state__in=[S.REQUESTED, S.CANCEL_REQUESTED, S.HELD, S.WAITLISTED])
    return _views(_of_children(member).filter(going_on | lately, date__gte=now.date() - _LATELY))


def history(member: Member, *, limit: int = 200) -> list[RequestView]:
    """Everything asked, the newest first: one query."""
    return _views(_of_children(member).order_by("-requested_at", "date")[:limit])


def _of_children(member: Member) -> QuerySet[Reservation]:
    """What this household pays, or what this adult asked for a day another household pays."""
    household = Guardian.objects.filter(id=member.guardian_uid, family=OuterRef("payer__family"))
    return (
        Reservation.objects.filter(child__guardian_links__guardian_id=member.guardian_uid)
        .annotate(is_ours=Exists(household))
        .filter(Q(is_ours=True) | Q(requested_by_uid=member.account.pk))
        .select_related("child", "activity__service", "commission")
        .order_by("date", "child", "activity")
    )


def _views(found: Iterable[Reservation]) -> list[RequestView]:
    zone = zone_of(current_commune())
    found = list(found)
    ranks = lists.ranks([row.id for row in found if row.state == S.WAITLISTED])
    return [_view(row, ranks, zone) for row in found]


def _view(row: Any, ranks: Mapping[UUID, int], zone: ZoneInfo) -> RequestView:
    ours = row.is_ours
    is_offer = bool(row.state == S.HELD and row.offered_at and not row.decided_at)
    return RequestView(
        row.id,
        row.child.first_name,
        row.activity.name,
        row.activity.service.name,
        row.date,
        day_short(row.date),
        S(row.state),
        STATE_LABELS[S(row.state)],
        row.reason if ours else "",
        instant(row.requested_at, zone, month=True),
        row.price_cents if ours else 0,
        instant(row.held_until, zone, month=True) if row.held_until and ours else "",
        row.order_uid,
        row.is_prepaid,
        ours and row.state == S.HELD and not is_offer,
        ranks.get(row.id, 0),
        ours and is_offer,
        not ours,
        row.together_uid is not None,
        instant(row.commission.closes_at, zone, month=True)
        if row.commission and row.state == S.REQUESTED
        else "",
        missed=missed(row.billed_percent, None, row.date)
        if ours and row.state == S.CANCELLED and row.billed_percent
        else "",
        late_cents=row.surcharge_cents if ours and row.out_of_time and row.state in _ASKED else 0,
    )


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

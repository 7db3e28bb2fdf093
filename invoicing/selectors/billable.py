"""Reservations that a family owes and no invoice holds yet, as facts for the line rule."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from booking.models import Activity, DayClosure, Reservation
from booking.rules.lifecycle import ReservationState
from family.models import Child
from invoicing.models import BillingRun, Regie
from invoicing.rules.lines import Billable

S = ReservationState
# A request answered « sans remboursement » is cancelled, and its share stays due (R27, R31).
OWED_STATES = (S.CONFIRMED, S.CANCEL_REQUESTED, S.CANCELLED)


@dataclass(frozen=True, slots=True)
class Span:
    """The days a run bills, [start, end)."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class BookedDay:
    """A service's day with bookings: is it closed, does a cancellation wait?"""

    service_id: UUID
    service: str
    day: date
    bookings: int
    waiting: int
    is_closed: bool


def month_after(month: date) -> date:
    """The first day of the next month."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def span_of(run: BillingRun) -> Span:
    """The run's month, and what was booked too late for the months already issued before it."""
    first = (
        BillingRun.objects.filter(
            regie_id=run.regie_id, status=BillingRun.Status.PROMOTED, month__lt=run.month
        )
        .order_by("month")
        .values_list("month", flat=True)
        .first()
    )
    return Span(first or run.month, month_after(run.month))


def reservations(regie: Regie | UUID, span: Span) -> QuerySet[Reservation]:
    """What the régie may bill in this span and no invoice holds; free days owe nothing."""
    return (
        Reservation.objects.filter(
            activity__service__regie_link__regie=regie,
            date__gte=span.start,
            date__lt=span.end,
            state__in=OWED_STATES,
            billed_percent__gt=0,
            invoice_link__isnull=True,
        )
        .filter(Q(price_cents__gt=0) | Q(surcharge_cents__gt=0))
        .order_by()
    )


def facts(rows: QuerySet[Reservation]) -> dict[UUID, list[Billable]]:
    """Facts by payer, in three queries whatever the number of reservations."""
    activities = _activities()
    found = list(
        rows.values_list(
            "payer_id",
            "id",
            "child_id",
            "activity_id",
            "date",
            "price_cents",
            "billed_percent",
            "price_trace",
            "surcharge_cents",
            "surcharge_reason",
        )
    )
    names = _child_names({row[2] for row in found})
    by_payer: dict[UUID, list[Billable]] = defaultdict(list)
    for payer_id, key, child_id, activity_id, day, price, percent, trace, *surplus in found:
        label, care, order = activities[activity_id]
        by_payer[payer_id].append(
            Billable(
                key,
                child_id,
                names[child_id],
                activity_id,
                label,
                care,
                day,
                price,
                percent,
                trace,
                order,
                *surplus,
            )
        )
    return by_payer


def booked_days(regie: Regie | UUID, span: Span) -> list[BookedDay]:
    """Each service's days that hold bookings in this span, in order (2 queries, R48)."""
    closed = set(
        DayClosure.objects.filter(
            service__regie_link__regie=regie, date__gte=span.start, date__lt=span.end
        ).values_list("service_id", "date")
    )
    rows = (
        reservations(regie, span)
        .filter(state__in=[S.CONFIRMED, S.CANCEL_REQUESTED])
        .values_list("activity__service_id", "activity__service__name", "date")
        .annotate(
            bookings=Count("id"), waiting=Count("id", filter=Q(state=S.CANCEL_REQUESTED.value))
        )
        .order_by("date", "activity__service__name")
    )
    return [BookedDay(*row, is_closed=(row[0], row[2]) in closed) for row in rows]


def _activities() -> dict[UUID, tuple[str, str, int]]:
    """Label, nature and rank of every activity."""
    rows = (
        Activity.objects.select_related("service")
        .order_by("service__position", "service__name", "position", "name")
        .only("id", "name", "care", "service__name")
    )
    return {
        row.id: (f"{row.service.name} – {row.name}", row.care, rank)
        for rank, row in enumerate(rows)
    }


def _child_names(child_ids: Iterable[UUID]) -> dict[UUID, str]:
    return {
        key: f"{first} {last}"
        for key, first, last in Child.objects.filter(id__in=set(child_ids))
        .order_by()
        .values_list("id", "first_name", "last_name")
    }

"""When a child left, with whom, and what a late pick-up costs (R33)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Activity, Attendance, DayClosure, Reservation, Service
from booking.rules import pickup
from booking.rules.pickup import PickupRule
from booking.selectors import absence_rules
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.french_dates import hour
from shared.values.school_calendar import school_year_of
from tenants.context import current_commune, zone_of

CLOSED = DomainError("day_closed", "La journée est close\u00a0: rouvrez-la d’abord.")
JOIN = " + "
START = "départ tardif"


@retried
def note(
    service_id: UUID,
    child_id: UUID,
    *,
    day: date,
    left_at: time | None,
    left_with: str,
    by: Actor,
    now: datetime,
) -> Attendance:
    """Write a departure on the last activity the child attended; None erases it.

    The amount is computed again each time, from the occurrences of the school year before that
    day. Raises DomainError « day_closed », « not_present » when nobody marked the child present,
    « too_early » for an hour before the activity began or the child arrived, « to_come » for one
    that has not struck yet, « not_found ».
    """
    here = now.astimezone(zone_of(current_commune()))
    if (day, left_at or time.min) > (here.date(), here.time()):
        raise DomainError("to_come", "Cette heure n’est pas encore passée.")
    with transaction.atomic():
        if not rows(Service.objects.filter(id=service_id)):
            raise not_found()
        child = next(iter(rows(Child.objects.filter(id=child_id).only("id", "family_id"))), None)
        if child is None:
            raise not_found()
        if DayClosure.objects.filter(service_id=service_id, date=day).exists():
            raise CLOSED
        mark = _last_mark(service_id, child_id, day)
        if left_at is not None:
            _refuse_early(mark, left_at)
        rule = absence_rules.of_services([service_id])[service_id].pickup
        mark.left_at = left_at
        mark.left_with = left_with.strip()[:80] if left_at else ""
        mark.pickup_cents = _amount(rule, mark, service_id) if left_at else 0
        mark.noted_at, mark.noted_by_uid = now, by.uid
        mark.save(
            update_fields=["left_at", "left_with", "pickup_cents", "noted_at", "noted_by_uid"]
        )
        audit.record(
            "departure.noted",
            mark,
            by=by,
            now=now,
            family_uid=child.family_id,
            child=str(child_id),
            day=day.isoformat(),
            left_at=left_at.isoformat("minutes") if left_at else "",
            left_with=mark.left_with,
            cents=mark.pickup_cents,
        )
        return mark


def put_on_rows(seated: Iterable[Reservation], marks: Iterable[Attendance]) -> list[Reservation]:
    """Put each late pick-up on the day's last reservation of the child, and nowhere else.

    A surplus of another kind (unbooked, out of time) stays as it is. Run twice, the same.
    Returns the rows whose surplus fell.
    """
    ends = dict(Activity.objects.values_list("id", "ends_at"))
    last: dict[UUID, Reservation] = {}
    for row in sorted(seated, key=lambda one: (ends[one.activity_id], one.id)):
        if not row.motive:
            last[row.child_id] = row
    late = {
        mark.child_id: mark
        for mark in marks
        if mark.pickup_cents and mark.left_at and mark.state == Attendance.State.PRESENT
    }
    changed, fell = [], []
    for row in seated:
        mark = late.get(row.child_id) if last.get(row.child_id) is row else None
        cents, reason = _without(row)
        if mark is not None:
            minutes = pickup.delay(ends[mark.activity_id], mark.left_at)
            cents += mark.pickup_cents
            reason = JOIN.join(filter(None, [reason, pickup.reason(minutes)]))
        if (cents, reason) != (row.surcharge_cents, row.surcharge_reason):
            if cents < row.surcharge_cents:
                fell.append(row)
            row.surcharge_cents, row.surcharge_reason = cents, reason
            row.pickup_cents = mark.pickup_cents if mark is not None else 0
            changed.append(row)
    Reservation.objects.bulk_update(
        changed, ["surcharge_cents", "surcharge_reason", "pickup_cents"]
    )
    return fell


def _refuse_early(mark: Attendance, left_at: time) -> None:
    """Nobody leaves before the activity begins, nor before they came."""
    if left_at < mark.activity.starts_at:
        raise DomainError(
            "too_early",
            f"L’heure de départ précède le début de l’accueil ({hour(mark.activity.starts_at)}).",
        )
    if mark.arrived_at is not None and left_at < mark.arrived_at:
        raise DomainError(
            "too_early", f"L’heure de départ précède l’arrivée ({hour(mark.arrived_at)})."
        )


def _without(row: Reservation) -> tuple[int, str]:
    """The surplus of a row less its late pick-up."""
    kept = [part for part in row.surcharge_reason.split(JOIN) if not part.startswith(START)]
    return row.surcharge_cents - row.pickup_cents, JOIN.join(kept)


def _last_mark(service_id: UUID, child_id: UUID, day: date) -> Attendance:
    mark = (
        Attendance.objects.filter(
            activity__service_id=service_id,
            child_id=child_id,
            date=day,
            state=Attendance.State.PRESENT,
        )
        .select_related("activity")
        .order_by("-activity__ends_at", "-activity__starts_at")
        .first()
    )
    if mark is None:
        raise DomainError("not_present", "Pointez d’abord l’enfant présent, puis notez son départ.")
    return mark


def _amount(rule: PickupRule, mark: Attendance, service_id: UUID) -> int:
    """The cost of this departure, by its rank in the school year."""
    minutes = pickup.delay(mark.activity.ends_at, mark.left_at)
    if not rule.is_late(minutes):
        return 0
    before = Attendance.objects.filter(
        activity__service_id=service_id,
        child_id=mark.child_id,
        date__gte=school_year_of(mark.date).start,
        date__lt=mark.date,
        left_at__isnull=False,
    ).values_list("activity__ends_at", "left_at")
    occurrence = 1 + sum(rule.is_late(pickup.delay(ends, left)) for ends, left in before)
    return rule.surcharge(minutes, occurrence=occurrence)

"""Pointage: what agents saw, the last word winning, until the day is closed (R45)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Activity, Attendance, DayClosure, Opening, Registration, Service
from booking.rules.lifecycle import Attendance as Seen
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows

Mark = tuple[UUID, UUID, str]


@retried
def point(service_id: UUID, marks: Collection[Mark], *, day: date, by: Actor, now: datetime) -> int:
    """Write (child, activity, « present » | « absent » | « justified » | "" to erase).

    A child who had not booked may be marked present (R32). The same statements for 1 or 600
    children. Raises DomainError when the day is closed or the activity does not open that day,
    « not_found » for an unknown child or an activity of another service.
    """
    with transaction.atomic():
        if not rows(Service.objects.filter(id=service_id)):
            raise not_found()
        if DayClosure.objects.filter(service_id=service_id, date=day).exists():
            raise DomainError("day_closed", "La journée est close\u00a0: rouvrez-la d’abord.")
        wanted = {(child, activity): state for child, activity, state in marks}
        known = {state.value for state in Seen} | {""}
        if not set(wanted.values()) <= known:
            raise DomainError("unknown_mark", "Cette présence n’existe pas.")
        openings = _openings(service_id, wanted, day)
        kept = [
            Attendance(
                child_id=child,
                activity_id=activity,
                date=day,
                opening_id=openings[child, activity],
                state=state,
                noted_at=now,
                noted_by_uid=by.uid,
            )
            for (child, activity), state in wanted.items()
            if state
        ]
        Attendance.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["child", "activity", "date"],
            update_fields=["state", "noted_at", "noted_by_uid", "opening"],
        )
        erased = [key for key, state in wanted.items() if not state]
        if erased:
            Attendance.objects.filter(
                date=day,
                child_id__in=[child for child, _ in erased],
                activity_id__in=[activity for _, activity in erased],
            ).exclude(id__in=[one.id for one in kept]).filter(
                id__in=_ids_of(day, set(erased))
            ).delete()
        audit.record(
            "attendance.pointed",
            Service(id=service_id),
            by=by,
            now=now,
            day=day.isoformat(),
            marks=[[str(c), str(a), state] for (c, a), state in wanted.items()],
        )
        return len(wanted)


def _ids_of(day: date, keys: set[tuple[UUID, UUID]]) -> list[UUID]:
    return [
        found
        for found, child, activity in Attendance.objects.filter(
            date=day, child_id__in={child for child, _ in keys}
        ).values_list("id", "child_id", "activity_id")
        if (child, activity) in keys
    ]


def _openings(
    service_id: UUID, wanted: Collection[tuple[UUID, UUID]], day: date
) -> dict[tuple[UUID, UUID], UUID]:
    """The opening each mark belongs to: the child's group's, else the first of the activity."""
    children = {child for child, _ in wanted}
    activities = set(
        Activity.objects.filter(
            service_id=service_id, id__in={activity for _, activity in wanted}
        ).values_list("id", flat=True)
    )
    if activities != {activity for _, activity in wanted}:
        raise not_found()
    if Child.objects.filter(id__in=children).count() != len(children):
        raise not_found()
    groups = dict(
        Registration.objects.filter(
            service_id=service_id, child_id__in=children, starts_on__lte=day, ends_on__gt=day
        ).values_list("child_id", "group_id")
    )
    found: dict[UUID, dict[UUID | None, UUID]] = {}
    for key, activity, group in Opening.objects.filter(
        activity_id__in=activities, date=day
    ).values_list("id", "activity_id", "group_id"):
        found.setdefault(activity, {})[group] = key
    chosen = {}
    for child, activity in wanted:
        own = found.get(activity)
        if not own:
            raise DomainError("not_open", "Le service n’est pas ouvert ce jour-là.")
        chosen[child, activity] = own.get(groups.get(child)) or next(iter(own.values()))
    return chosen

"""*Clôturer la journée*: what was seen is frozen for the run, until it is reopened (R47)."""

from datetime import date, datetime

from django.db import transaction

from booking.models import DayClosure, Service
from booking.operations import attendance
from booking.operations.day_settling import settle
from booking.selectors import day_sheet
from booking.signals import day_reopened
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from tenants.context import current_commune, zone_of


@retried
def close(service: Service, day: date, *, by: Actor, now: datetime) -> DayClosure:
    """Freeze a day of a service and settle what its marks bill (R31–R33).

    A second click answers the same closure. Raises DomainError for a day still to come, or when a
    child who came unbooked has no price.
    """
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        if day > now.astimezone(zone_of(current_commune())).date():
            raise DomainError("day_to_come", "Cette journée n’est pas encore passée.")
        found = DayClosure.objects.filter(service=service, date=day).first()
        if found is not None:
            return found
        made = DayClosure.objects.create(
            service=service, date=day, closed_at=now, closed_by_uid=by.uid
        )
        settle(service, day, by=by, now=now)
        audit.record("day.closed", service, by=by, now=now, day=day.isoformat())
        return made


@retried
def reopen(service: Service, day: date, *, motive: str, by: Actor, now: datetime) -> None:
    """Open a closed day again, with a motive; drafts that counted it are told by a signal."""
    if not motive.strip():
        raise DomainError("motive_wanted", "Indiquez pourquoi vous rouvrez cette journée.")
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        if not DayClosure.objects.filter(service=service, date=day).delete()[0]:
            raise DomainError("day_open", "Cette journée n’est pas close.")
        audit.record(
            "day.reopened", service, by=by, now=now, motive=motive.strip(), day=day.isoformat()
        )
        day_reopened.send(sender=Service, service=service, date=day, by=by, now=now)


@retried
def close_pointed(
    service: Service, day: date, *, rest: str, by: Actor, now: datetime
) -> DayClosure:
    """Close a day, saying first what the children nobody pointed were.

    ``rest``: « present », « absent », or "" to leave them as booked (present for the bill, R48).
    """
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        if rest and not DayClosure.objects.filter(service=service, date=day).exists():
            sheet = day_sheet.for_service(service.id, day)
            marks = [
                (row.child_id, mark.activity_id, rest)
                for row in sheet.rows
                for mark in row.marks
                if mark is not None and mark.is_booked and not mark.state
            ]
            if marks:
                attendance.point(service.id, marks, day=day, by=by, now=now)
        return close(service, day, by=by, now=now)

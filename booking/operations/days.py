"""*Clôturer la journée*: what was seen is frozen for the run, until it is reopened (R47)."""

from datetime import date, datetime

from django.db import transaction

from booking.models import DayClosure, Service
from booking.signals import day_reopened
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from tenants.context import current_commune, zone_of


@retried
def close(service: Service, day: date, *, by: Actor, now: datetime) -> DayClosure:
    """Freeze a day of a service. A second click answers the same closure.

    Raises DomainError for a day still to come.
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

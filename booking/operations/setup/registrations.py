"""Registrations: which children may book a service, from when to when, in which group (R1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from booking.models import Group, Registration, Reservation, Service
from booking.rules.lifecycle import LIVE_STATES
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.ranges import DateRange

EXCLUSION_VIOLATION = "23P01"


@dataclass(frozen=True, slots=True)
class Registered:
    """Children registered, and those who already were for some of these days."""

    made: list[UUID]
    already: list[UUID]


@retried
def register(
    child_ids: Collection[UUID],
    service: Service,
    span: DateRange,
    *,
    by: Actor,
    now: datetime,
    group: Group | None = None,
) -> Registered:
    """Register one child or a whole class at once, in a constant number of statements.

    Raises DomainError « not_found » (child, or group of another service), « incomplete ».
    """
    if span.end is None:
        raise DomainError("incomplete", "Indiquez une date de fin.")
    if group is not None and group.service_id != service.id:
        raise DomainError("not_found", "Introuvable.")
    with transaction.atomic():
        wanted = set(child_ids)
        children = {
            child.id: child for child in rows(Child.objects.filter(id__in=wanted).only("id"))
        }
        if len(children) != len(wanted):
            raise DomainError("not_found", "Introuvable.")
        already = set(
            Registration.objects.filter(
                child_id__in=wanted,
                service=service,
                starts_on__lt=span.end,
                ends_on__gt=span.start,
            ).values_list("child_id", flat=True)
        )
        made = [key for key in children if key not in already]
        try:
            with transaction.atomic():
                Registration.objects.bulk_create(
                    Registration(
                        child_id=key,
                        service=service,
                        group=group,
                        starts_on=span.start,
                        ends_on=span.end,
                        created_at=now,
                    )
                    for key in made
                )
        except IntegrityError as error:
            if getattr(error.__cause__, "sqlstate", None) == EXCLUSION_VIOLATION:
                raise DomainError("already", "Cet enfant est déjà inscrit.") from error
            raise
        audit.record(
            "registrations.made",
            service,
            by=by,
            now=now,
            span=str(span),
            children=[str(key) for key in made],
        )
        return Registered(made, sorted(already))


@retried
def end(registration: Registration, last_day: date, *, by: Actor, now: datetime) -> Registration:
    """End a registration. Raises DomainError « booked » when days stay booked after it."""
    with transaction.atomic():
        rows(Child.objects.filter(id=registration.child_id).only("id"))
        span = DateRange.inclusive(registration.starts_on, max(registration.starts_on, last_day))
        later = Reservation.objects.filter(
            child_id=registration.child_id,
            activity__service_id=registration.service_id,
            date__gte=span.end,
            date__lt=registration.ends_on,
            state__in=[state.value for state in LIVE_STATES],
        )
        if number := later.count():
            raise DomainError(
                "booked",
                f"{number}\u00a0réservation{'s' if number > 1 else ''} après cette date\u00a0: "
                "annulez d’abord.",
            )
        registration.ends_on = span.end
        registration.save(update_fields=["ends_on"])
        audit.record("registration.ended", registration, by=by, now=now, last=last_day.isoformat())
        return registration

"""Services, their activities and groups, as a gestionnaire sets them up."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from booking.models import Activity, Group, Reservation, Service
from booking.operations import movements, places
from booking.rules.lifecycle import ReservationState
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.models import Row

R = TypeVar("R", bound=Row)
UNIQUE_VIOLATION = "23505"


@retried
def save_service(
    service: Service | None = None, *, by: Actor, now: datetime, **fields: Any
) -> Service:
    """Make a service, or change the fields given.

    When « une demande garde la place » changes, the places of waiting requests move with it.
    Raises DomainError « name_taken », or « full » when the waiting requests would not fit.
    """
    with transaction.atomic():
        if service is not None:
            rows(Service.objects.filter(id=service.id))
            service.refresh_from_db()
            holds = fields.get("request_holds_place", service.request_holds_place)
            if holds != service.request_holds_place:
                _move_requests(service, 1 if holds else -1, now=now)
        return _save(service or Service(), "service", fields, by=by, now=now)


def save_activity(
    service: Service,
    activity: Activity | None = None,
    *,
    by: Actor,
    now: datetime,
    **fields: Any,
) -> Activity:
    """Make or change an activity. Raises DomainError « name_taken », « hours »,
    « ages »."""
    made = activity or Activity(service=service)
    starts = fields.get("starts_at", made.starts_at)
    ends = fields.get("ends_at", made.ends_at)
    if starts is None or ends is None or ends <= starts:
        raise DomainError("hours", "L’heure de fin doit suivre l’heure de début.")
    youngest = fields.get("youngest_months", made.youngest_months)
    oldest = fields.get("oldest_months", made.oldest_months)
    if youngest is not None and oldest is not None and oldest < youngest:
        raise DomainError("ages", "L’âge maximal doit dépasser l’âge minimal.")
    fields.setdefault("short_name", made.short_name or fields.get("name", made.name)[:24])
    with transaction.atomic():
        return _save(made, "activity", fields, by=by, now=now)


def save_group(
    service: Service, group: Group | None = None, *, by: Actor, now: datetime, **fields: Any
) -> Group:
    """Make or change a group of children. Raises DomainError « name_taken »."""
    with transaction.atomic():
        return _save(group or Group(service=service), "group", fields, by=by, now=now)


def _move_requests(service: Service, step: int, *, now: datetime) -> None:
    """Waiting requests take (or give back) their places, so that the books stay true."""
    openings, found = movements.lock(
        Reservation.objects.filter(
            activity__service=service, state=ReservationState.REQUESTED, commission=None
        )
    )
    (places.take if step > 0 else places.give_back)(found, openings, now=now)


def _save(made: R, noun: str, fields: dict[str, Any], *, by: Actor, now: datetime) -> R:
    is_new = made._state.adding
    before = {} if is_new else {name: str(getattr(made, name)) for name in fields}
    for name, value in fields.items():
        setattr(made, name, value)
    try:
        with transaction.atomic():
            made.save(force_insert=is_new)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) == UNIQUE_VIOLATION:
            raise DomainError("name_taken", "Ce nom est déjà pris.") from error
        raise
    audit.record(
        f"{noun}.created" if is_new else f"{noun}.changed",
        made,
        by=by,
        now=now,
        before=before,
        after={name: str(value) for name, value in fields.items()},
    )
    return made

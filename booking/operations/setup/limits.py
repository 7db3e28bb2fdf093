"""Limits above openings, as a gestionnaire sets them: counted again under lock (R37)."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min

from booking.models import Activity, CapacityLimit, LimitActivity, Opening, Service
from booking.operations import limit_days, places
from booking.rules import limits
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.french_dates import day_list

_FIELDS = (
    "name",
    "kind",
    "group",
    "places",
    "under_six_ratio",
    "from_six_ratio",
    "starts_on",
    "ends_on",
)


@retried
def save_limit(
    service: Service,
    limit: CapacityLimit | None = None,
    *,
    activity_ids: Collection[UUID],
    today: date,
    by: Actor,
    now: datetime,
    **fields: Any,
) -> CapacityLimit:
    """Make or change a limit and its days from ``today`` on, counted from the live bookings.

    The days before are the record of what was offered: they stay, weighed again where what is
    counted changes. Raises DomainError « no_activity », « group_shared » (a group without dates
    of its own), « dates », « ratios », « name_taken », « not_found », and « limit_below » with
    ``days`` when more is booked than it would allow: nothing is written, the agent chooses whom
    to move.
    """
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        own = set(Activity.objects.filter(service=service).values_list("id", flat=True))
        counted = set(activity_ids)
        if not counted:
            raise DomainError("no_activity", "Cochez au moins une prestation à compter.")
        group = fields.get("group")
        if not counted <= own or (group and group.service_id != service.id):
            raise DomainError("not_found", "Introuvable.")
        made = limit or CapacityLimit(service=service)
        is_new = limit is None
        before = {} if is_new else {name: str(getattr(made, name)) for name in _FIELDS}
        known = set() if is_new else {one.activity_id for one in made.counted.all()}
        scale, old_group = limit_days.scale(made), made.group_id
        for name, value in fields.items():
            setattr(made, name, value)
        recounts = not is_new and (scale, old_group, known) != (
            limit_days.scale(made),
            made.group_id,
            counted,
        )
        # Locked before and after the change: nobody books under the old count meanwhile.
        first = made.days.aggregate(first=Min("date"))["first"] if recounts else None
        touched = limit_days.openings_from(known | counted, since=min(first or today, today))
        seen = places.lock_those(touched)
        _check(made, counted, today)
        made.save(force_insert=is_new)
        LimitActivity.objects.filter(limit=made).exclude(activity_id__in=counted).delete()
        LimitActivity.objects.bulk_create(
            LimitActivity(limit=made, activity_id=key) for key in sorted(counted - known)
        )
        places.pause_after_check()
        limit_days.again(made, counted, since=today, before=scale if recounts else None)
        # A limit raised, or that counts less, may be what a list was waiting for (R40).
        places.serve(seen.values(), now=now)
        audit.record(
            "limit.created" if is_new else "limit.changed",
            made,
            by=by,
            now=now,
            before=before,
            after={name: str(getattr(made, name)) for name in _FIELDS},
            activities=sorted(str(key) for key in counted),
        )
        return made


def _check(made: CapacityLimit, counted: Collection[UUID], today: date) -> None:
    if made.ends_on is not None and made.ends_on <= made.starts_on:
        raise DomainError("dates", "La date de fin doit suivre la date de début.")
    if min(made.under_six_ratio, made.from_six_ratio) < 1:
        raise DomainError("ratios", "Un adulte encadre au moins un enfant.")
    namesakes = CapacityLimit.objects.filter(service_id=made.service_id, name=made.name)
    if made.ends_on is not None:
        namesakes = namesakes.filter(starts_on__lt=made.ends_on)
    if namesakes.exclude(id=made.id).exclude(ends_on__lte=made.starts_on).exists():
        raise DomainError(
            "name_taken",
            f"Un plafond «\u00a0{made.name}\u00a0» compte déjà ces dates\u00a0: modifiez-le, ou "
            "donnez-lui d’abord une fin.",
        )
    days = limit_days.opening_days(made, counted, since=today)
    if made.group is not None and not days and _opens_without_group(counted, today):
        raise DomainError(
            "group_shared",
            f"Le groupe «\u00a0{made.group.name}\u00a0» n’a pas de dates à lui pour ces "
            "prestations\u00a0: ouvrez-les d’abord groupe par groupe.",
        )
    capacity = limits.units(made.kind, made.places, limit_days.ratios(made))
    booked = limit_days.taken(made, counted, since=today)
    over = sorted(day for day in days if booked.get(day, 0) > capacity)
    if over:
        raise DomainError(
            "limit_below",
            "Plus d’enfants que ce plafond sont déjà inscrits le "
            f"{day_list(over)}\u00a0: choisissez un plafond plus haut, ou annulez d’abord des "
            "réservations ces jours-là.",
            days=[day.isoformat() for day in over],
        )


def _opens_without_group(counted: Collection[UUID], today: date) -> bool:
    return limit_days.openings_from(counted, since=today).filter(group__isnull=True).exists()


def remove_limit(limit: CapacityLimit, *, by: Actor, now: datetime) -> None:
    """Take a limit away: what is booked stays, more may be booked, who waited is offered it."""
    with transaction.atomic():
        counted = list(limit.counted.values_list("activity_id", flat=True))
        audit.record("limit.removed", limit, by=by, now=now, name=limit.name)
        limit.delete()
        waited = Opening.objects.filter(activity_id__in=counted, waiting__gt=0).order_by("id")
        places.serve(waited, now=now)

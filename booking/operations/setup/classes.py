"""« Répartir par classe »: the class of the school year decides the group (R11)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from booking.models import Group, Registration, Reservation, Service
from booking.rules import classes as rules
from booking.rules.lifecycle import LIVE_STATES
from booking.selectors import classes
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.clock import today
from shared.errors import DomainError
from shared.locks import retried, rows
from tenants.context import current_commune, zone_of

LIVE = [state.value for state in LIVE_STATES]


@dataclass(frozen=True, slots=True)
class Shared:
    """Registrations moved, and how many coming bookings stay with the places of another group."""

    moved: int
    elsewhere: int


@retried
def share_out(
    service: Service, year: int, groups: Mapping[str, UUID], *, by: Actor, now: datetime
) -> Shared:
    """Set the group of every registration of a school year from the child's level.

    What is booked keeps its place, in the group it was booked in. Sent twice, the second changes
    nothing. Raises DomainError ``nothing``, ``unknown_level``, « not_found » (another service's
    group).
    """
    if not groups:
        raise DomainError("nothing", "Choisissez un groupe pour au moins un niveau.")
    if not groups.keys() <= set(rules.LEVELS):
        raise DomainError("unknown_level", "Ce niveau n’existe pas.")
    known = set(Group.objects.filter(service=service).values_list("id", flat=True))
    if not set(groups.values()) <= known:
        raise DomainError("not_found", "Introuvable.")
    with transaction.atomic():
        registered = Registration.objects.filter(service=service).values("child")
        rows(Child.objects.filter(id__in=registered).only("id"))
        changed: dict[UUID, list[UUID]] = defaultdict(list)
        for registration, group in rules.moves(classes.placed(service, year), groups).items():
            changed[group].append(registration)
        for group, ids in changed.items():
            Registration.objects.filter(id__in=ids).update(group=group)
        moved = sum(map(len, changed.values()))
        if moved:
            audit.record(
                "registrations.shared_out",
                service,
                by=by,
                now=now,
                year=year,
                moved=moved,
                groups={level: str(group) for level, group in sorted(groups.items())},
            )
        ids = [key for found in changed.values() for key in found]
        return Shared(moved, _elsewhere(service, ids, now))


def _elsewhere(service: Service, registrations: list[UUID], now: datetime) -> int:
    """Live bookings to come whose opening is another group's than the child's registration."""
    return (
        Reservation.objects.filter(
            state__in=LIVE,
            activity__service=service,
            date__gte=today(zone_of(current_commune()), at=now),
            opening__group__isnull=False,
            child__registrations__in=registrations,
        )
        .exclude(opening__group=F("child__registrations__group"))
        .distinct()
        .count()
    )

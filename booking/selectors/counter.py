"""At the counter: a child, the adult in whose name the agent acts, and what is already late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.models import Registration, Reservation
from booking.rules.deadlines import Act
from booking.rules.lifecycle import LIVE_STATES
from booking.selectors import facts
from booking.selectors.verdicts import Judge
from family.models import Child, ChildGuardian

LIVE = [state.value for state in LIVE_STATES]


@dataclass(frozen=True, slots=True)
class Desk:
    """A child and the services they are registered to, today or later."""

    child: Child
    guardian_id: UUID
    guardian: str
    services: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class ChildRegistration:
    """One line of a family's file."""

    id: UUID
    service_id: UUID
    service: str
    group: str
    starts_on: date
    ends_on: date


def desk(child_id: UUID, *, today: date) -> Desk:
    """Three queries. Raises DomainError « not_found » for an unknown child, « nobody » without
    an adult who may book."""
    child = Child.objects.filter(id=child_id).select_related("family").first()
    if child is None:
        raise not_found()
    links = ChildGuardian.objects.filter(child=child).select_related("guardian")
    adults = sorted(
        (one.guardian for one in links),
        key=lambda adult: (adult.family_id != child.family_id, not adult.is_payer, adult.id),
    )
    if not adults:
        raise not_found()
    services = dict(
        Registration.objects.filter(child=child, ends_on__gt=today)
        .order_by("service__position", "service__name")
        .values_list("service_id", "service__name")
    )
    return Desk(child, adults[0].id, str(adults[0]), tuple(services.items()))


def late(
    guardian_id: UUID, wanted: Collection[tuple[UUID, date]], *, now: datetime
) -> set[tuple[UUID, date]]:
    """Which (activity, day) can no longer be booked online: a motive is needed (R18)."""
    if not wanted:
        return set()
    days = [day for _activity, day in wanted]
    known = facts.load(
        guardian_id=guardian_id, since=min(days), until=max(days) + timedelta(days=1)
    )
    judge = Judge(known, now)
    return {
        (key, day)
        for key, day in wanted
        if key in known.activities
        and not judge.deadline(Act.BOOK, known.activities[key], day).allowed
    }


def reservations(child_id: UUID, ids: Collection[UUID]) -> list[Reservation]:
    """The live rows of a child among these ids, by day. Raises « not_found » for any other."""
    found = list(
        Reservation.objects.filter(id__in=ids, child_id=child_id, state__in=LIVE)
        .select_related("activity__service")
        .order_by("date")
    )
    if len(found) != len(set(ids)):
        raise not_found()
    return found


def registrations(
    child_ids: Collection[UUID], *, today: date
) -> dict[UUID, list[ChildRegistration]]:
    """Registrations of some children that have not ended: one query."""
    found: dict[UUID, list[ChildRegistration]] = {key: [] for key in child_ids}
    for child, *row in (
        Registration.objects.filter(child_id__in=child_ids, ends_on__gt=today)
        .order_by("service__position", "service__name", "starts_on")
        .values_list(
            "child_id", "id", "service_id", "service__name", "group__name", "starts_on", "ends_on"
        )
    ):
        key, service_id, service, group, first, end = row
        found[child].append(ChildRegistration(key, service_id, service, group or "", first, end))
    return found


def children_of(family_id: UUID) -> list[tuple[UUID, str]]:
    """(id, first name) of a family's children."""
    return list(Child.objects.filter(family_id=family_id).values_list("id", "first_name"))

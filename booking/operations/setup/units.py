"""Links between activities, and slots made by the dozen (R37)."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from booking.models import Activity, ActivityLink, Service
from booking.rules.links import has_loop
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows

MOST_SLOTS = 48


@retried
def add_link(
    service: Service,
    activity_id: UUID,
    other_id: UUID,
    kind: str,
    *,
    by: Actor,
    now: datetime,
) -> ActivityLink:
    """Say that an activity brings another, or asks for it.

    Raises DomainError « not_found », « same », « link_twice », « exclusive_link » and « loop ».
    """
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        known = {one.id: one for one in Activity.objects.filter(service=service)}
        if not {activity_id, other_id} <= known.keys():
            raise DomainError("not_found", "Introuvable.")
        if activity_id == other_id:
            raise DomainError("same", "Choisissez deux prestations différentes.")
        one, other = known[activity_id], known[other_id]
        if one.exclusive_set and one.exclusive_set == other.exclusive_set:
            raise DomainError(
                "exclusive_link",
                "Ces deux prestations ne se cumulent pas\u00a0: elles ne se lient pas.",
            )
        arrows = list(
            ActivityLink.objects.filter(activity__service=service).values_list(
                "activity_id", "other_id"
            )
        )
        if (activity_id, other_id) in arrows:
            raise DomainError("link_twice", "Ces deux prestations sont déjà liées.")
        if has_loop([*arrows, (activity_id, other_id)]):
            raise DomainError(
                "loop",
                "Ces prestations se demanderaient l’une l’autre\u00a0: rien n’est enregistré.",
            )
        made = ActivityLink.objects.create(activity=one, other=other, kind=ActivityLink.Kind(kind))
        audit.record("link.added", made, by=by, now=now, link=f"{one.name} {kind} {other.name}")
        return made


def remove_link(link: ActivityLink, *, by: Actor, now: datetime) -> None:
    """Take a link out; what is booked stays as it is."""
    with transaction.atomic():
        audit.record("link.removed", link, by=by, now=now)
        link.delete()


@retried
def make_slots(
    service: Service, *, first: time, last: time, minutes: int, by: Actor, now: datetime
) -> int:
    """Cut [first, last) into slots of so many minutes; those already there are left.

    Returns how many were made. Raises DomainError « hours », « too_many ».
    """
    day = date(2000, 1, 1)
    start, end = datetime.combine(day, first), datetime.combine(day, last)
    step = timedelta(minutes=minutes)
    if minutes < 5 or end - start < step:
        raise DomainError("hours", "La fin doit suivre le début d’au moins un créneau.")
    if (end - start) / step > MOST_SLOTS:
        raise DomainError("too_many", f"Au plus {MOST_SLOTS}\u00a0créneaux à la fois.")
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        names = set(Activity.objects.filter(service=service).values_list("name", flat=True))
        wanted, at = [], start
        while at + step <= end:
            begin, until = at.time(), (at + step).time()
            name = f"{begin:%H:%M} – {until:%H:%M}"
            if name not in names:
                wanted.append(
                    Activity(
                        service=service,
                        name=name,
                        short_name=name,
                        unit=Activity.Unit.SLOT,
                        starts_at=begin,
                        ends_at=until,
                        position=at.hour * 10 + at.minute // 6,
                    )
                )
            at += step
        Activity.objects.bulk_create(wanted)
        audit.record("slots.made", service, by=by, now=now, slots=[one.name for one in wanted])
        return len(wanted)

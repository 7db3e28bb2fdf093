"""The rows of children who came without a booking: the ordinary price, the surplus apart (R32)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.models import Reservation, Service
from booking.rules import unbooked
from booking.rules.lifecycle import ReservationState
from booking.rules.limits import is_under_six
from booking.selectors import absence_rules, facts
from booking.selectors.facts import Facts
from booking.selectors.prices import Prices, trace_on
from family.models import Child, ChildGuardian
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class Came:
    """A presence that nothing booked."""

    child_id: UUID
    activity_id: UUID
    opening_id: UUID


def rows_for(
    service: Service, came: Iterable[Came], *, day: date, by: Actor, now: datetime
) -> list[Reservation]:
    """Unsaved rows, confirmed, billed by the next run even where the service is prepaid.

    One statement a family. Raises DomainError « no_price », « no_payer » with the child's name.
    """
    rule = absence_rules.of_services([service.id])[service.id].unbooked
    came = list(came)
    children = Child.objects.in_bulk({one.child_id for one in came})
    known = _facts({one.child_id for one in came}, children, day)
    order = new_id()
    made = []
    for one in came:
        name, about = children[one.child_id].first_name, known.get(one.child_id)
        payer = about.payer_of(one.child_id, day) if about else None
        if about is None or payer is None:
            raise DomainError(
                "no_payer",
                f"{name} est venu sans réservation et personne n’est désigné pour payer\u00a0: "
                "complétez le dossier avant de clôturer.",
            )
        activity = about.activities[one.activity_id]
        price = Prices(about).of(activity, day, one.child_id)
        if price.cents is None:
            raise DomainError("no_price", f"{name}, {activity.name}\u00a0: {price.reason.sentence}")
        surplus = rule.surcharge(price.cents)
        made.append(
            Reservation(
                child_id=one.child_id,
                activity_id=one.activity_id,
                date=day,
                opening_id=one.opening_id,
                payer_id=payer.id,
                order_uid=order,
                state=ReservationState.CONFIRMED,
                price_cents=price.cents,
                price_trace=trace_on(price, day),
                requested_at=now,
                requested_by_uid=by.uid,
                decided_at=now,
                decided_by_uid=by.uid,
                by_agent=True,
                is_unbooked=True,
                under_six=is_under_six(children[one.child_id].birth_date, day),
                surcharge_cents=surplus,
                surcharge_reason=unbooked.REASON if surplus else "",
            )
        )
    return made


def _facts(wanted: set[UUID], children: dict[UUID, Child], day: date) -> dict[UUID, Facts]:
    """The facts of each child's own household, read once a family."""
    adults: dict[UUID, UUID] = {}
    for link in ChildGuardian.objects.filter(child_id__in=wanted).select_related("guardian"):
        child = children[link.child_id]
        if child.id not in adults or link.guardian.family_id == child.family_id:
            adults[child.id] = link.guardian_id
    read: dict[UUID, Facts] = {}
    for adult in set(adults.values()):
        read[adult] = facts.load(guardian_id=adult, since=day, until=day + timedelta(days=1))
    return {child: read[adult] for child, adult in adults.items()}

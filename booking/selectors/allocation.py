"""What a draw is made of: wishes, places, households and their points, read at one instant."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from booking.models import Commission, Opening, PriorityCriterion, Registration, Reservation
from booking.rules import holds, priority
from booking.rules.allocation import Asked, Household, Inputs, Room
from booking.rules.commissions import NOT_THE_RANK
from booking.rules.deadlines import Act, service_start
from booking.rules.lifecycle import ReservationState
from booking.rules.limits import LimitBook
from booking.rules.priority import Criterion, Ground, PriorityFacts, Score
from booking.selectors import facts
from booking.selectors.verdicts import Judge
from family.models import Child
from shared.values.ranges import DateRange
from tenants.context import current_commune, zone_of

S = ReservationState
TOO_LATE = "La date limite pour payer cette date est passée."
NOT_REGISTERED = "Votre enfant n’est plus inscrit à ce service pour cette date."
PAST = "Cette date est passée."


@dataclass(frozen=True)
class Draw:
    """The inputs of the pure rule, and what the audit file says of them.

    ``rows`` come with child, family, payer, activity and service; ``pay_until`` is the end of the
    hold of each row that would have to be paid.
    """

    inputs: Inputs
    rows: dict[UUID, Reservation]
    openings: dict[UUID, Opening]
    scores: dict[UUID, Score]
    criteria: list[Criterion]
    pay_until: dict[UUID, datetime]
    about: dict[str, Any]

    @property
    def rooms(self) -> dict[str, dict[str, Any]]:
        """What the file says of each opening."""
        return {
            str(one.id): {
                "activity": one.activity.name,
                "date": one.date.isoformat(),
                "group": one.group.name if one.group else "",
                "capacity": one.capacity,
                "margin": one.margin,
                "taken": one.taken,
            }
            for one in self.openings.values()
        }


def gather(commission: Commission, *, seed: str, now: datetime, limits: LimitBook) -> Draw:
    """Read everything, in the caller's transaction if it locks: ten queries whatever the wishes.

    ``limits``: those above the openings, as the caller read or locked them (R37).
    """
    openings = {one.id: one for one in openings_of(commission).select_related("activity", "group")}
    rows = {
        row.id: row
        for row in wishes_of(commission).select_related(
            "child__family", "payer", "activity__service"
        )
        if row.opening_id in openings
    }
    homes = {row.child.family_id: row.child.family for row in rows.values()}
    siblings: dict[UUID, list[Child]] = defaultdict(list)
    for child in Child.objects.filter(family_id__in=homes).order_by("birth_date", "id"):
        siblings[child.family_id].append(child)
    criteria = _criteria(commission)
    disappointed = _refused_before(commission)
    scores = {
        key: priority.score(
            PriorityFacts(
                resident=home.is_resident,
                parents_work=home.parents_work,
                # Of every child of the file: who is wished for cannot move the rank.
                priority=any(child.has_priority for child in siblings[key]),
                refused_before=str(key) in disappointed,
            ),
            criteria,
        )
        for key, home in homes.items()
    }
    order = {child.id: rank for own in siblings.values() for rank, child in enumerate(own)}
    weighed = {
        one.id: limits.of(one.activity_id, one.date, one.group_id) for one in openings.values()
    }
    above = {one.id: one for found in weighed.values() for one in found}
    barred, pay_until = _barred(commission, rows.values(), openings, now)
    return Draw(
        inputs=Inputs(
            seed=seed,
            limits=tuple(
                Room(str(one.id), max(0, one.capacity - one.taken)) for one in above.values()
            ),
            rooms=tuple(Room(str(one.id), _left(one)) for one in openings.values()),
            households=tuple(Household(str(key), score.points) for key, score in scores.items()),
            asked=tuple(
                Asked(
                    id=str(row.id),
                    household=str(row.child.family_id),
                    child=str(row.child_id),
                    order=order[row.child_id],
                    opening=str(row.opening_id),
                    day=row.date.isoformat(),
                    together=row.together_uid is not None,
                    barred=barred.get(row.id, ""),
                    weights={
                        str(one.id): one.weight(under_six=row.under_six)
                        for one in weighed[row.opening_id]
                    },
                    brought_by=str(rows[row.implied_by_id].opening_id)
                    if row.implied_by_id in rows
                    else "",
                )
                for row in rows.values()
            ),
        ),
        rows=rows,
        openings=openings,
        scores=scores,
        criteria=criteria,
        pay_until=pay_until,
        about={
            "id": str(commission.id),
            "name": commission.name,
            "service": commission.service.name,
            "starts_on": commission.starts_on.isoformat(),
            "ends_on": commission.ends_on.isoformat(),
            "opens_at": commission.opens_at.isoformat(),
            "closes_at": commission.closes_at.isoformat(),
            "drawn_at": now.isoformat(),
        },
    )


def openings_of(commission: Commission):
    """The openings whose places it shares."""
    return Opening.objects.filter(
        activity__service_id=commission.service_id,
        date__gte=commission.starts_on,
        date__lt=commission.ends_on,
    )


def wishes_of(commission: Commission):
    """The wishes that wait for the draw."""
    return Reservation.objects.filter(commission=commission, state=S.REQUESTED)


def _criteria(commission: Commission) -> list[Criterion]:
    """None on a canteen, whatever was once set there (R44)."""
    if commission.service.kind == priority.CANTEEN:
        return []
    return [
        Criterion(Ground(kind), points)
        for kind, points in PriorityCriterion.objects.filter(service_id=commission.service_id)
        .order_by("kind")
        .values_list("kind", "points")
        if Ground(kind) not in NOT_THE_RANK
    ]


def _refused_before(commission: Commission) -> frozenset[str]:
    """Households that wished at the last draw of this service and obtained nothing."""
    record = (
        Commission.objects.filter(service_id=commission.service_id, state=Commission.State.DRAWN)
        .exclude(id=commission.id)
        .order_by("-drawn_at")
        .values_list("record", flat=True)
        .first()
    )
    results = record["results"] if record else []
    served = {one["household"] for one in results if one["granted"]}
    return frozenset(one["household"] for one in results) - served


def _barred(
    commission: Commission,
    rows: Iterable[Reservation],
    openings: dict[UUID, Opening],
    now: datetime,
) -> tuple[dict[UUID, str], dict[UUID, datetime]]:
    """Wishes that cannot be granted, with why; and until when the others would be to pay."""
    rows = list(rows)
    known = facts.load(guardian_id=None, since=commission.starts_on, until=commission.ends_on)
    judge = Judge(known, now)
    zone = zone_of(current_commune())
    spans: dict[UUID, list[DateRange]] = defaultdict(list)
    for child, first, end in Registration.objects.filter(
        service_id=commission.service_id, child_id__in={row.child_id for row in rows}
    ).values_list("child_id", "starts_on", "ends_on"):
        spans[child].append(DateRange(first, end))
    barred: dict[UUID, str] = {}
    pay_until: dict[UUID, datetime] = {}
    for row in rows:
        activity = known.activities[row.activity_id]
        if reason := openings[row.opening_id].closed_reason:
            barred[row.id] = f"Fermé\u00a0: {reason}."
        elif service_start(row.date, activity.starts_at, zone) <= now:
            barred[row.id] = PAST
        elif not any(span.contains(row.date) for span in spans[row.child_id]):
            barred[row.id] = NOT_REGISTERED
        elif row.is_prepaid and row.price_cents:
            limit = judge.deadline(Act.BOOK, activity, row.date)
            end = holds.acceptance_hold(accepted_at=now, cutoff=limit.limit)
            if end <= now or not limit.allowed:
                barred[row.id] = TOO_LATE
            else:
                pay_until[row.id] = end
    return barred, pay_until


def _left(opening: Opening) -> int | None:
    if opening.capacity is None:
        return None
    return max(0, opening.capacity + opening.margin - opening.taken)

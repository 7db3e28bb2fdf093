"""Bookings a closure cancelled, given back: which may, and as what."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from booking.models import DayClosure, Reservation
from booking.operations import bulk, bundles, movements, places, seating
from booking.operations.orders import HOLD_EXPIRY
from booking.operations.places import Locked
from booking.operations.queueing import QUEUE_END, list_end
from booking.rules import holds
from booking.rules.deadlines import Act
from booking.rules.lifecycle import ReservationState, holds_place
from booking.selectors import booked, closures, commissions
from booking.selectors.verdicts import Judge
from shared.actors import Actor
from shared.ids import new_id
from tenants.context import current_commune, zone_of
from tenants.operations import outbox

S = ReservationState
FULL = "Il n’y a plus de place\u00a0: ces dates restent annulées, sans frais."
TOO_LATE = "La date limite est passée\u00a0: ces dates restent annulées, sans frais."
NOT_REGISTERED = "Votre enfant n’est plus inscrit à ces dates\u00a0: elles restent annulées."
BOOKED = "Ces dates ont été réservées autrement\u00a0: rien ne change."
SHARED = "Les places de ces dates ont été attribuées entre-temps\u00a0: elles restent annulées."
SHUT = "Le service reste fermé à ces dates\u00a0: elles restent annulées, sans frais."


@dataclass(frozen=True, slots=True)
class Lost:
    """A booking that stays cancelled; ``sentence`` is for the family, "" when it is told none."""

    row: Reservation
    sentence: str


@dataclass(frozen=True, slots=True)
class Fates:
    """Rows that come back, with the state they come back to, and rows that do not."""

    kept: list[tuple[Reservation, ReservationState]]
    lost: list[Lost]


def decide(
    found: Iterable[Reservation],
    openings: Locked,
    *,
    now: datetime,
    but: UUID,
) -> Fates:
    """What comes back, in the order families asked; the same statements for 1 or 500 rows.

    ``openings`` say why they are closed once the closure is gone; ``but`` is that closure.
    """
    asked = sorted(found, key=lambda row: (row.requested_at, row.id))
    if not asked:
        return Fates([], [])
    local = now.astimezone(zone_of(current_commune()))
    live = {row.key for row in booked.live_on({r.child_id for r in asked}, {r.date for r in asked})}
    registered = closures.registered(asked)
    # A wish comes back to a commission that still waits for its draw.
    sharing = commissions.still_open_among(row.commission_id for row in asked if row.commission_id)
    frozen = set(
        DayClosure.objects.filter(date__in={row.date for row in asked}).values_list(
            "service_id", "date"
        )
    )
    judge: Judge | None = None
    wanted: list[tuple[Reservation, ReservationState]] = []
    lost: list[Lost] = []
    for row in asked:
        key = (row.child_id, row.activity_id, row.date)
        state = _state_again(row)
        began = (row.date, row.activity.starts_at) <= (local.date(), local.time())
        if began or (row.activity.service_id, row.date) in frozen:
            lost.append(Lost(row, ""))
        elif key in live:
            lost.append(Lost(row, BOOKED))
        elif openings[row.opening_id].closed_reason:
            lost.append(Lost(row, SHUT))
        elif state is S.REQUESTED and row.commission_id and row.commission_id not in sharing:
            lost.append(Lost(row, SHARED))
        elif row.id not in registered:
            lost.append(Lost(row, NOT_REGISTERED))
        else:
            if state in {S.HELD, S.WAITLISTED}:
                judge = judge or movements.judge(asked, now)
                if _is_late(judge, row, state, now):
                    lost.append(Lost(row, TOO_LATE))
                    continue
            live.add(key)
            wanted.append((row, state))
    return _with_places(wanted, lost, openings, now)


def write(
    kept: Iterable[tuple[Reservation, ReservationState]],
    openings: Locked,
    *,
    by: Actor,
    now: datetime,
) -> list[Reservation]:
    """Write the rows that come back; those as families will find them are returned.

    What was billable comes back as a row of its own: an invoice and its avoir keep the old one
    for ever, and the next run bills the new one, once. What was only asked or held changes back
    in place, because a payment on its way names that row.
    """
    kept = list(kept)
    made = [_again(row, state, by=by, now=now) for row, state in kept if _is_new(state)]
    _point_to_new(kept, made)
    same = [row for row, state in kept if not _is_new(state)]
    for row, state in kept:
        if not _is_new(state):
            row.state, row.billed_percent, row.reason, row.motive = state, 100, "", ""
            row.state_before, row.closed_by_id, row.offered_at = "", None, None
            row.decided_at, row.decided_by_uid = None, None
            if state is S.HELD:
                # As an agent's acceptance: an attempt does not shorten nor lengthen it.
                row.decided_at, row.decided_by_uid = now, by.uid
            else:
                row.held_until = None
    Reservation.objects.bulk_update(
        same,
        [
            "state",
            "billed_percent",
            "reason",
            "motive",
            "state_before",
            "closed_by",
            "offered_at",
            "held_until",
            "decided_at",
            "decided_by_uid",
        ],
    )
    bulk.insert(made)
    back = made + same
    waiting = Counter(row.opening_id for row in back if row.state == S.WAITLISTED)
    places.move(
        Counter(
            places.Place(row.opening_id, row.under_six)
            for row in back
            if movements.takes_place(row)
        ),
        seen=openings,
        now=now,
        waiting=waiting,
    )
    # The list had ended with the closure: looked at now, it says itself when it ends again.
    outbox.put_many([(QUEUE_END, key) for key in sorted(waiting)], due_at=now)
    _queue_expiries(row for row in same if row.state is S.HELD)
    return back


def _state_again(row: Reservation) -> ReservationState:
    """As before; a place that was only offered goes back to its rank in the queue."""
    before = S(row.state_before)
    return S.WAITLISTED if before is S.HELD and row.offered_at else before


def _is_new(state: ReservationState) -> bool:
    return state in movements.BILLABLE


def _with_places(
    wanted: list[tuple[Reservation, ReservationState]],
    lost: list[Lost],
    openings: Locked,
    now: datetime,
) -> Fates:
    """Places go to the first who asked; what holds none needs none.

    A day comes back with its meal or not at all (R37): what one of them lost, the other loses too.
    """
    gone = {one.row.id: one.sentence for one in lost}
    for group in bundles.groups([row for row, _state in wanted] + [one.row for one in lost]):
        why = next((gone[row.id] for row in group if row.id in gone), None)
        if why is not None:
            lost += [Lost(row, why) for row in group if row.id not in gone]
            gone |= dict.fromkeys((row.id for row in group), why)
    left = [(row, state) for row, state in wanted if row.id not in gone]
    takers = [row for row, state in left if _takes(row, state)]
    others = [row for row, state in left if not _takes(row, state)]
    seated = {row.id for row in seating.again(takers, openings, now=now, beside=others)}
    kept = []
    for row, state in left:
        if row.id in seated or not _takes(row, state):
            kept.append((row, state))
        else:
            lost.append(Lost(row, FULL))
    return Fates(kept, lost)


def _takes(row: Reservation, state: ReservationState) -> bool:
    asked = row.activity.service.request_holds_place and row.commission_id is None
    return holds_place(state, requested_holds=asked)


def _is_late(judge: Judge, row: Reservation, state: ReservationState, now: datetime) -> bool:
    """Past the cut-off nobody waits for a place nor pays for one; before, a hold has its time."""
    if state is S.WAITLISTED:
        return list_end(judge, row) <= now
    row.held_until = _hold(judge, row, now)
    return row.held_until is None


def _hold(judge: Judge, row: Reservation, now: datetime) -> datetime | None:
    """Until when a place to pay waits again; None when its cut-off has passed."""
    limit = judge.deadline(Act.BOOK, judge.facts.activities[row.activity_id], row.date)
    if not limit.allowed:
        return None
    until = holds.acceptance_hold(accepted_at=now, cutoff=limit.limit)
    return until if until > now else None


def _again(row: Reservation, state: ReservationState, *, by: Actor, now: datetime) -> Reservation:
    """The same booking on a new row: who asked, when, at what price; the agent's act."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    fields |= {
        "id": new_id(),
        "state": state,
        "billed_percent": 100,
        "decided_at": now if state is S.CONFIRMED else None,
        "decided_by_uid": by.uid if state is S.CONFIRMED else None,
        # Billed by the next run, prepaid or not, as any booking of an agent.
        "by_agent": True,
        "held_until": None,
        "closed_by_id": None,
        "state_before": "",
        "motive": "",
        "reason": "",
    }
    made = Reservation(**fields)
    made.payer, made.activity = row.payer, row.activity
    return made


def _point_to_new(
    kept: list[tuple[Reservation, ReservationState]], made: list[Reservation]
) -> None:
    """A day that brought its meal brings it again: links between old rows become links of new."""
    old = [row.id for row, state in kept if _is_new(state)]
    new = dict(zip(old, made, strict=True))
    for row in made:
        brought = new.get(row.implied_by_id)
        if brought is not None:
            row.implied_by_id = brought.id


def _queue_expiries(held: Iterable[Reservation]) -> None:
    first: dict[UUID, datetime] = {}
    for row in held:
        first[row.order_uid] = min(row.held_until, first.get(row.order_uid, row.held_until))
    for order, due_at in first.items():
        outbox.put(HOLD_EXPIRY, order, due_at=due_at)

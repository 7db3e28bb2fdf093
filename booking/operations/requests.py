"""An agent answers: bookings and cancellations, one by one or in bulk."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import Opening, Reservation
from booking.operations import bundles, cancel_causes, movements, places, telling
from booking.operations.orders import HOLD_EXPIRY
from booking.operations.outcomes import Answered
from booking.operations.seating import Room
from booking.rules import holds, slots
from booking.rules.deadlines import Act
from booking.rules.lifecycle import BillingMode, ReservationState, accepted_state
from booking.selectors.verdicts import Judge
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from shared.locks import retried
from shared.values.decisions import Decision, no
from tenants.operations import outbox

S = ReservationState
TREATED = "Cette demande a déjà été traitée."
WISH = "Ce souhait attend l’attribution de sa commission."
TOO_LATE = no(
    "too_late",
    "La date limite de réservation est passée\u00a0: la famille ne pourrait plus payer en ligne. "
    "Réservez plutôt pour elle, avec un motif.",
)
REASON_WANTED = DomainError("reason_wanted", "Indiquez un motif\u00a0: la famille le lira.")


@retried
def accept(ids: Collection[UUID], *, by: Actor, now: datetime) -> Answered:
    """Accept requests, the oldest first; those without a place left are told, not written.

    Monthly: confirmed. Prepaid: a place held to pay within 48 h, never past the cut-off (R15); a
    day asked after it is confirmed, and the next run bills it with its surcharge (R26). A day is
    accepted with what it brought or not at all, and what needs another activity only once that one
    is accepted (R37).
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(bundles.along(ids)))
        failed = _treated(ids, found, S.REQUESTED)
        asked = [row for row in found if is_asked(row)]
        judge = movements.judge(asked, now)
        there, room = bundles.SameDay(asked, judge), Room(openings)
        taking: list[Reservation] = []
        done: list[Reservation] = []
        orders: dict[UUID, UUID] = {}
        for group in bundles.in_turn(bundles.groups(asked), judge.facts.links):
            may = slots.first_refusal(
                *(_open(openings[row.opening_id]) for row in group),
                there.admits(group, {row.id for row in done}),
            )
            until = _payable(group, judge, now) if may else None
            if until is not None and until <= now:
                may = TOO_LATE
            needing = [row for row in group if not movements.takes_place(row)]
            may = may and room.take(needing)
            if not may:
                failed += [(row.id, may.reason.sentence) for row in group if row.id in set(ids)]
                continue
            for row in group:
                row.state, row.held_until = (S.HELD if until else S.CONFIRMED), until
                row.decided_at, row.decided_by_uid = now, by.uid
                if until:
                    row.order_uid = orders.setdefault(row.payer_id, new_id())
            taking.extend(needing)
            done.extend(group)
        places.pause_after_check()
        places.take(taking, openings, now=now)
        Reservation.objects.bulk_update(
            done, ["state", "held_until", "order_uid", "decided_at", "decided_by_uid"]
        )
        movements.record("request.accepted", done, by=by, now=now)
        held = [row for row in done if row.state is S.HELD]
        for order in set(orders.values()):
            first = min(row.held_until for row in held if row.order_uid == order)
            outbox.put(HOLD_EXPIRY, order, due_at=first)
        telling.tell_family(held, "place_to_pay", now=now)
        telling.tell_family(
            [row for row in done if row.state is S.CONFIRMED], "request_accepted", now=now
        )
        return _answered(ids, done, failed)


@retried
def refuse(ids: Collection[UUID], reason: str, *, by: Actor, now: datetime) -> Answered:
    """Refuse requests with a reason the family reads; the capacity seen is kept (R44)."""
    reason = reason.strip()
    if not reason:
        raise REASON_WANTED
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(bundles.along(ids)))
        failed = _treated(ids, found, S.REQUESTED)
        asked = [row for row in found if is_asked(row)]
        done, kept = bundles.leaving(asked, movements.judge(asked, now))
        places.give_back([row for row in done if movements.takes_place(row)], openings, now=now)
        _decide(done, state=S.REFUSED, reason=reason[:300], by=by, now=now)
        movements.record(
            "request.refused",
            done,
            by=by,
            now=now,
            motive=reason,
            places=[[o.taken, o.capacity] for o in openings.values()],
        )
        telling.tell_family(done, "request_refused", now=now, motive=reason)
        return _answered(ids, done, failed + kept)


@retried
def accept_cancellation(ids: Collection[UUID], cause: str, *, by: Actor, now: datetime) -> Answered:
    """Accept cancellations *avec* (« with »), *sans remboursement* (« without ») or by a motive.

    A motive of the service's table says the billed share, by when the family asked (R27). Raises
    DomainError « unknown_motive ».
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(bundles.along(ids)))
        failed = _treated(ids, found, S.CANCEL_REQUESTED)
        asked = [row for row in found if row.state == S.CANCEL_REQUESTED]
        judge = movements.judge(asked, now)
        done, kept = bundles.leaving(asked, judge)
        why = cancel_causes.decide(done, cause, judge=judge, asked=True)
        movements.end(done, openings, percent=why.percents, by=by, now=now, reason=why.label)
        cancel_causes.write(why, done, by=by, now=now)
        movements.record(
            "cancellation.accepted",
            done,
            by=by,
            now=now,
            cause=cause,
            percents={str(row.id): row.billed_percent for row in done},
        )
        telling.tell_family(done, "cancellation_accepted", now=now, effect=cancel_causes.effect)
        return _answered(ids, done, failed + kept)


@retried
def refuse_cancellation(
    ids: Collection[UUID], reason: str, *, by: Actor, now: datetime
) -> Answered:
    """The booking stays with what it brought, and the reason is told to the family."""
    reason = reason.strip()
    if not reason:
        raise REASON_WANTED
    with transaction.atomic():
        _openings, found = movements.lock(Reservation.objects.filter(bundles.along(ids)))
        failed = _treated(ids, found, S.CANCEL_REQUESTED)
        done = [row for row in found if row.state == S.CANCEL_REQUESTED]
        _decide(done, state=S.CONFIRMED, reason=reason[:300], by=by, now=now)
        movements.record("cancellation.refused", done, by=by, now=now, motive=reason)
        telling.tell_family(done, "cancellation_refused", now=now, motive=reason)
        return _answered(ids, done, failed)


def is_asked(row: Reservation) -> bool:
    """A request an agent answers; a wish is answered by its commission's draw (R43)."""
    return row.state == S.REQUESTED and row.commission_id is None


def _decide(
    found: list[Reservation], *, state: ReservationState, reason: str, by: Actor, now: datetime
) -> None:
    if found:
        Reservation.objects.filter(id__in=[row.id for row in found]).update(
            state=state, reason=reason, decided_at=now, decided_by_uid=by.uid
        )


def _treated(
    ids: Collection[UUID], found: list[Reservation], wanted: ReservationState
) -> list[tuple[UUID, str]]:
    """Ids that are not, or no longer, in the state to answer."""
    waiting = {row.id for row in found if row.state == wanted}
    wishes = {row.id for row in found if row.state == S.REQUESTED and row.commission_id}
    return [
        (key, WISH if key in wishes else TREATED)
        for key in ids
        if key not in waiting or key in wishes
    ]


def _answered(
    ids: Collection[UUID], done: list[Reservation], failed: list[tuple[UUID, str]]
) -> Answered:
    """What became of the ids asked; what came along with them is told to families, not here."""
    asked = set(ids)
    return Answered(
        [row.id for row in done if row.id in asked],
        [(key, sentence) for key, sentence in failed if key in asked],
    )


def _open(opening: Opening) -> Decision:
    return slots.decide_opening(exists=True, closed_reason=opening.closed_reason)


def _payable(group: list[Reservation], judge: Judge, now: datetime) -> datetime | None:
    """Until when accepted rows wait for their payment, all together; None when nothing is due.

    ``now`` or before when the family could not pay online any more.
    """
    if group[0].out_of_time:
        return None
    billing = BillingMode(group[0].activity.service.billing)
    cents = sum(row.price_cents for row in group)
    if accepted_state(billing=billing, cents=cents) is not S.HELD:
        return None
    limits = [
        judge.deadline(Act.BOOK, judge.facts.activities[row.activity_id], row.date) for row in group
    ]
    if not all(limits):
        return now
    return min(holds.acceptance_hold(accepted_at=now, cutoff=one.limit) for one in limits)

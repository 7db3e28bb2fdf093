"""An agent answers: bookings and cancellations, one by one or in bulk."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.errors import FULL
from booking.models import Opening, Reservation, Service
from booking.operations import movements, places, telling
from booking.operations.orders import HOLD_EXPIRY
from booking.operations.outcomes import Answered
from booking.rules import holds
from booking.rules.cancellations import agent_share
from booking.rules.deadlines import Act
from booking.rules.lifecycle import BillingMode, ReservationState, accepted_state
from booking.selectors import facts
from booking.selectors.verdicts import Judge
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from shared.locks import retried
from tenants.operations import outbox

S = ReservationState
TREATED = "Cette demande a déjà été traitée."
WISH = "Ce souhait attend l’attribution de sa commission."
TOO_LATE = (
    "La date limite de réservation est passée\u00a0: la famille ne pourrait plus payer en ligne. "
    "Réservez plutôt pour elle, avec un motif."
)
REASON_WANTED = DomainError("reason_wanted", "Indiquez un motif\u00a0: la famille le lira.")


@retried
def accept(ids: Collection[UUID], *, by: Actor, now: datetime) -> Answered:
    """Accept requests, the oldest first; those without a place left are told, not written.

    Monthly: confirmed. Prepaid: a place held to pay within 48 h, never past the cut-off (R15).
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(id__in=ids))
        failed = _treated(ids, found, S.REQUESTED)
        asked = sorted((row for row in found if is_asked(row)), key=lambda row: row.requested_at)
        judge = _judge(asked, now)
        free = {key: _free(opening) for key, opening in openings.items()}
        taking: list[Reservation] = []
        done: list[Reservation] = []
        orders: dict[UUID, UUID] = {}
        for row in asked:
            service = row.activity.service
            if closed := openings[row.opening_id].closed_reason:
                failed.append((row.id, f"Fermé\u00a0: {closed}."))
                continue
            needs_place = not movements.takes_place(row)
            left = free[row.opening_id]
            if needs_place and left is not None and left < 1:
                failed.append((row.id, FULL))
                continue
            above = openings.room_above(row.opening_id, under_six=row.under_six)
            if needs_place and not above:
                failed.append((row.id, above.reason.sentence))
                continue
            row.state = accepted_state(billing=BillingMode(service.billing), cents=row.price_cents)
            if row.state is S.HELD:
                limit = judge.deadline(Act.BOOK, judge.facts.activities[row.activity_id], row.date)
                row.held_until = holds.acceptance_hold(accepted_at=now, cutoff=limit.limit)
                if row.held_until <= now or not limit.allowed:
                    failed.append((row.id, TOO_LATE))
                    continue
                row.order_uid = orders.setdefault(row.payer_id, new_id())
            row.decided_at, row.decided_by_uid = now, by.uid
            if needs_place:
                taking.append(row)
                openings.count(row.opening_id, under_six=row.under_six, number=1)
                if left is not None:
                    free[row.opening_id] = left - 1
            done.append(row)
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
        return Answered([row.id for row in done], failed)


@retried
def refuse(ids: Collection[UUID], reason: str, *, by: Actor, now: datetime) -> Answered:
    """Refuse requests with a reason the family reads; the capacity seen is kept (R44)."""
    reason = reason.strip()
    if not reason:
        raise REASON_WANTED
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(id__in=ids))
        failed = _treated(ids, found, S.REQUESTED)
        done = [row for row in found if is_asked(row)]
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
        return Answered([row.id for row in done], failed)


@retried
def accept_cancellation(
    ids: Collection[UUID], refund: str, *, by: Actor, now: datetime
) -> Answered:
    """Accept cancellations *avec* (« with ») or *sans remboursement* (« without »)."""
    share = agent_share(with_refund=Service.Refund(refund) is Service.Refund.WITH)
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(id__in=ids))
        failed = _treated(ids, found, S.CANCEL_REQUESTED)
        done = [row for row in found if row.state == S.CANCEL_REQUESTED]
        movements.end(
            done, openings, percent=share.percent, by=by, now=now, reason=share.reason.sentence
        )
        movements.record("cancellation.accepted", done, by=by, now=now, percent=share.percent)
        telling.tell_family(
            done, "cancellation_accepted", now=now, effect=telling.effect(share.percent)
        )
        return Answered([row.id for row in done], failed)


@retried
def refuse_cancellation(
    ids: Collection[UUID], reason: str, *, by: Actor, now: datetime
) -> Answered:
    """The booking stays, with the reason told to the family."""
    reason = reason.strip()
    if not reason:
        raise REASON_WANTED
    with transaction.atomic():
        _openings, found = movements.lock(Reservation.objects.filter(id__in=ids))
        failed = _treated(ids, found, S.CANCEL_REQUESTED)
        done = [row for row in found if row.state == S.CANCEL_REQUESTED]
        _decide(done, state=S.CONFIRMED, reason=reason[:300], by=by, now=now)
        movements.record("cancellation.refused", done, by=by, now=now, motive=reason)
        telling.tell_family(done, "cancellation_refused", now=now, motive=reason)
        return Answered([row.id for row in done], failed)


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


def _judge(found: list[Reservation], now: datetime) -> Judge:
    days = [row.date for row in found] or [now.date()]
    return Judge(
        facts.load(guardian_id=None, since=min(days), until=max(days) + timedelta(days=1)), now
    )


def _free(opening: Opening) -> int | None:
    if opening.capacity is None:
        return None
    return opening.capacity + opening.margin - opening.taken

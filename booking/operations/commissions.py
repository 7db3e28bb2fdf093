"""Commissions: prepare a window of wishes, draw once, or give it up (R43).

Locks, always in this order: children, openings by id, the commission, reservations. *Valider*
locks its openings before it looks again whether the commission is open, so a draw that holds them
has seen every wish, or the wish is refused.
"""

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import Commission, Reservation, Service
from booking.operations import commission_telling, movements, places
from booking.operations.orders import HOLD_EXPIRY
from booking.rules import allocation, allocation_record
from booking.rules.allocation_record import Record
from booking.rules.lifecycle import BillingMode, ReservationState, accepted_state
from booking.selectors import allocation as drawing
from booking.selectors import commissions as known
from booking.selectors.allocation import Draw
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import Busy, DomainError
from shared.ids import new_id
from shared.locks import retried, rows
from shared.values.french_dates import instant
from shared.values.ranges import DateRange
from tenants.context import current_commune, zone_of
from tenants.operations import outbox

S = ReservationState
OPEN = Commission.State.OPEN
OVER = DomainError("commission_over", "Cette commission est terminée\u00a0: elle ne change plus.")
MOTIVE_WANTED = DomainError("reason_wanted", "Indiquez un motif\u00a0: les familles le liront.")
_TURNS = 3


class _LateWish(Exception):
    """A wish came between the first look and the locks: look again."""


@retried
def save(
    service: Service,
    commission: Commission | None = None,
    *,
    name: str,
    span: DateRange,
    opens_at: datetime,
    closes_at: datetime,
    by: Actor,
    now: datetime,
) -> Commission:
    """Make or change a commission for the days of ``span``; its seed is drawn once, and secret.

    Raises DomainError, and nothing changes: « incomplete », « window_reversed », « window_past »,
    « window_late » (wishes must end before the first cut-off), « overlap », « wishes_outside »,
    « commission_over ».
    """
    name = name.strip()
    if not name or span.end is None:
        raise DomainError("incomplete", "Donnez un nom et deux dates.")
    _check_window(service, span, opens_at, closes_at, now)
    with transaction.atomic():
        # Two agents at once: the second reads what the first wrote.
        rows(Service.objects.filter(id=service.id))
        made = commission or Commission(service=service, seed=secrets.token_hex(32))
        if commission is not None:
            made = _locked(commission.id)
            if made.state != OPEN:
                raise OVER
        _check_days(service, made, span)
        made.name, made.starts_on, made.ends_on = name, span.start, span.end
        made.opens_at, made.closes_at = opens_at, closes_at
        made.save()
        audit.record(
            "commission.saved",
            made,
            by=by,
            now=now,
            days=str(span),
            opens_at=opens_at.isoformat(),
            closes_at=closes_at.isoformat(),
            commitment=allocation.commitment(made.seed),
        )
        return made


def simulate(commission: Commission, *, now: datetime) -> Record:
    """What a draw would give now, with a throw-away seed: writes nothing, foretells no rank."""
    seen = places.read(drawing.openings_of(commission).values_list("id", flat=True))
    draw = drawing.gather(commission, seed=secrets.token_hex(32), now=now, limits=seen.limits)
    return _record(draw)[0]


@retried
def draw(commission_id: UUID, *, by: Actor, now: datetime) -> Commission:
    """Share the places, once: a second draw changes nothing and gives the first one's result.

    Granted wishes are confirmed, or held to pay within 48 h and never past the cut-off; the others
    are refused with their reason, places and capacity kept (R44). Raises DomainError « too_soon »
    before the end of the wishes, « commission_over » when cancelled.
    """
    for _turn in range(_TURNS):
        try:
            return _draw(commission_id, by=by, now=now)
        except _LateWish:
            continue
    raise Busy


@retried
def cancel(commission_id: UUID, motive: str, *, by: Actor, now: datetime) -> Commission:
    """Give up a commission: its wishes are cancelled, families are told why.

    Raises DomainError « reason_wanted », « commission_over » when its places are drawn.
    """
    motive = motive.strip()
    if not motive:
        raise MOTIVE_WANTED
    with transaction.atomic():
        openings, found, one = _lock(commission_id)
        if one.state == Commission.State.CANCELLED:
            return one
        if one.state != OPEN:
            raise OVER
        movements.end(found, openings, percent=0, by=by, now=now, reason=motive)
        one.state = Commission.State.CANCELLED
        one.save(update_fields=["state"])
        movements.record("commission.cancelled", found, by=by, now=now, motive=motive)
        audit.record("commission.cancelled", one, by=by, now=now, motive=motive)
        commission_telling.cancelled(one, found, motive, now=now)
        return one


def _draw(commission_id: UUID, *, by: Actor, now: datetime) -> Commission:
    with transaction.atomic():
        openings, _found, one = _lock(commission_id)
        if one.state == Commission.State.DRAWN:
            return one
        if one.state != OPEN:
            raise OVER
        if now < one.closes_at:
            until = instant(one.closes_at, zone_of(current_commune()), month=True)
            raise DomainError(
                "too_soon",
                f"Les familles peuvent déposer leurs souhaits jusqu’au {until}\u00a0: "
                "attribuez les places après.",
            )
        facts = drawing.gather(one, seed=one.seed, now=now, limits=openings.limits)
        record, results = _record(facts)
        places.pause_after_check()
        done = _decide(facts, results, by=by, now=now)
        places.take(done, openings, now=now)
        Reservation.objects.bulk_update(
            facts.rows.values(),
            [
                "state",
                "held_until",
                "order_uid",
                "decided_at",
                "decided_by_uid",
                "reason",
                "score",
                "score_trace",
            ],
            batch_size=500,
        )
        one.state, one.drawn_at, one.drawn_by_uid, one.record = (
            Commission.State.DRAWN,
            now,
            by.uid,
            record,
        )
        one.save(update_fields=["state", "drawn_at", "drawn_by_uid", "record"])
        _remember(one, facts, done, by=by, now=now)
        commission_telling.drawn(one, facts.rows.values(), now=now)
        return one


def _lock(commission_id: UUID):
    """Children, openings, the commission, its wishes. Raises DomainError « not_found »."""
    one = known.commission(commission_id)
    children = set(drawing.wishes_of(one).values_list("child_id", flat=True))
    rows(Child.objects.filter(id__in=children).only("id"))
    openings = places.lock_those(drawing.openings_of(one))
    one = _locked(commission_id)
    found = rows(drawing.wishes_of(one).select_related("payer", "activity__service"))
    if not {row.child_id for row in found} <= children:
        raise _LateWish
    return openings, [row for row in found if row.opening_id in openings], one


def _locked(commission_id: UUID) -> Commission:
    return rows(Commission.objects.select_related("service").filter(id=commission_id))[0]


def _record(draw_facts: Draw) -> tuple[Record, list[allocation.Result]]:
    results = allocation.allocate(draw_facts.inputs)
    record = allocation_record.build(
        draw_facts.inputs,
        results,
        about=draw_facts.about,
        criteria=[
            {"ground": one.ground.value, "points": one.points} for one in draw_facts.criteria
        ],
        rooms=draw_facts.rooms,
        traces={str(key): list(score.trace) for key, score in draw_facts.scores.items()},
    )
    return record, results


def _decide(
    facts: Draw, results: list[allocation.Result], *, by: Actor, now: datetime
) -> list[Reservation]:
    """Give every row its new state, in memory; those that take a place are returned."""
    orders: dict[UUID, UUID] = {}
    done = []
    for result in results:
        row = facts.rows[UUID(result.wish)]
        score = facts.scores[row.child.family_id]
        row.score, row.score_trace = score.points, list(score.trace)
        row.reason, row.decided_at, row.decided_by_uid = result.reason[:300], now, by.uid
        if not result.granted:
            row.state = S.REFUSED
            continue
        billing = BillingMode(row.activity.service.billing)
        row.state = accepted_state(billing=billing, cents=row.price_cents)
        if row.state is S.HELD:
            row.held_until = facts.pay_until[row.id]
            row.order_uid = orders.setdefault(row.payer_id, new_id())
        done.append(row)
    return done


def _remember(
    one: Commission, facts: Draw, done: list[Reservation], *, by: Actor, now: datetime
) -> None:
    """History by family, one line for the commission, and the end of each hold."""
    movements.record("commission.granted", done, by=by, now=now, commission=str(one.id))
    movements.record(
        "commission.refused",
        [row for row in facts.rows.values() if row.state is S.REFUSED],
        by=by,
        now=now,
        commission=str(one.id),
        places=[[o.taken, o.capacity] for o in facts.openings.values()],
    )
    audit.record("commission.drawn", one, by=by, now=now, sha256=one.record["sha256"])
    first: dict[UUID, datetime] = {}
    for row in done:
        if row.state is S.HELD:
            first[row.order_uid] = min(row.held_until, first.get(row.order_uid, row.held_until))
    for order, due_at in first.items():
        outbox.put(HOLD_EXPIRY, order, due_at=due_at)


def _check_window(
    service: Service, span: DateRange, opens_at: datetime, closes_at: datetime, now: datetime
) -> None:
    if closes_at <= opens_at:
        raise DomainError("window_reversed", "La fin des souhaits doit suivre leur début.")
    if closes_at <= now:
        raise DomainError("window_past", "La fin des souhaits est déjà passée.")
    zone = zone_of(current_commune())
    if closes_at.astimezone(zone).date() >= span.start:
        raise DomainError(
            "window_late", "Les souhaits doivent se terminer avant le premier jour à attribuer."
        )
    cutoff = known.first_cutoff(service.id, span, now=now)
    if cutoff is not None and closes_at >= cutoff:
        raise DomainError(
            "window_late",
            "Les souhaits doivent se terminer avant la première date limite de réservation de ces "
            f"jours, {instant(cutoff, zone, month=True)}.",
        )


def _check_days(service: Service, made: Commission, span: DateRange) -> None:
    other = (
        Commission.objects.filter(service=service, starts_on__lt=span.end, ends_on__gt=span.start)
        .exclude(id=made.id)
        .exclude(state=Commission.State.CANCELLED)
        .first()
    )
    if other is not None:
        raise DomainError(
            "overlap",
            f"La commission « {other.name} » partage déjà une partie de ces jours.".replace(
                "« ", "«\u00a0"
            ).replace(" »", "\u00a0»"),
        )
    outside = drawing.wishes_of(made).exclude(date__gte=span.start, date__lt=span.end).count()
    if outside:
        raise DomainError(
            "wishes_outside",
            f"{outside}\u00a0souhaits portent sur des jours que la commission ne couvrirait plus. "
            "Gardez ces jours, ou annulez la commission.",
        )

"""*Valider*, and what becomes of the places it holds: paid, expired, seated again."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import Cart, CartLine, Opening, Reservation
from booking.operations import places, placing, telling
from booking.operations.outcomes import Outcome, Seated, Wish
from booking.operations.promises import keep_refusals
from booking.rules import holds
from booking.rules.lifecycle import ReservationState
from family.models import Child
from family.operations import audit
from shared.actors import SYSTEM, Actor
from shared.errors import DomainError
from shared.locks import assert_in_transaction, retried, rows
from shared.values.money import format_cents
from tenants.operations import outbox
from tenants.people import Member

HOLD_EXPIRY = "booking.hold_expiry"
S = ReservationState


@retried
def confirm(member: Member, *, now: datetime, agreed: int | None = None) -> Outcome:
    """The commune's part of *Valider*: one transaction, the same statements for 1 or 120 days.

    Everything is decided again under lock (R2). Lines that pass leave the cart, refused lines
    stay with their reason. ``agreed``: the total in cents the family accepted to pay; dearer
    raises DomainError « total_changed » and nothing is written. An empty cart is an Outcome that
    says so: a second click books nothing (B5).
    """
    with transaction.atomic():
        lock_children(member.guardian_uid)
        cart = rows(Cart.objects.filter(account_uid=member.account.pk))
        lines = list(
            CartLine.objects.filter(
                cart__in=[found.id for found in cart],
                removed_at__isnull=True,
                created_at__gt=now - holds.WISH_LIFE,
            )
        )
        if not lines:
            return Outcome()
        outcome = placing.place_locked(
            [
                Wish(
                    child_id=line.child_id,
                    activity_id=line.activity_id,
                    date=line.date,
                    cancel=line.wish == CartLine.Wish.CANCEL,
                    line_id=line.id,
                    promised_cents=line.price_cents,
                    promised_at=line.promised_at,
                )
                for line in lines
            ],
            guardian_id=member.guardian_uid,
            by=member.actor,
            now=now,
        )
        if agreed is not None and outcome.total_held_cents > agreed:
            raise DomainError(
                "total_changed",
                f"Le total à payer a changé : {format_cents(outcome.total_held_cents)} au lieu de "
                f"{format_cents(agreed)}. Rien n’a été enregistré, vérifiez votre panier.",
                total_cents=outcome.total_held_cents,
            )
        refused = {line.line_id: line for line in outcome.refused}
        keep_refusals([line for line in lines if line.id in refused], refused, now=now)
        CartLine.objects.filter(
            id__in=[line.id for line in lines if line.id not in refused]
        ).delete()
        _queue_expiry(outcome)
        return outcome


@retried
def place(
    wishes: list[Wish],
    *,
    guardian_id: UUID,
    by: Actor,
    now: datetime,
    out_of_time_motive: str = "",
) -> Outcome:
    """Book and cancel for a family without a cart: the same checks, the same writes.

    By an agent: confirmed at once, billed in the next run. After the cut-off a motive is needed;
    the rows are then marked *hors délai* (R18).
    """
    with transaction.atomic():
        lock_children(guardian_id)
        outcome = placing.place_locked(
            wishes,
            guardian_id=guardian_id,
            by=by,
            now=now,
            out_of_time_motive=out_of_time_motive,
        )
        _queue_expiry(outcome)
        return outcome


def lock_children(guardian_id: UUID) -> None:
    """The first lock: two parents with two carts, or *journée* and *matin* at once (R17)."""
    assert_in_transaction()
    rows(Child.objects.filter(guardian_links__guardian_id=guardian_id).only("id"))


@retried
def settle_order(order_uid: UUID, *, now: datetime, only: Collection[UUID] | None = None) -> Seated:
    """A verified payment came: held places are confirmed, expired ones seated again if they can.

    ``only``: the rows this payment covers, when the order is paid to several régies.

    A late success wins wherever a place remains (R16); the ids that found none are ``unseated``:
    the caller owes their money back. Run twice, the second changes nothing.
    """
    with transaction.atomic():
        openings, found = lock_order(order_uid)
        if only is not None:
            found = [row for row in found if row.id in set(only)]
        held = [row for row in found if row.state == S.HELD]
        late = [row for row in found if row.state == S.EXPIRED]
        seated = placing.seat_again(late, openings) if late else []
        places.pause_after_check()
        places.take(seated, openings)
        done = [row.id for row in held + seated]
        lost = sorted({row.id for row in late} - set(done))
        if done:
            Reservation.objects.filter(id__in=done).update(
                state=S.CONFIRMED, decided_at=now, held_until=None
            )
        if done or lost:
            _record_order("reservation.paid", found, now, confirmed=done, unseated=lost)
        return Seated(confirmed=done, unseated=lost)


@retried
def expire_order(order_uid: UUID, *, now: datetime) -> datetime | None:
    """Give back the places of an unpaid order and tell the family; run twice, nothing more.

    Returns when to come back if the hold was moved meanwhile, else None.
    """
    with transaction.atomic():
        openings, found = lock_order(order_uid)
        held = [row for row in found if row.state == S.HELD]
        due = [row for row in held if row.held_until is None or row.held_until <= now]
        later = [row.held_until for row in held if row.held_until and row.held_until > now]
        if due:
            Reservation.objects.filter(id__in=[row.id for row in due]).update(
                state=S.EXPIRED, decided_at=now
            )
            places.give_back(due, openings)
            _record_order("reservation.expired", due, now, expired=[row.id for row in due])
            telling.tell_payer(due, "hold_expired", now=now)
        return min(later) if later else None


@retried
def extend_hold(order_uid: UUID, *, until: datetime) -> None:
    """Keep the places of an order longer; never shortens. The queued expiry looks again then."""
    with transaction.atomic():
        _openings, found = lock_order(order_uid)
        Reservation.objects.filter(
            id__in=[row.id for row in found if row.state == S.HELD], held_until__lt=until
        ).update(held_until=until)


def lock_order(order_uid: UUID) -> tuple[dict[UUID, Opening], list[Reservation]]:
    """Lock children, openings, then the reservations of one *Valider*, in that order."""
    assert_in_transaction()
    known = list(
        Reservation.objects.filter(order_uid=order_uid).values_list("child_id", "opening_id")
    )
    rows(Child.objects.filter(id__in={child for child, _ in known}).only("id"))
    openings = places.lock(opening for _, opening in known)
    found = rows(Reservation.objects.filter(order_uid=order_uid).select_related("payer"))
    return openings, found


def _record_order(verb: str, found: list[Reservation], now: datetime, **ids: list[UUID]) -> None:
    audit.record(
        verb,
        found[0],
        by=SYSTEM,
        now=now,
        family_uid=found[0].payer.family_id,
        order=str(found[0].order_uid),
        **{name: [str(key) for key in keys] for name, keys in ids.items()},
    )


def _queue_expiry(outcome: Outcome) -> None:
    """A held order gives its places back by itself, even if nobody comes back."""
    if outcome.held and outcome.order_uid and outcome.held_until:
        outbox.put(HOLD_EXPIRY, outcome.order_uid, due_at=outcome.held_until)

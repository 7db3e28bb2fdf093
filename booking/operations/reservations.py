"""*Valider*, and what becomes of the places it holds: paid, expired, seated again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import Cart, CartLine
from booking.operations import placing
from booking.operations.orders import HOLD_EXPIRY, expire_order, extend_hold, settle_order
from booking.operations.outcomes import Outcome, Wish
from booking.operations.promises import forget, keep_refusals
from booking.rules import holds
from family.models import Child
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import assert_in_transaction, retried, rows
from shared.values.money import format_cents
from tenants.operations import outbox
from tenants.people import Member

__all__ = ["confirm", "expire_order", "extend_hold", "place", "settle_order"]


@retried
def confirm(
    member: Member, *, now: datetime, agreed: int | None = None, together: bool = False
) -> Outcome:
    """The commune's part of *Valider*: one transaction, the same statements for 1 or 120 days.

    Everything is decided again under lock (R2). Lines that pass leave the cart, refused lines
    stay with their reason. ``agreed``: the total in cents the family accepted to pay; dearer
    raises DomainError « total_changed » and nothing is written. ``together``: where a brother or
    sister would wait for a day, all of them wait, and are offered places all at once (R41). An
    empty cart is an Outcome that says so: a second click books nothing (B5).
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
                    agreed_cents=line.agreed_cents,
                )
                for line in lines
            ],
            guardian_id=member.guardian_uid,
            by=member.actor,
            now=now,
            together=together,
        )
        if agreed is not None and outcome.total_held_cents > agreed:
            raise DomainError(
                "total_changed",
                f"Le total à payer a changé\u00a0: {format_cents(outcome.total_held_cents)} au "
                f"lieu de {format_cents(agreed)}. Rien n’a été enregistré, vérifiez votre panier.",
                total_cents=outcome.total_held_cents,
            )
        refused = {line.line_id: line for line in outcome.refused}
        keep_refusals([line for line in lines if line.id in refused], refused, now=now)
        forget([line.id for line in lines if line.id not in refused])
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


def _queue_expiry(outcome: Outcome) -> None:
    """A held order gives its places back by itself, even if nobody comes back."""
    if outcome.held and outcome.order_uid and outcome.held_until:
        outbox.put(HOLD_EXPIRY, outcome.order_uid, due_at=outcome.held_until)

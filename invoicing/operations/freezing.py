"""REQUESTING: what an attempt asks is computed again under lock, then never changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.models import Reservation
from booking.operations import reservations
from booking.rules import holds
from booking.rules.lifecycle import ReservationState
from family.operations import audit
from invoicing import errors
from invoicing.models import Attempt
from invoicing.operations import checkout, ledger, lots, payment_routes, settlements
from invoicing.rules import attempts as rules
from invoicing.rules.attempts import AttemptState
from shared import locks
from shared.errors import DomainError
from tenants.context import current_commune, zone_of
from tenants.operations import outbox
from tenants.people import Member

A = AttemptState
FIRST_POLL = timedelta(minutes=1)
_CLOSED = (A.PAID, A.PAID_PENDING_SETTLEMENT, A.QUARANTINE, A.REJECTED)


@dataclass(frozen=True, slots=True)
class Frozen:
    """The attempt to open; ``is_ours`` False when another click holds it.

    ``refusal`` is raised by the caller after the commit: a changed draft is kept.
    """

    attempt: Attempt
    is_ours: bool = False
    refusal: DomainError | None = None


@locks.retried
def freeze(
    attempt_id: UUID,
    member: Member,
    *,
    reference: Callable[[Attempt], str],
    poll: str,
    now: datetime,
) -> Frozen:
    """Commit REQUESTING for the newest attempt of this lot, or find the live one.

    Locks: the lot's attempts → reservations or invoices → payer account.
    """
    with transaction.atomic():
        attempt = _newest(attempt_id, member)
        state = A(attempt.state)
        if rules.is_live(state, live_until=attempt.live_until, now=now):
            return Frozen(attempt)
        if state in _CLOSED:
            raise errors.payment_closed()
        if state is not A.DRAFT:
            attempt = _again(attempt, now=now)
        if not lots.is_online(attempt.regie):
            raise errors.not_online(attempt.regie.name)
        if attempt.purpose == Attempt.Purpose.ORDER:
            wanted = _places(attempt, now=now)
        else:
            wanted = _balances(attempt, now=now)
        refusal = _refrozen(attempt, wanted, member, now=now)
        if refusal is not None:
            return Frozen(attempt, refusal=refusal)
        attempt.state = A.REQUESTING
        attempt.refdet = reference(attempt)
        attempt.requested_at, attempt.live_until = now, rules.live_until(now)
        attempt.save()
        payment_routes.open_for(attempt, now=now)
        outbox.put(poll, attempt.id, due_at=now + FIRST_POLL)
        audit.record(
            "attempt.requested",
            attempt,
            by=member.actor,
            now=now,
            family_uid=attempt.payer.family_id,
            cents=attempt.amount_cents,
            credit=attempt.credit_cents,
        )
        return Frozen(attempt, is_ours=True)


def _newest(attempt_id: UUID, member: Member) -> Attempt:
    """Lock the tries of the same lot; the last one counts (a page shown again, F26)."""
    asked = Attempt.objects.filter(id=attempt_id, account_uid=member.account.pk).first()
    if asked is None:
        raise errors.NotFound("Ce paiement")
    tries = locks.rows(
        Attempt.objects.filter(
            selection_uid=asked.selection_uid,
            position=asked.position,
            account_uid=member.account.pk,
        ).select_related("regie", "payer__family")
    )
    paid = [one for one in tries if one.state in _CLOSED]
    return paid[-1] if paid else tries[-1]


def _again(old: Attempt, *, now: datetime) -> Attempt:
    """A new try with the same lines: a reference or an idop never serves twice (payments §1.2)."""
    new = Attempt(
        regie=old.regie,
        payer=old.payer,
        account_uid=old.account_uid,
        selection_uid=old.selection_uid,
        position=old.position,
        purpose=old.purpose,
        order_uid=old.order_uid,
        amount_cents=old.amount_cents,
        credit_cents=old.credit_cents,
        created_at=now,
    )
    new.save(force_insert=True)
    kept = list(old.lines.order_by("id"))
    lots.lines(
        new,
        reservations={
            line.reservation_id: line.amount_cents for line in kept if line.reservation_id
        },
        invoices={line.invoice_id: line.amount_cents for line in kept if line.invoice_id},
    )
    return new


def _places(attempt: Attempt, *, now: datetime) -> dict[UUID, int]:
    """Prices of the places still held, whose hold is moved to cover this attempt."""
    asked = set(attempt.lines.values_list("reservation_id", flat=True))
    rows = locks.rows(Reservation.objects.filter(order_uid=attempt.order_uid))
    held = [
        row
        for row in rows
        if row.id in asked and row.state == ReservationState.HELD and row.held_until > now
    ]
    if not held:
        raise errors.holds_over()
    _refuse_busy({row.id for row in held}, attempt, now=now)
    # An agent's acceptance holds 48 h, never past the cut-off: an attempt does not move it.
    if not any(row.decided_at for row in held):
        validated_at = min(row.requested_at for row in held)
        allowed = holds.may_attempt(validated_at=validated_at, now=now)
        if not allowed:
            raise DomainError(allowed.reason.code, allowed.reason.sentence)
        reservations.extend_hold(
            attempt.order_uid,
            until=holds.hold_after_attempt(
                validated_at=validated_at,
                attempt_at=now,
                held_until=max(row.held_until for row in held),
            ),
        )
    return {row.id: row.price_cents for row in held}


def _balances(attempt: Attempt, *, now: datetime) -> dict[UUID, int]:
    """What the invoices still owe."""
    ids = list(attempt.lines.values_list("invoice_id", flat=True))
    invoices = settlements.lock_invoices(ids)
    left = {owed.invoice_id: owed.cents for owed in settlements.owed_on(invoices) if owed.cents > 0}
    if not left:
        raise errors.already_paid(invoices[0].reference if len(invoices) == 1 else "")
    _refuse_busy(set(left), attempt, now=now, names={row.id: row.reference for row in invoices})
    return left


def _refuse_busy(
    targets: set[UUID],
    attempt: Attempt,
    *,
    now: datetime,
    names: Mapping[UUID, str] | None = None,
) -> None:
    busy = checkout.live_elsewhere(targets, now=now, excluding=[attempt.id])
    for target, until in busy.items():
        reference = (names or {}).get(target, "")
        raise errors.in_payment(reference, until, zone_of(current_commune()))


def _refrozen(
    attempt: Attempt, wanted: Mapping[UUID, int], member: Member, *, now: datetime
) -> DomainError | None:
    """Set the amounts; a refusal when they are not those the person saw."""
    ledger.locked([attempt.payer_id], attempt.regie_id)
    use = lots.credit_use(
        sum(wanted.values()), attempt.payer_id, attempt.regie, now=now, excluding=attempt.id
    )
    before = attempt.amount_cents
    known = {
        line.invoice_id or line.reservation_id: line.amount_cents for line in attempt.lines.all()
    }
    if (
        use.to_pay_cents == before
        and use.used_cents == attempt.credit_cents
        and known == dict(wanted)
    ):
        return None
    is_order = attempt.purpose == Attempt.Purpose.ORDER
    attempt.lines.all().delete()
    if use.to_pay_cents == 0 or not rules.payable(use.to_pay_cents):
        return _without_bank(attempt, wanted, member, use.to_pay_cents, now=now)
    attempt.amount_cents, attempt.credit_cents = use.to_pay_cents, use.used_cents
    attempt.save()
    lots.lines(
        attempt,
        reservations=wanted if is_order else None,
        invoices=None if is_order else wanted,
    )
    # Same sum in another split: nothing the person must agree to again.
    return errors.amount_changed(before, use.to_pay_cents) if use.to_pay_cents != before else None


def _without_bank(
    attempt: Attempt, wanted: Mapping[UUID, int], member: Member, to_pay: int, *, now: datetime
) -> DomainError:
    """Credit came meanwhile: settle with it, the draft is not needed any more."""
    payer, regie = attempt.payer, attempt.regie
    if attempt.purpose == Attempt.Purpose.ORDER:
        order_uid = attempt.order_uid
        attempt.delete()
        lots.confirm_at_once(
            order_uid,
            list(Reservation.objects.filter(id__in=wanted)),
            regie=regie,
            payer=payer,
            by=member.actor,
            now=now,
        )
        return errors.covered_by_credit()
    attempt.delete()
    if to_pay:
        return errors.too_small(to_pay, regie.name)
    invoices = settlements.lock_invoices(wanted)
    settlements.spend_credit(settlements.owed_on(invoices), payer, regie, by=member.actor, now=now)
    return errors.covered_by_credit()

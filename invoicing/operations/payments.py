"""Money recorded: once per verified success, or at the desk (payments §1.6, R85, R87, R88)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from family.models import Guardian
from family.operations import audit, messages
from invoicing import errors
from invoicing.gateways.protocol import Result
from invoicing.models import Attempt, Payment, PaymentAlert
from invoicing.models.attempt import AttemptLine
from invoicing.operations import alerts, ledger, receipts, settlements, verdicts
from invoicing.operations.order_settlement import invoice_order
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import credits
from invoicing.selectors.credits import Source
from shared import locks
from shared.actors import SYSTEM, Actor
from shared.values.money import format_cents
from tenants.context import assert_schema

A = AttemptState
Kind = PaymentAlert.Kind


@locks.retried
def settle(attempt_id: UUID, result: Result, *, now: datetime) -> Attempt:
    """Apply what the provider answered, read back by us; run 20 times, one receipt (B10, F2).

    A verified success always wins, however late (R16): a place lost meanwhile or an invoice paid
    at the desk leaves a credit and an alert; an answer that is not ours goes to QUARANTINE.
    Raises NotFound for an unknown attempt, Busy when the rows cannot be had.
    """
    assert_schema()
    with transaction.atomic():
        attempt = _locked(attempt_id)
        before = AttemptState(attempt.state)
        moved = verdicts.judge(attempt, result, now=now)
        changed = verdicts.keep_answer(attempt, result, now=now)
        if moved is not None and moved.changed:
            attempt.state = moved.state
            if result.authorisation:
                attempt.provider_number = result.authorisation[:60]
            # A refusal is read on: a late success wins, so only these are the end.
            attempt.final_at = now
        if changed or (moved is not None and moved.changed):
            attempt.save()
        if moved is None or not moved.changed:
            return attempt
        audit.record(
            f"attempt.{moved.state}",
            attempt,
            by=SYSTEM,
            now=now,
            family_uid=attempt.payer.family_id,
            motive=moved.reason.sentence,
            before=before,
            cents=attempt.amount_cents,
        )
        if moved.state is A.PAID:
            _record(attempt, paid_at=result.paid_at, by=SYSTEM, now=now)
        elif moved.state is A.QUARANTINE:
            alerts.raise_for(
                attempt,
                Kind.QUARANTINE,
                attempt.amount_cents,
                now=now,
                sentence=moved.reason.sentence,
            )
        elif moved.state is A.DEBIT_REJECTED:
            messages.tell(
                attempt.payer,
                "payment_refused",
                now=now,
                regie=attempt.regie.name,
                total=format_cents(attempt.amount_cents),
            )
        return attempt


@locks.retried
def decide_quarantine(
    attempt_id: UUID, *, accept: bool, reason: str, by: Actor, now: datetime
) -> Attempt:
    """A person read the bank's own statement: the money is ours (PAID) or not (REJECTED).

    Accepted, the amount that was asked is recorded as any verified success. Raises NotFound,
    ``payment_closed`` for an attempt that is not in quarantine.
    """
    assert_schema()
    with transaction.atomic():
        attempt = _locked(attempt_id)
        if attempt.state != A.QUARANTINE:
            raise errors.payment_closed()
        attempt.state = A.PAID if accept else A.REJECTED
        attempt.final_at = now
        attempt.save()
        audit.record(
            "attempt.decided",
            attempt,
            by=by,
            now=now,
            family_uid=attempt.payer.family_id,
            motive=reason,
            accepted=accept,
            cents=attempt.amount_cents,
        )
        if accept:
            _record(attempt, paid_at=None, by=by, now=now)
        for alert in attempt.alerts.filter(kind=Kind.QUARANTINE, resolved_at__isnull=True):
            alerts.resolve(alert.id, resolution=reason, by=by, now=now)
        return attempt


@locks.retried
def receive_at_desk(
    invoice_id: UUID, *, cents: int, means: str, by: Actor, now: datetime
) -> Payment:
    """Cash, cheque or transfer for one invoice, with its receipt (R88).

    Raises DomainError ``desk_amount`` unless 0 < cents ≤ balance, ``desk_means``, NotFound.
    """
    if means not in (Payment.Means.CASH, Payment.Means.CHEQUE, Payment.Means.TRANSFER):
        raise errors.desk_means()
    with transaction.atomic():
        found = settlements.lock_invoices([invoice_id])
        if not found:
            raise errors.NotFound("Cette facture")
        invoice = found[0]
        accounts = ledger.locked([invoice.payer_id], invoice.regie_id)
        (owed,) = settlements.owed_on(found)
        if not 0 < cents <= owed.cents:
            raise errors.desk_amount(cents, owed.cents)
        payment = receipts.write(
            invoice.regie,
            accounts[invoice.payer_id],
            payer=Guardian.objects.select_related("family").get(id=invoice.payer_id),
            cents=cents,
            means=means,
            by=by,
            now=now,
        )
        made = settlements.cover([owed], [_source(payment)], now=now)
        settlements.Settlement.objects.bulk_create(made)
        receipts.tell(payment, found, made, now=now)
        return payment


def _locked(attempt_id: UUID) -> Attempt:
    found = locks.rows(
        Attempt.objects.filter(id=attempt_id).select_related("regie", "payer__family")
    )
    if not found:
        raise errors.NotFound("Ce paiement")
    return found[0]


def _record(attempt: Attempt, *, paid_at: datetime | None, by: Actor, now: datetime) -> None:
    """One receipt, its settlements, the invoice of an order, the ledger, the message."""
    lines = list(attempt.lines.order_by("id"))
    unseated: list[UUID] = []
    if attempt.purpose == Attempt.Purpose.ORDER:
        invoice_ids, unseated = invoice_order(attempt, lines, by=by, now=now)
    else:
        invoice_ids = [line.invoice_id for line in lines]
    invoices = settlements.lock_invoices(invoice_ids)
    account = ledger.locked([attempt.payer_id], attempt.regie_id)[attempt.payer_id]
    payment = receipts.write(
        attempt.regie,
        account,
        payer=attempt.payer,
        cents=attempt.amount_cents,
        means=Payment.Means.ONLINE,
        by=by,
        now=now,
        received_at=min(paid_at or now, now),
        attempt=attempt,
    )
    owed = _frozen(settlements.owed_on(invoices), attempt, lines)
    # Money first: what credit then finds covered stays credit, and nothing is paid twice.
    made = settlements.cover(owed, [_source(payment)], now=now)
    kept = attempt.amount_cents - sum(row.amount_cents for row in made)
    if attempt.credit_cents:
        held = credits.sources([attempt.payer_id], attempt.regie_id, now=now, excluding=attempt.id)
        # What this very payment left over is not the credit the family chose to use.
        held_before = [
            source for source in held.get(attempt.payer_id, []) if source.payment_id != payment.id
        ]
        made += settlements.cover(
            settlements.after(owed, made), held_before, now=now, limit=attempt.credit_cents
        )
    settlements.Settlement.objects.bulk_create(made)
    if kept:
        alerts.raise_for(
            attempt,
            Kind.NO_PLACE if unseated else Kind.OVERPAID,
            kept,
            now=now,
            reservations=[str(key) for key in unseated],
        )
    receipts.tell(payment, invoices, made, now=now, kept_cents=kept, unseated=len(unseated))


def _frozen(
    owed: list[settlements.Owed], attempt: Attempt, lines: list[AttemptLine]
) -> list[settlements.Owed]:
    """What the attempt pays on each invoice: never more than its frozen line, nor the balance."""
    if attempt.purpose == Attempt.Purpose.ORDER:
        return owed
    asked = {line.invoice_id: line.amount_cents for line in lines}
    return [
        settlements.Owed(one.invoice_id, one.due_on, min(one.cents, asked[one.invoice_id]))
        for one in owed
    ]


def _source(payment: Payment) -> Source:
    return Source(
        payment.payer_id, payment.received_at, payment.amount_cents, payment_id=payment.id
    )

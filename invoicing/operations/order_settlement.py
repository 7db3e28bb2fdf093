"""A paid order: seat the places, then invoice the seated ones."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from booking.operations import reservations
from invoicing.models import Attempt
from invoicing.models.attempt import AttemptLine
from invoicing.operations import ledger, order_invoices
from shared.actors import Actor


def invoice_order(
    attempt: Attempt, lines: Sequence[AttemptLine], *, by: Actor, now: datetime
) -> tuple[list[UUID], list[UUID]]:
    """Invoice ids (one or none) and the paid reservations that found no place (F29).

    Booking locks children, openings and reservations; the account comes after (decisions.md).
    """
    covered = [line.reservation_id for line in lines]
    seated = reservations.settle_order(attempt.order_uid, now=now, only=covered)
    account = ledger.locked([attempt.payer_id], attempt.regie_id)[attempt.payer_id]
    invoice = order_invoices.issue(
        attempt.order_uid,
        seated.confirmed,
        regie=attempt.regie,
        payer=attempt.payer,
        account=account,
        by=by,
        now=now,
    )
    return ([invoice.id] if invoice else []), list(seated.unseated)

"""A payment that was made at the bank some time ago: our own operations, no network."""

from datetime import datetime
from uuid import UUID

from invoicing.gateways.protocol import Result, State
from invoicing.models import Attempt
from invoicing.operations import attempts, freezing, payments, verdicts
from invoicing.rules.attempts import AttemptState
from tenants.operations import outbox
from tenants.people import Member


def pay(attempt_id: UUID, member: Member, *, now: datetime) -> Attempt:
    """Open the attempt and settle it as a verified success would; no poll is left behind.

    The bank itself is not asked: it knows nothing of what happened before it started.
    """
    attempt = freezing.freeze(
        attempt_id, member, reference=attempts.reference, poll=attempts.POLL, now=now
    ).attempt
    attempt.state = AttemptState.PENDING
    attempt.idop = f"seed-{attempt.id}"
    attempt.save(update_fields=["state", "idop"])
    answer = Result(
        idop=attempt.idop,
        state=State.PAID,
        creditor=verdicts.creditor(attempt.regie),
        reference=attempt.refdet or "",
        amount_cents=attempt.amount_cents,
        authorisation=f"{attempt.id.int % 1_000_000:06d}",
        paid_at=now,
    )
    settled = payments.settle(attempt.id, answer, now=now)
    outbox.cancel(attempts.POLL, attempt.id)
    return settled


def pay_selection(selection_uid: UUID, member: Member, *, now: datetime) -> None:
    """Pay every lot of a selection, one after the other."""
    rows = Attempt.objects.filter(selection_uid=selection_uid).order_by("position")
    for attempt_id in rows.values_list("id", flat=True):
        pay(attempt_id, member, now=now)

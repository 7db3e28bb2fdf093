"""One try at the bank: opened, read back, told (payments §1.2, §1.6)."""

import time
from base64 import b32encode
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from invoicing import errors
from invoicing.gateways import registry
from invoicing.gateways.protocol import (
    Created,
    FunctionalError,
    Gateway,
    GatewayError,
    Order,
    TechnicalError,
)
from invoicing.models import Attempt, Regie
from invoicing.operations import freezing, payment_routes, payments, verdicts
from invoicing.rules import attempts as rules
from invoicing.rules.attempts import AttemptState
from shared import locks
from shared.errors import DomainError
from tenants.context import assert_schema, commune_scope, current_commune
from tenants.operations import outbox
from tenants.people import Member

A = AttemptState
POLL = "invoicing.poll_attempt"
# The gateway gives up long before: an attempt still REQUESTING then was killed in between (F8).
LOST_AFTER = timedelta(seconds=60)
_WAIT_S, _WAIT_STEP_S = 6.0, 0.15
_KINDS = {Regie.Gateway.DEMO: registry.Kind.DEMO_BANK}


@dataclass(frozen=True, slots=True)
class Returned:
    """Where a browser that comes back from the bank belongs."""

    schema: str
    attempt_uid: UUID
    selection_uid: UUID
    account_uid: UUID


def request(attempt_id: UUID, member: Member, *, now: datetime) -> str:
    """*Payer*: the bank's page of this lot, opened once; a double click gets the same page (F26).

    Amounts and credit are frozen again and committed as REQUESTING before the network is used,
    and no transaction is open meanwhile. After a refusal, or 20 minutes, a new attempt with a
    new reference is made. Raises NotFound, ``amount_changed``, ``in_payment``, ``holds_over``,
    ``already_paid``, ``payment_closed``, ``bank_refused``, ``bank_silent`` and the like.
    """
    assert_schema(member.commune)
    frozen = freezing.freeze(attempt_id, member, reference=reference, poll=POLL, now=now)
    if frozen.refusal is not None:
        raise frozen.refusal
    attempt = frozen.attempt
    if attempt.state == A.PENDING:
        return attempt.pay_url
    if not frozen.is_ours:
        return _other_click(attempt.id)
    try:
        created = gateway_of(attempt.regie).create(_order(attempt, member))
    except FunctionalError as error:
        _close(attempt.id, A.CREATE_FAILED, code=error.code, now=now)
        raise errors.bank_refused() from error
    except TechnicalError as error:
        _close(attempt.id, A.CREATE_UNKNOWN, code=str(error)[:200], now=now)
        raise errors.bank_silent() from error
    return _opened(attempt.id, created, now=now)


def poll(attempt_id: UUID, *, now: datetime) -> datetime | None:
    """Read the attempt back at the provider and apply it; when to read again, or None.

    Polling is the primary mechanism (F5, F6); run by the Outbox, on return and on notification.
    A silent bank changes nothing.
    """
    assert_schema()
    attempt = Attempt.objects.select_related("regie").filter(id=attempt_id).first()
    if attempt is None or attempt.requested_at is None:
        return None
    state = A(attempt.state)
    if state is A.REQUESTING:
        lost_at = attempt.requested_at + LOST_AFTER
        if now < lost_at:
            return lost_at
        _close(attempt.id, A.CREATE_UNKNOWN, code="lost", now=now)
        return None
    if attempt.idop is None:
        return None
    try:
        result = gateway_of(attempt.regie).read(attempt.idop)
    except GatewayError:
        return rules.next_poll(state, requested_at=attempt.requested_at, now=now, technical=True)
    attempt = payments.settle(attempt_id, result, now=now)
    return rules.next_poll(A(attempt.state), requested_at=attempt.requested_at, now=now)


def returned(token: str, *, now: datetime) -> Returned | None:
    """The browser came back: read the truth at the bank, whoever asks (F4, F27).

    None for an unknown token. The browser proves nothing: only the reading moves money. A busy
    row or a silent bank is left to the Outbox.
    """
    route = payment_routes.find(token)
    if route is None:
        return None
    with commune_scope(route.schema):
        attempt = Attempt.objects.filter(id=route.attempt_uid).first()
        if attempt is None:
            return None
        with suppress(DomainError):
            poll(attempt.id, now=now)
        return Returned(route.schema, attempt.id, attempt.selection_uid, attempt.account_uid)


def notified(token: str, *, now: datetime) -> bool:
    """The bank says « read again »; the body is never believed (F1–F3, F15).

    False for an unknown token. Raises Busy so that the door answers 503 and the bank retries.
    """
    route = payment_routes.find(token)
    if route is None:
        return False
    with commune_scope(route.schema):
        poll(route.attempt_uid, now=now)
    return True


def reference(attempt: Attempt) -> str:
    """The refdet: the régie's code and the attempt's own id, so never used twice for ever.

    A counter would come back after a restored backup, and the bank refuses a reference twice.
    """
    return attempt.regie.code + b32encode(attempt.id.bytes).decode().rstrip("=")


def gateway_of(regie: Regie) -> Gateway:
    """The provider of a régie."""
    return registry.for_regie(_KINDS.get(regie.gateway, regie.gateway), regie.gateway_params)


def _order(attempt: Attempt, member: Member) -> Order:
    return Order(
        creditor=verdicts.creditor(attempt.regie),
        reference=attempt.refdet or "",
        amount_cents=attempt.amount_cents,
        email=member.account.email,
        label=f"{current_commune().name} - {attempt.regie.name}"[:160],
        return_url=payment_routes.return_url(attempt.id),
        notify_url=payment_routes.notification_url(attempt.id),
        exercice=attempt.requested_at.year if attempt.requested_at else None,
    )


@locks.retried
def _opened(attempt_id: UUID, created: Created, *, now: datetime) -> str:
    """PENDING with its page; an attempt given up meanwhile shows no page, so nobody pays it."""
    with transaction.atomic():
        (attempt,) = locks.rows(Attempt.objects.filter(id=attempt_id))
        if attempt.state != A.REQUESTING:
            raise errors.bank_silent()
        attempt.state = A.PENDING
        attempt.idop, attempt.pay_url = created.idop, created.pay_url
        attempt.save()
    return created.pay_url


@locks.retried
def _close(attempt_id: UUID, state: AttemptState, *, code: str, now: datetime) -> None:
    """No page was opened, so no money can move: the attempt ends, a new one may start."""
    with transaction.atomic():
        (attempt,) = locks.rows(Attempt.objects.filter(id=attempt_id))
        if attempt.state != A.REQUESTING:
            return
        attempt.state, attempt.final_at = state, now
        attempt.answers = [*attempt.answers, {"at": now.isoformat(), "state": state, "code": code}]
        attempt.save()
        outbox.cancel(POLL, attempt.id)


def _other_click(attempt_id: UUID) -> str:
    """The page another click is opening right now: wait for it a little, outside any lock."""
    deadline = time.monotonic() + _WAIT_S
    while time.monotonic() < deadline:
        attempt = Attempt.objects.get(id=attempt_id)
        if attempt.state == A.PENDING:
            return attempt.pay_url
        if attempt.state != A.REQUESTING:
            break
        time.sleep(_WAIT_STEP_S)
    raise errors.opening()

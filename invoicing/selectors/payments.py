"""The progress of a selection over communes, receipts, and alerts for agents."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from invoicing import errors
from invoicing.models import Attempt, Payment, PaymentAlert
from invoicing.models.attempt import AttemptLine
from invoicing.rules.attempts import NO_MONEY_STATES, STATE_LABELS, AttemptState, is_live
from shared.models import Account
from shared.values.french_dates import day_short
from tenants.context import commune_scope
from tenants.models import Commune
from tenants.selectors import memberships

A = AttemptState


@dataclass(frozen=True, slots=True)
class Lot:
    """One payment of a selection: one commune, one régie. ``attempt_id`` is what *Payer* posts."""

    commune: Commune
    regie_name: str
    attempt_id: UUID
    position: int
    state: AttemptState
    label: str
    amount_cents: int
    credit_cents: int
    purpose: str
    order_uid: UUID | None
    items: list[str]
    held_until: datetime | None
    live_until: datetime | None
    is_paid: bool
    is_waiting: bool
    can_pay: bool
    pay_url: str
    receipt: str
    payment_id: UUID | None


@dataclass(frozen=True, slots=True)
class Selection:
    """All the lots of one *Payer*, in order; empty when credit covered everything."""

    selection_uid: UUID
    lots: list[Lot]

    @property
    def total_cents(self) -> int:
        """For information: never one bank operation for two creditors (R84)."""
        return sum(lot.amount_cents for lot in self.lots)

    @property
    def next_lot(self) -> Lot | None:
        """The first that can be paid now."""
        return next((lot for lot in self.lots if lot.can_pay), None)

    @property
    def paid_count(self) -> int:
        """How many are done."""
        return sum(lot.is_paid for lot in self.lots)

    @property
    def is_done(self) -> bool:
        """Every lot is paid."""
        return self.paid_count == len(self.lots)

    @property
    def is_waiting(self) -> bool:
        """Something is at the bank: worth asking again in a few seconds."""
        return any(lot.is_waiting for lot in self.lots)


def selection(selection_uid: UUID, account: Account, *, now: datetime) -> Selection:
    """This account's lots of a selection, in every commune it joined; 3 queries a commune.

    Another account's selection is empty, as is an unknown one.
    """
    lots: list[Lot] = []
    for membership in memberships.communes_of(account):
        with commune_scope(membership.commune):
            lots += _lots(selection_uid, account, membership.commune, now=now)
    return Selection(selection_uid, sorted(lots, key=lambda lot: lot.position))


def exists(selection_uid: UUID, account: Account) -> bool:
    """Whether this account has any attempt of the selection."""
    for membership in memberships.communes_of(account):
        with commune_scope(membership.commune):
            if Attempt.objects.filter(selection_uid=selection_uid, account_uid=account.pk).exists():
                return True
    return False


def receipt(payment_id: UUID, guardian_uid: UUID | None) -> Payment:
    """A payment of this payer (None for an agent). Raises NotFound."""
    found = Payment.objects.filter(id=payment_id).select_related("regie", "payer__family")
    if guardian_uid is not None:
        found = found.filter(payer_id=guardian_uid)
    payment = found.first()
    if payment is None:
        raise errors.NotFound("Ce reçu")
    return payment


def open_alerts() -> QuerySet[PaymentAlert]:
    """What a régisseur must look at, newest first."""
    return PaymentAlert.objects.filter(resolved_at__isnull=True).select_related(
        "attempt__regie", "payer__family"
    )


def _lots(selection_uid: UUID, account: Account, commune: Commune, *, now: datetime) -> list[Lot]:
    tries = (
        Attempt.objects.filter(selection_uid=selection_uid, account_uid=account.pk)
        .select_related("regie", "payment")
        .order_by("position", "id")
    )
    latest: dict[int, Attempt] = {}
    for attempt in tries:
        known = latest.get(attempt.position)
        # A late success of an older try wins over a newer one (rule 4 of payments §1.2).
        if known is None or known.state not in (A.PAID, A.PAID_PENDING_SETTLEMENT):
            latest[attempt.position] = attempt
    if not latest:
        return []
    lines: dict[UUID, list[AttemptLine]] = {attempt.id: [] for attempt in latest.values()}
    for line in (
        AttemptLine.objects.filter(attempt__in=lines)
        .select_related("invoice", "reservation__activity", "reservation__child")
        .order_by("reservation__date", "id")
    ):
        lines[line.attempt_id].append(line)
    return [_lot(attempt, lines[attempt.id], commune, now=now) for attempt in latest.values()]


def _lot(attempt: Attempt, lines: list[AttemptLine], commune: Commune, *, now: datetime) -> Lot:
    state = A(attempt.state)
    live = is_live(state, live_until=attempt.live_until, now=now)
    held = [
        line.reservation.held_until
        for line in lines
        if line.reservation and line.reservation.held_until
    ]
    payment = getattr(attempt, "payment", None)
    over = bool(attempt.order_uid) and (not held or min(held) <= now)
    again = state in (A.DRAFT, A.CREATE_FAILED, A.CREATE_UNKNOWN, *NO_MONEY_STATES)
    return Lot(
        commune=commune,
        regie_name=attempt.regie.name,
        attempt_id=attempt.id,
        position=attempt.position,
        state=state,
        label=STATE_LABELS[state],
        amount_cents=attempt.amount_cents,
        credit_cents=attempt.credit_cents,
        purpose=attempt.purpose,
        order_uid=attempt.order_uid,
        items=[_item(line) for line in lines],
        held_until=min(held) if held else None,
        live_until=attempt.live_until,
        is_paid=state is A.PAID,
        is_waiting=live or state is A.PAID_PENDING_SETTLEMENT,
        can_pay=not over and (again or live or state is A.PENDING),
        pay_url=attempt.pay_url if live else "",
        receipt=payment.reference if payment else "",
        payment_id=payment.id if payment else None,
    )


def _item(line: AttemptLine) -> str:
    if line.invoice:
        return line.invoice.reference
    row = line.reservation
    return f"{row.child.first_name}, {row.activity.name}, {day_short(row.date)}"

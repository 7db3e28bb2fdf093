"""*Valider* and *Payer*: from a cart or a selection of invoices to draft attempts (R84)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.models import CartLine, Reservation
from booking.operations import movements, reservations
from booking.operations.outcomes import Outcome
from booking.rules.lifecycle import ReservationState
from invoicing import errors
from invoicing.models import Attempt, Invoice, Regie
from invoicing.operations import ledger, lots, settlements
from invoicing.rules import attempts as rules
from invoicing.rules.attempts import AttemptState
from invoicing.rules.lots import Item, Lot, group
from invoicing.selectors import balances
from shared import locks
from shared.errors import DomainError
from shared.ids import new_id
from shared.models import Account
from tenants.context import assert_schema, commune_scope, zone_of
from tenants.models import Commune
from tenants.people import Member
from tenants.selectors import memberships

# Two clicks or two tabs on the same invoices find the same drafts (B5).
SAME_SELECTION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Checkout:
    """One commune's *Valider*: what was booked, what is to pay, what credit settled."""

    outcome: Outcome
    selection_uid: UUID
    attempt_ids: tuple[UUID, ...] = ()
    invoice_ids: tuple[UUID, ...] = ()
    payable_cents: int = 0


@dataclass(frozen=True, slots=True)
class CommuneCheckout:
    """The same, or why this commune refused; the others are not touched."""

    commune: Commune
    checkout: Checkout | None = None
    refusal: DomainError | None = None


@locks.retried
def validate(
    member: Member,
    *,
    now: datetime,
    agreed_cents: int | None = None,
    selection_uid: UUID | None = None,
    position: int = 0,
    together: bool = False,
) -> Checkout:
    """*Valider* in one commune: book, and prepare the payment of what is held, in one transaction.

    ``agreed_cents``: the total the family saw; dearer raises ``total_changed`` and writes nothing.
    ``together``: siblings wait for a full day all or none (R41). Credit is used first; what it
    covers whole is confirmed, invoiced and settled at once.
    """
    assert_schema(member.commune)
    selection = selection_uid or new_id()
    with transaction.atomic():
        outcome = reservations.confirm(member, now=now, agreed=agreed_cents, together=together)
        if not outcome.held or outcome.order_uid is None:
            return Checkout(outcome, selection)
        drafted = lots.draft_order(
            outcome.order_uid,
            account_uid=member.account.pk,
            selection_uid=selection,
            position=position,
            by=member.actor,
            now=now,
        )
    return Checkout(
        outcome,
        selection,
        tuple(drafted.attempt_ids),
        tuple(drafted.invoice_ids),
        drafted.payable_cents,
    )


def validate_all(
    account: Account,
    *,
    now: datetime,
    agreed: Mapping[str, int] | None = None,
    together: bool = False,
) -> list[CommuneCheckout]:
    """*Valider* on /panier/: every commune with wishes, in slug order, each committing alone.

    One ``selection_uid`` for all; ``agreed`` is cents by commune slug. A refusal (or Busy) in one
    commune is reported beside the others, never raised.
    """
    selection, position, done = new_id(), 0, []
    for membership in memberships.communes_of(account):
        commune = membership.commune
        member = Member(account, commune, membership.guardian_uid)
        with commune_scope(commune):
            if not CartLine.objects.filter(
                cart__account_uid=account.pk, removed_at__isnull=True
            ).exists():
                continue
            try:
                checkout = validate(
                    member,
                    now=now,
                    agreed_cents=(agreed or {}).get(commune.slug),
                    selection_uid=selection,
                    position=position,
                    together=together,
                )
            except DomainError as refusal:
                done.append(CommuneCheckout(commune, refusal=refusal))
                continue
        position += len(checkout.attempt_ids)
        done.append(CommuneCheckout(commune, checkout))
    return done


@locks.retried
def pay_held(member: Member, order_uid: UUID, *, now: datetime) -> UUID:
    """*Payer* the places an agent accepted, or a *Valider* left unpaid; returns selection_uid.

    Raises NotFound for another family's order, ``holds_over`` when nothing is held any more.
    A second click finds the first one's drafts.
    """
    assert_schema(member.commune)
    with transaction.atomic():
        _openings, rows = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        if not rows or not _may_pay(member, rows):
            raise errors.NotFound("Cette commande")
        held = [row for row in rows if row.state == ReservationState.HELD]
        if not held:
            raise errors.holds_over()
        open_one = _open_selection(member.account.pk, {row.id for row in held}, now=now)
        if open_one:
            return open_one
        selection = new_id()
        drafted = lots.draft_order(
            order_uid,
            account_uid=member.account.pk,
            selection_uid=selection,
            position=0,
            by=member.actor,
            now=now,
        )
        if not drafted.attempt_ids and not drafted.invoice_ids:
            raise errors.nothing_to_pay()
        return selection


def pay_invoices(
    account: Account, selection: Mapping[Commune, Collection[UUID]], *, now: datetime
) -> UUID:
    """*Payer les factures sélectionnées*: one draft attempt per lot, one selection_uid for all.

    Amounts come from balances under lock, never from the page. Everything is checked in every
    commune before anything is written: NotFound for an invoice of somebody else, ``already_paid``,
    ``in_payment``, ``not_online``, ``too_small``. The same selection again gives the same uid.
    """
    guardians = {found.commune: found.guardian_uid for found in memberships.communes_of(account)}
    chosen = {commune: set(ids) for commune, ids in selection.items() if ids}
    if not chosen:
        raise errors.nothing_to_pay()
    if not chosen.keys() <= guardians.keys():
        raise errors.NotFound("Cette facture")
    ordered = sorted(chosen, key=lambda commune: commune.slug)
    open_ones: set[UUID | None] = set()
    for commune in ordered:
        with commune_scope(commune):
            _payable(guardians[commune], chosen[commune], commune, now=now, lock=False)
            open_ones.add(_open_selection(account.pk, chosen[commune], now=now))
    if len(open_ones) == 1 and (again := open_ones.pop()):
        return again
    selection_uid, position = new_id(), 0
    for commune in ordered:
        member = Member(account, commune, guardians[commune])
        with commune_scope(commune):
            position += _draft_invoices(
                member, chosen[commune], selection_uid=selection_uid, position=position, now=now
            )
    return selection_uid


@locks.retried
def _draft_invoices(
    member: Member, ids: Collection[UUID], *, selection_uid: UUID, position: int, now: datetime
) -> int:
    """One commune's lots, in one transaction; how many attempts were written."""
    assert_schema(member.commune)
    made = 0
    with transaction.atomic():
        parts = _payable(member.guardian_uid, ids, member.commune, now=now, lock=True)
        for regie, lot in parts:
            payer_id = member.guardian_uid
            account = ledger.locked([payer_id], regie.id)[payer_id]
            use = lots.credit_use(lot.total_cents, payer_id, regie, now=now)
            if use.to_pay_cents == 0:
                owed = [settlements.Owed(one.key, one.due_on, one.left_cents) for one in lot.items]
                settlements.spend_credit(owed, account.payer, regie, by=member.actor, now=now)
                continue
            lots.write(
                regie,
                account.payer,
                use,
                account_uid=member.account.pk,
                selection_uid=selection_uid,
                position=position + made,
                invoices={item.key: item.left_cents for item in lot.items},
                now=now,
            )
            made += 1
    return made


def _payable(
    guardian_uid: UUID, ids: Collection[UUID], commune: Commune, *, now: datetime, lock: bool
) -> list[tuple[Regie, Lot]]:
    """The lots of a payer's invoices; raises the first reason one cannot be paid."""
    found = Invoice.objects.filter(id__in=ids, payer_id=guardian_uid, number__isnull=False)
    invoices = list(found.select_related("regie").order_by("due_on", "reference"))
    if len(invoices) != len(set(ids)):
        raise errors.NotFound("Cette facture")
    if lock:
        settlements.lock_invoices(ids)
    settled = balances.settled(ids)
    busy = live_elsewhere(ids, now=now)
    items = []
    for invoice in invoices:
        left = invoice.total_cents - settled.get(invoice.id, 0)
        if not lots.is_online(invoice.regie):
            raise errors.not_online(invoice.regie.name)
        if left <= 0:
            raise errors.already_paid(invoice.reference)
        if invoice.id in busy:
            raise errors.in_payment(invoice.reference, busy[invoice.id], zone_of(commune))
        items.append(
            Item(
                key=invoice.id,
                commune=commune.slug,
                regie=invoice.regie_id,
                due_on=invoice.due_on,
                reference=invoice.reference,
                left_cents=left,
                grouped=invoice.regie.groups_invoices,
            )
        )
    regies = {invoice.regie_id: invoice.regie for invoice in invoices}
    parts = [(regies[lot.regie], lot) for lot in group(items)]
    for regie, lot in parts:
        use = lots.credit_use(lot.total_cents, guardian_uid, regie, now=now)
        if use.to_pay_cents and not rules.payable(use.to_pay_cents):
            raise errors.too_small(use.to_pay_cents, regie.name)
    return parts


def live_elsewhere(
    target_ids: Collection[UUID], *, now: datetime, excluding: Sequence[UUID] = ()
) -> dict[UUID, datetime]:
    """Invoices or reservations another attempt is paying right now, and until when (F25)."""
    rows = Attempt.objects.filter(
        state__in=(AttemptState.REQUESTING, AttemptState.PENDING), live_until__gt=now
    ).exclude(id__in=excluding)
    busy = {}
    for name in ("invoice", "reservation"):
        found = rows.filter(**{f"lines__{name}__in": target_ids})
        busy.update(found.order_by().values_list(f"lines__{name}_id", "live_until"))
    return busy


def _may_pay(member: Member, rows: Sequence) -> bool:
    """The order's payer, or an adult of the same family who may reach one of its children."""
    if any(row.payer_id == member.guardian_uid for row in rows):
        return True
    return (
        type(rows[0])
        .objects.filter(
            id__in=[row.id for row in rows],
            payer__family__guardians=member.guardian_uid,
            child__guardian_links__guardian_id=member.guardian_uid,
        )
        .exists()
    )


def _open_selection(account_uid: UUID, wanted: set[UUID], *, now: datetime) -> UUID | None:
    """The selection this account already prepared for exactly these targets (B5)."""
    drafts: dict[UUID, set[UUID]] = {}
    for draft in Attempt.objects.filter(
        account_uid=account_uid, state=AttemptState.DRAFT, created_at__gt=now - SAME_SELECTION
    ).prefetch_related("lines"):
        drafts.setdefault(draft.selection_uid, set()).update(lots.targets(draft.lines.all()))
    return next((uid for uid, targets in drafts.items() if targets == wanted), None)

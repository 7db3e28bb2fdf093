"""Draft attempts: what each régie is asked, credit first, before anybody presses *Payer*."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from booking.models import Reservation
from booking.operations import reservations
from booking.rules.lifecycle import ReservationState
from family.models import Guardian
from invoicing import errors
from invoicing.models import Attempt, AttemptLine, Regie, RegieService
from invoicing.operations import ledger, order_invoices, settlements
from invoicing.rules import attempts as rules
from invoicing.rules.settlement import CreditUse, use_credit
from invoicing.selectors import credits
from shared.actors import Actor


@dataclass(slots=True)
class Drafted:
    """What one commune's part of a selection became; cents."""

    attempt_ids: list[UUID] = field(default_factory=list)
    invoice_ids: list[UUID] = field(default_factory=list)
    payable_cents: int = 0


def is_online(regie: Regie) -> bool:
    """Whether the régie takes online payments today (payments §1.1)."""
    return (
        regie.is_open
        and regie.channel == Regie.Channel.REGIE
        and regie.gateway != Regie.Gateway.NONE
    )


def credit_use(
    due_cents: int, payer_id: UUID, regie: Regie, *, now: datetime, excluding: UUID | None = None
) -> CreditUse:
    """How much credit pays and what is left to ask; the payer account must be locked."""
    credit = (
        credits.available(payer_id, regie.pk, now=now, excluding=excluding)
        if regie.has_wallet
        else 0
    )
    return use_credit(due_cents, credit)


def held_places(order_uid: UUID) -> dict[UUID, list[Reservation]]:
    """The places an order still holds, by régie. Raises DomainError where a service has none."""
    rows = list(
        Reservation.objects.filter(order_uid=order_uid, state=ReservationState.HELD)
        .select_related("payer__family", "activity")
        .order_by("date", "id")
    )
    links = dict(
        RegieService.objects.filter(
            service_id__in={row.activity.service_id for row in rows}
        ).values_list("service_id", "regie_id")
    )
    by_regie: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in rows:
        if row.activity.service_id not in links:
            raise errors.no_regie()
        by_regie[links[row.activity.service_id]].append(row)
    return by_regie


def draft_order(
    order_uid: UUID,
    *,
    account_uid: UUID,
    selection_uid: UUID,
    position: int,
    by: Actor,
    now: datetime,
) -> Drafted:
    """One DRAFT attempt per régie for the held places of an order, in its transaction.

    What credit covers whole is invoiced and settled at once; what the bank would not take
    (under 1 €, no online payment) is confirmed and invoiced, to be paid with another invoice.
    """
    drafted = Drafted()
    by_regie = held_places(order_uid)
    for regie in Regie.objects.filter(id__in=by_regie).order_by("code"):
        places = by_regie[regie.id]
        payer = places[0].payer
        ledger.locked([payer.id], regie.id)
        use = credit_use(sum(row.price_cents for row in places), payer.id, regie, now=now)
        if use.to_pay_cents == 0 or not (is_online(regie) and rules.payable(use.to_pay_cents)):
            drafted.invoice_ids += confirm_at_once(
                order_uid, places, regie=regie, payer=payer, by=by, now=now
            )
            continue
        attempt = write(
            regie,
            payer,
            use,
            account_uid=account_uid,
            selection_uid=selection_uid,
            position=position + len(drafted.attempt_ids),
            order_uid=order_uid,
            reservations={row.id: row.price_cents for row in places},
            now=now,
        )
        drafted.attempt_ids.append(attempt.id)
        drafted.payable_cents += use.to_pay_cents
    return drafted


def confirm_at_once(
    order_uid: UUID,
    places: Sequence[Reservation],
    *,
    regie: Regie,
    payer: Guardian,
    by: Actor,
    now: datetime,
) -> list[UUID]:
    """Confirm places without the bank, invoice them, and use the payer's credit."""
    seated = reservations.settle_order(order_uid, now=now, only=[row.id for row in places])
    account = ledger.locked([payer.id], regie.id)[payer.id]
    invoice = order_invoices.issue(
        order_uid,
        seated.confirmed,
        regie=regie,
        payer=payer,
        account=account,
        by=by,
        now=now,
    )
    if invoice is None:
        return []
    if regie.has_wallet:
        settlements.spend_credit(settlements.owed_on([invoice]), payer, regie, by=by, now=now)
    return [invoice.id]


def write(
    regie: Regie,
    payer: Guardian,
    use: CreditUse,
    *,
    account_uid: UUID,
    selection_uid: UUID,
    position: int,
    now: datetime,
    order_uid: UUID | None = None,
    reservations: Mapping[UUID, int] | None = None,
    invoices: Mapping[UUID, int] | None = None,
) -> Attempt:
    """Save a DRAFT attempt and its lines (cents by reservation, or by invoice)."""
    attempt = Attempt(
        regie=regie,
        payer=payer,
        account_uid=account_uid,
        selection_uid=selection_uid,
        position=position,
        purpose=Attempt.Purpose.ORDER if order_uid else Attempt.Purpose.INVOICES,
        order_uid=order_uid,
        amount_cents=use.to_pay_cents,
        credit_cents=use.used_cents,
        created_at=now,
    )
    attempt.save(force_insert=True)
    lines(attempt, reservations=reservations, invoices=invoices)
    return attempt


def lines(
    attempt: Attempt,
    *,
    reservations: Mapping[UUID, int] | None = None,
    invoices: Mapping[UUID, int] | None = None,
) -> None:
    """Write what a draft attempt pays; frozen from REQUESTING on."""
    AttemptLine.objects.bulk_create(
        [
            AttemptLine(attempt=attempt, reservation_id=key, amount_cents=cents)
            for key, cents in (reservations or {}).items()
        ]
        + [
            AttemptLine(attempt=attempt, invoice_id=key, amount_cents=cents)
            for key, cents in (invoices or {}).items()
        ]
    )


def targets(attempt_lines: Iterable[AttemptLine]) -> set[UUID]:
    """What lines pay, whichever kind."""
    return {line.invoice_id or line.reservation_id for line in attempt_lines}

"""One lot of a selection as the progress page prints it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from invoicing.rules.attempts import AttemptState
from invoicing.selectors.payments import Lot, Selection
from shared.values.french_dates import hour_spoken, instant_spoken
from shared.values.money import format_cents
from tenants.context import zone_of
from tenants.urls import commune_url

A = AttemptState
# (tag's level, what comes next)
_NEXT: Mapping[AttemptState, tuple[str, str]] = {
    A.DRAFT: ("info", ""),
    A.REQUESTING: ("pending", "La page de paiement s’ouvre."),
    A.PENDING: (
        "pending",
        "Terminez sur la page de la banque. Si vous l’avez fermée, vous pouvez la rouvrir.",
    ),
    A.CREATE_FAILED: ("error", "Rien n’a été débité. Réessayez, ou prévenez la régie."),
    A.CREATE_UNKNOWN: ("warning", "Rien n’a été débité. Réessayez dans un instant."),
    A.PAID: ("success", ""),
    A.PAID_PENDING_SETTLEMENT: ("pending", "Il n’y a plus rien à faire de votre côté."),
    A.DEBIT_REJECTED: ("error", "La banque a rejeté le prélèvement : contactez la régie."),
    A.REFUSED: ("refused", "Rien n’a été débité. Vous pouvez réessayer, avec une autre carte."),
    A.CANCELLED: ("warning", "Rien n’a été débité. Vous pouvez reprendre le paiement."),
    A.ABANDONED: ("warning", "Rien n’a été débité. Vous pouvez reprendre le paiement."),
    A.QUARANTINE: (
        "warning",
        "La régie vérifie ce paiement. Ne payez pas une seconde fois : elle vous contactera.",
    ),
    A.REJECTED: ("error", "Contactez la régie."),
}


def shown(lot: Lot, selection: Selection, *, now: datetime) -> dict[str, Any]:
    """Title, state, sentence and button of a lot; ``is_next`` is the one to press first."""
    level, after = _NEXT[lot.state]
    upcoming = selection.next_lot
    return {
        "lot": lot,
        "title": f"{lot.commune.name} · {lot.regie_name}",
        "level": level,
        "label": lot.label[:1].upper() + lot.label[1:],
        "after": _over(lot, now) or after,
        "held": _held(lot, now),
        "is_next": upcoming is not None and upcoming.attempt_id == lot.attempt_id,
        "pay_action": commune_url(lot.commune, "invoicing:pay", lot.attempt_id),
        "pay_label": _pay_label(lot),
        "receipt_url": (
            commune_url(lot.commune, "invoicing:receipt_pdf", lot.payment_id)
            if lot.payment_id
            else ""
        ),
    }


def _pay_label(lot: Lot) -> str:
    if lot.is_waiting and lot.pay_url:
        return "Rouvrir la page de paiement"
    again = "Réessayer : payer" if lot.state not in (A.DRAFT, A.PENDING) else "Payer"
    return f"{again} {format_cents(lot.amount_cents)}"


def _held(lot: Lot, now: datetime) -> str:
    """« Places gardées jusqu’à 14 h 25 », with the day when it is another one."""
    if not lot.held_until or lot.held_until <= now or lot.is_paid:
        return ""
    zone = zone_of(lot.commune)
    until = lot.held_until.astimezone(zone)
    if until.date() == now.astimezone(zone).date():
        return f"Places gardées jusqu’à {hour_spoken(until)}"
    return f"Places gardées jusqu’au {instant_spoken(until, zone)}"


def _over(lot: Lot, now: datetime) -> str:
    """Why an unpaid order cannot be paid any more."""
    unpaid = lot.state in (A.DRAFT, A.CREATE_FAILED, A.CREATE_UNKNOWN, A.REFUSED, A.CANCELLED)
    if lot.purpose != "order" or lot.can_pay or not (unpaid or lot.state is A.ABANDONED):
        return ""
    return "Les places ne sont plus gardées et rien n’a été débité : réservez-les à nouveau."

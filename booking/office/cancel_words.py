"""The answers an agent may give to « pourquoi annuler ? », each with what it bills (R27)."""

from dataclasses import replace
from datetime import datetime

from booking.models import Service
from booking.office.request_rows import RequestRow, ids_of
from booking.rules.cancellations import AGENT_MOTIVES, MOTIVE_LABELS
from booking.selectors import cancel_choices
from booking.selectors.cancel_choices import Choices
from shared.values.french_dates import day_short
from shared.values.money import format_cents

Cause = tuple[str, str]
BY_HAND = {
    Service.Refund.WITH.value: "Avec remboursement",
    Service.Refund.WITHOUT.value: "Sans remboursement",
}


def causes_of(choices: Choices) -> list[Cause]:
    """(value, « Maladie sans certificat : 1,75 € facturés sur 3,50 € »); by hand at the end."""
    by_hand = [(value, f"Hors grille, {label.lower()}") for value, label in _by_hand(choices)]
    return _by_motive(choices) + by_hand


def _by_motive(choices: Choices) -> list[Cause]:
    whole = choices.whole_cents
    found = []
    for motive in AGENT_MOTIVES:
        cents, due = choices.cents(motive), choices.due(motive)
        proof = f", justificatif jusqu’au {day_short(max(due))}" if due and cents else ""
        label = MOTIVE_LABELS[motive].capitalize()
        found.append((motive.value, f"{label}\u00a0: {billed(cents, whole)}{proof}"))
    return found


def _by_hand(choices: Choices) -> list[Cause]:
    whole = choices.whole_cents
    without = Service.Refund.WITHOUT
    return [
        (value, f"{label}\u00a0: {billed(whole if value == without else 0, whole)}")
        for value, label in BY_HAND.items()
    ]


def with_causes(rows: list[RequestRow], *, now: datetime) -> list[RequestRow]:
    """The same lines; each cancellation with the answers it may be given, and their price."""
    wanted = {row.key: ids_of([row.key]) for row in rows if row.kind == "cancel"}
    if not wanted:
        return rows
    every = [key for ids in wanted.values() for key in ids]
    choices = cancel_choices.load(every, now=now, asked=True)
    return [
        replace(row, causes=_asked(choices.part(wanted[row.key]))) if row.key in wanted else row
        for row in rows
    ]


def _asked(choices: Choices) -> tuple[Cause, ...]:
    return (*_by_hand(choices), *_by_motive(choices))


def billed(cents: int, whole: int) -> str:
    """« non facturé », « 3,50 € facturés », « 1,75 € facturés sur 3,50 € »."""
    if not cents:
        return "non facturé"
    said = f"{format_cents(cents)} facturés"
    return said if cents == whole else f"{said} sur {format_cents(whole)}"

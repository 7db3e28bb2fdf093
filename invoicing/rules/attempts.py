"""The life of one payment attempt, from draft to a verified end (payments §1.6).

Polling is the primary mechanism; nothing but a result read back at the provider moves money, and a
verified late success always wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from shared.values.decisions import Decision, Reason, no, yes


class AttemptState(StrEnum):
    """Where an attempt stands."""

    DRAFT = "draft"
    REQUESTING = "requesting"
    PENDING = "pending"
    CREATE_FAILED = "create_failed"
    CREATE_UNKNOWN = "create_unknown"
    PAID = "paid"
    PAID_PENDING_SETTLEMENT = "paid_pending_settlement"
    DEBIT_REJECTED = "debit_rejected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    ABANDONED = "abandoned"
    QUARANTINE = "quarantine"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """What a provider's answer means, once translated by its gateway."""

    CREATED = "created"
    CREATE_REFUSED = "create_refused"
    CREATE_LOST = "create_lost"
    PAID = "paid"
    DEBIT_ACCEPTED = "debit_accepted"
    DEBIT_REJECTED = "debit_rejected"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    UNKNOWN_YET = "unknown_yet"
    NOT_FOUND = "not_found"
    TECHNICAL = "technical"


A, O = AttemptState, Outcome  # noqa: E741

STATE_LABELS: Mapping[AttemptState, str] = {
    A.DRAFT: "à payer",
    A.REQUESTING: "ouverture de la page de paiement",
    A.PENDING: "paiement en cours",
    A.CREATE_FAILED: "paiement refusé par la banque avant de commencer",
    A.CREATE_UNKNOWN: "la banque n’a pas répondu, rien n’est débité",
    A.PAID: "payé",
    A.PAID_PENDING_SETTLEMENT: "prélèvement accepté, en attente d’encaissement",
    A.DEBIT_REJECTED: "prélèvement rejeté",
    A.REFUSED: "paiement refusé",
    A.CANCELLED: "paiement abandonné",
    A.ABANDONED: "paiement non terminé",
    A.QUARANTINE: "paiement à vérifier par la régie",
    A.REJECTED: "paiement écarté par la régie",
}

LIVE_WINDOW = timedelta(minutes=20)
MINIMUM_CENTS = 100
MAXIMUM_CENTS = 9_999_999
POLL_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 360))
_DAILY_UNTIL, _WEEKLY_UNTIL = timedelta(days=7), timedelta(days=60)
_TECHNICAL_PAUSE = timedelta(minutes=30)

CLOSED_STATES = (A.PAID, A.DEBIT_REJECTED, A.CREATE_FAILED, A.CREATE_UNKNOWN, A.REJECTED)
NO_MONEY_STATES = (A.REFUSED, A.CANCELLED, A.ABANDONED)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What our own row says was asked: nothing else may be credited."""

    refdet: str
    amount_cents: int
    idop: str | None
    client_number: str
    mode: str


@dataclass(frozen=True, slots=True)
class Result:
    """A provider's answer, read back by us. A field the provider does not repeat is None."""

    outcome: Outcome
    idop: str | None = None
    refdet: str | None = None
    amount_cents: int | None = None
    client_number: str | None = None
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class Transition:
    """The next state, why, and what the caller must do with it.

    ``changed`` False: write nothing but the raw answer. ``credits`` True: record the money now,
    once. ``reverses`` True: a debit that was accepted has come back unpaid.
    """

    state: AttemptState
    changed: bool
    credits: bool
    reverses: bool
    reason: Reason


_ON_CREATE: Mapping[Outcome, AttemptState] = {
    O.CREATED: A.PENDING,
    O.CREATE_REFUSED: A.CREATE_FAILED,
    O.CREATE_LOST: A.CREATE_UNKNOWN,
    # A fault on create leaves no page to pay on, so no money can move.
    O.TECHNICAL: A.CREATE_UNKNOWN,
}
_ON_READ: Mapping[Outcome, AttemptState] = {
    O.PAID: A.PAID,
    O.DEBIT_ACCEPTED: A.PAID_PENDING_SETTLEMENT,
    O.REFUSED: A.REFUSED,
    O.CANCELLED: A.CANCELLED,
}
_READABLE = (A.PENDING, *NO_MONEY_STATES)


def transition(
    current: AttemptState,
    frozen: Frozen,
    result: Result,
    *,
    requested_at: datetime,
    now: datetime,
) -> Transition:
    """What a verified answer does to an attempt; idempotent, so a replay changes nothing (F1, F16).

    Any field that differs from ours sends money to QUARANTINE, for a person. Times are aware.
    Raises ValueError on a draft, which has asked nothing yet.
    """
    if current is A.DRAFT:
        raise ValueError("a draft attempt has asked nothing yet")
    if current is A.REQUESTING:
        return _to(current, _ON_CREATE.get(result.outcome, A.CREATE_UNKNOWN))
    if current in {A.QUARANTINE, A.REJECTED}:
        return _stay(current, "closed", "Cette tentative est entre les mains de la régie.")
    if result.outcome in {O.UNKNOWN_YET, O.TECHNICAL, O.CREATED}:
        if result.outcome is O.UNKNOWN_YET and _is_too_old(current, requested_at, now):
            return _to(current, A.ABANDONED)
        return _stay(current, "not_yet", "La banque ne connaît pas encore le résultat.")
    if result.outcome is O.NOT_FOUND:
        if current is A.PENDING and now - requested_at >= timedelta(days=1):
            return _to(current, A.ABANDONED)
        # An operation is purged at night only: an earlier « unknown » proves nothing (F19).
        return _stay(current, "not_found", "La banque ne retrouve pas encore ce paiement.")
    different = mismatches(frozen, result)
    if different:
        if current in {A.PAID, A.PAID_PENDING_SETTLEMENT}:
            return _stay(current, "mismatch_ignored", "Réponse étrangère à ce paiement, ignorée.")
        return Transition(
            A.QUARANTINE,
            True,
            False,
            False,
            Reason("mismatch", f"Réponse de la banque à vérifier : {', '.join(different)}."),
        )
    return _read(current, result.outcome)


def mismatches(frozen: Frozen, result: Result) -> list[str]:
    """French names of the fields of an answer that differ from what we asked.

    The exercice is never compared: a provider was seen to return « 20 » for 2019.
    """
    pairs = (
        ("opération", frozen.idop, result.idop),
        ("référence", frozen.refdet, result.refdet),
        ("montant", frozen.amount_cents, result.amount_cents),
        ("numéro de client", frozen.client_number, result.client_number),
        ("mode", frozen.mode, result.mode),
    )
    # Only a success moves money, so only a success must repeat what identifies it.
    success = result.outcome in {O.PAID, O.DEBIT_ACCEPTED}
    required = {"opération", "référence", "montant"} if success else set()
    return [
        name
        for name, ours, theirs in pairs
        if ours != theirs and (theirs is not None or name in required)
    ]


def _is_too_old(current: AttemptState, requested_at: datetime, now: datetime) -> bool:
    return current is A.PENDING and now - requested_at >= _WEEKLY_UNTIL


def _read(current: AttemptState, outcome: Outcome) -> Transition:
    if current is A.PAID_PENDING_SETTLEMENT:
        if outcome is O.PAID:
            # The money was recorded when the debit was accepted.
            return Transition(A.PAID, True, False, False, Reason("paid", "Paiement encaissé."))
        if outcome is O.DEBIT_REJECTED:
            return Transition(
                A.DEBIT_REJECTED,
                True,
                False,
                True,
                Reason("debit_rejected", "Le prélèvement a été rejeté."),
            )
        return _stay(current, "already_paid", "Ce paiement est déjà enregistré.")
    if current not in _READABLE and outcome not in {O.PAID, O.DEBIT_ACCEPTED}:
        return _stay(current, "closed", "Cette tentative est close.")
    if current is A.PAID or (current is A.DEBIT_REJECTED and outcome is not O.PAID):
        return _stay(current, "already_paid", "Ce paiement est déjà enregistré.")
    target = _ON_READ.get(outcome, A.REFUSED)
    if target in NO_MONEY_STATES and current in NO_MONEY_STATES:
        return _stay(current, "closed", "Cette tentative est close.")
    # From here a success wins, however late: refused, cancelled, abandoned, lost at create.
    return _to(current, target)


def _to(current: AttemptState, target: AttemptState) -> Transition:
    credits_money = target in {A.PAID, A.PAID_PENDING_SETTLEMENT}
    label = STATE_LABELS[target]
    return Transition(
        target,
        target is not current,
        credits_money,
        False,
        Reason(target.value, f"{label[0].upper()}{label[1:]}."),
    )


def _stay(current: AttemptState, code: str, sentence: str) -> Transition:
    return Transition(current, False, False, False, Reason(code, sentence))


def is_live(state: AttemptState, *, live_until: datetime | None, now: datetime) -> bool:
    """Whether an attempt keeps its target busy: 20 minutes, then a new one may start beside it."""
    if state not in {A.REQUESTING, A.PENDING} or live_until is None:
        return False
    return now < live_until


def live_until(requested_at: datetime) -> datetime:
    """When an attempt stops being live, though it is still polled."""
    return requested_at + LIVE_WINDOW


def payable(amount_cents: int) -> Decision:
    """Whether a bank page may be opened: not for 0 €, not under 1 €, not above 99 999,99 €."""
    if amount_cents <= 0:
        return no("nothing_due", "Rien n’est à payer.")
    if amount_cents < MINIMUM_CENTS:
        return no(
            "below_minimum",
            "Le paiement en ligne commence à 1 € : ce montant sera reporté sur la prochaine "
            "facture ou pris sur votre avoir.",
        )
    if amount_cents > MAXIMUM_CENTS:
        return no(
            "above_maximum",
            "Le paiement en ligne s’arrête à 99 999,99 € : contactez la régie.",
        )
    return yes()


def next_poll(
    state: AttemptState, *, requested_at: datetime, now: datetime, technical: bool = False
) -> datetime | None:
    """When to read the provider again, or None when there is nothing left to learn.

    +1, 2, 5, 10, 20, 40 min, 1, 2 and 6 h after the request, then daily to D+7, weekly to D+60;
    after a technical fault not before 30 minutes. A refusal is read on too: a late success wins.
    """
    if state not in {*_READABLE, A.PAID_PENDING_SETTLEMENT}:
        return None
    earliest = now + _TECHNICAL_PAUSE if technical else now
    for delay in _poll_delays():
        moment = requested_at + delay
        if moment > now:
            return max(moment, earliest)
    return None


def _poll_delays() -> tuple[timedelta, ...]:
    daily = tuple(timedelta(days=day) for day in range(1, _DAILY_UNTIL.days + 1))
    weekly = tuple(timedelta(days=day) for day in range(14, _WEEKLY_UNTIL.days, 7))
    return (*POLL_AFTER, *daily, *weekly, _WEEKLY_UNTIL)

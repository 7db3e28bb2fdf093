"""What a cancellation becomes and costs: motive × notice → billed share (R14, R26, R27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from booking.rules.lifecycle import AnswerMode, ReservationState
from shared.values.decisions import Reason
from shared.values.money import percent_of


class Motive(StrEnum):
    """Why a booked day does not take place (R27)."""

    FAMILY = "family"
    ILLNESS_CERTIFICATE = "illness_certificate"
    ILLNESS = "illness"
    CLOSURE = "closure"
    STRIKE = "strike"
    OUTING = "outing"
    EXCLUSION = "exclusion"
    FAMILY_EVENT = "family_event"
    NO_SHOW = "no_show"
    AGENT_ERROR = "agent_error"


class Notice(StrEnum):
    """Whether the family spoke before the cut-off."""

    IN_TIME = "in_time"
    LATE = "late"


MOTIVE_LABELS: Mapping[Motive, str] = {
    Motive.FAMILY: "annulation par la famille",
    Motive.ILLNESS_CERTIFICATE: "maladie avec certificat",
    Motive.ILLNESS: "maladie sans certificat",
    Motive.CLOSURE: "fermeture du service",
    Motive.STRIKE: "grève",
    Motive.OUTING: "sortie scolaire",
    Motive.EXCLUSION: "exclusion",
    Motive.FAMILY_EVENT: "événement familial",
    Motive.NO_SHOW: "absence non signalée",
    Motive.AGENT_ERROR: "erreur de saisie",
}

# What an agent may say when cancelling for a family; a closure and a no-show have gestures of
# their own.
AGENT_MOTIVES = (
    Motive.FAMILY,
    Motive.ILLNESS_CERTIFICATE,
    Motive.ILLNESS,
    Motive.FAMILY_EVENT,
    Motive.STRIKE,
    Motive.OUTING,
    Motive.EXCLUSION,
    Motive.AGENT_ERROR,
)

# R9: what the town itself undoes is never billed, whatever the notice.
_NEVER_BILLED = frozenset({Motive.CLOSURE, Motive.STRIKE, Motive.OUTING, Motive.AGENT_ERROR})

OutcomeTable = Mapping[tuple[Motive, Notice], int]

DEFAULT_OUTCOMES: OutcomeTable = {
    (motive, notice): 0 if notice is Notice.IN_TIME or motive in _NEVER_BILLED else 100
    for motive in Motive
    for notice in Notice
} | {(Motive.NO_SHOW, Notice.IN_TIME): 100}


@dataclass(frozen=True, slots=True)
class BilledShare:
    """What stays billed of a cancelled day: ``percent`` 0…100 and why."""

    percent: int
    reason: Reason

    def billed_cents(self, price_cents: int) -> int:
        """The part of the price that stays due, rounded half-up once (R3)."""
        return percent_of(price_cents, self.percent)

    def credit_cents(self, price_cents: int) -> int:
        """The part given back on the payer's account when the price was already paid."""
        return price_cents - self.billed_cents(price_cents)


def billed_share(
    motive: Motive, notice: Notice, *, outcomes: OutcomeTable = DEFAULT_OUTCOMES
) -> BilledShare:
    """The share billed by the service's table; a row it lacks falls back to the default (R27).

    Raises ValueError when the table holds a share outside 0…100.
    """
    percent = outcomes.get((motive, notice), DEFAULT_OUTCOMES[motive, notice])
    if not 0 <= percent <= 100:
        raise ValueError("Le pourcentage facturé doit être compris entre 0 et 100.")
    when = "dans les délais" if notice is Notice.IN_TIME else "hors délai"
    billed = "non facturé" if percent == 0 else f"facturé à {percent} %"
    return BilledShare(
        percent,
        Reason(f"{motive}_{notice}", f"{MOTIVE_LABELS[motive].capitalize()}, {when} : {billed}."),
    )


def agent_share(*, with_refund: bool) -> BilledShare:
    """The agent's own choice, *avec* or *sans remboursement*."""
    if with_refund:
        return BilledShare(0, Reason("agent_refund", "Annulation avec remboursement."))
    return BilledShare(100, Reason("agent_no_refund", "Annulation sans remboursement."))


@dataclass(frozen=True, slots=True)
class CancellationDecision:
    """What a family's cancellation does: the next state (None: refused), share and why.

    ``proof_due_on``: an absence told too late waits for a proof until that day (R29).
    """

    to: ReservationState | None
    share: BilledShare | None
    reason: Reason
    proof_due_on: date | None = None


def decide_cancellation(
    state: ReservationState,
    *,
    in_time: bool,
    answer: AnswerMode,
    late_allowed: bool = False,
    outcomes: OutcomeTable = DEFAULT_OUTCOMES,
) -> CancellationDecision:
    """What happens when a family cancels.

    Within the deadline: at once, or by an agent where ``answer`` is MANUAL. After it: refused, or,
    where the service accepts it (``late_allowed``, R26), a request an agent treats, billed by
    default. A request or a rank in a waiting list is simply withdrawn, at any time.
    """
    if state in {ReservationState.REQUESTED, ReservationState.WAITLISTED, ReservationState.HELD}:
        return CancellationDecision(
            ReservationState.CANCELLED,
            BilledShare(0, Reason("withdrawn", "Rien n’était encore dû.")),
            Reason("withdrawn", "Votre demande est retirée."),
        )
    if state is not ReservationState.CONFIRMED:
        return CancellationDecision(
            None, None, Reason("not_cancellable", "Cette réservation n’est plus à annuler.")
        )
    share = billed_share(
        Motive.FAMILY, Notice.IN_TIME if in_time else Notice.LATE, outcomes=outcomes
    )
    if not in_time and not late_allowed:
        return CancellationDecision(
            None,
            None,
            Reason(
                "deadline_passed",
                "Le délai d’annulation est passé : contactez le service pour signaler l’absence.",
            ),
        )
    if in_time and answer is AnswerMode.AUTO:
        return CancellationDecision(
            ReservationState.CANCELLED,
            share,
            Reason("cancelled", "Votre réservation est annulée."),
        )
    return CancellationDecision(
        ReservationState.CANCEL_REQUESTED,
        share,
        Reason("cancel_requested", "Votre demande d’annulation est transmise au service."),
    )

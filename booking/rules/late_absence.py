"""*Signaler une absence* after the cut-off: not free, unless a proof comes in time (R26, R29)."""

from datetime import date

from booking.rules.cancellations import CancellationDecision, Motive, Notice
from booking.rules.carence import ProofRule
from booking.rules.lifecycle import ReservationState
from booking.rules.outcomes import Outcomes, billed
from shared.values.decisions import Reason
from shared.values.french_dates import day_long

CODE = "late_absence"


def decide(outcomes: Outcomes, proof: ProofRule, day: date) -> CancellationDecision:
    """The day is cancelled and billed by the table; its proof is awaited until a day.

    « Hors délai : facturé à 100 % sauf justificatif avant le 17 décembre inclus. »
    """
    share = outcomes.share(Motive.FAMILY, Notice.LATE)
    proven = outcomes.percent(Motive.FAMILY, Notice.LATE, has_proof=True)
    due_on = proof.due_on(day)
    except_ = (
        f" sauf justificatif d’ici au {day_long(due_on, year=False)} inclus"
        if proven < share.percent
        else ""
    )
    return CancellationDecision(
        ReservationState.CANCELLED,
        share,
        Reason(CODE, f"Hors délai\u00a0: {billed(share.percent)}{except_}."),
        due_on,
    )

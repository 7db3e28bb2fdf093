"""At the counter or on the phone: an agent books and cancels for a family (R18)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import DayClosure, Reservation, Service
from booking.operations import bundles, movements, reservations, telling
from booking.operations.outcomes import Answered, Outcome, Wish
from booking.rules.cancellations import agent_share
from booking.rules.deadlines import Act
from booking.rules.lifecycle import LIVE_STATES, ReservationState
from booking.selectors.verdicts import Judge
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried

S = ReservationState
NOT_LIVE = "Cette réservation n’est plus à annuler."
CLOSED_DAY = "La journée est close\u00a0: rouvrez-la d’abord."


@retried
def book_for(
    guardian_id: UUID,
    wishes: Collection[tuple[UUID, UUID, date]],
    *,
    by: Actor,
    now: datetime,
    motive: str = "",
) -> Outcome:
    """Book (child, activity, day) for a family: confirmed at once, told to both parents.

    ``motive`` is needed after the cut-off; the rows are then marked *hors délai*. A full day stays
    full for agents too. Raises DomainError « not_found » for a child that is not this guardian's.
    """
    with transaction.atomic():
        outcome = reservations.place(
            [Wish(child, activity, day) for child, activity, day in wishes],
            guardian_id=guardian_id,
            by=by,
            now=now,
            out_of_time_motive=motive,
        )
        made = Reservation.objects.filter(
            id__in=[line.reservation_id for line in outcome.booked]
        ).select_related("payer")
        telling.tell_guardians(list(made), "booked_by_agent", now=now, motive=motive)
        return outcome


@retried
def cancel_for(
    ids: Collection[UUID],
    *,
    by: Actor,
    now: datetime,
    motive: str,
    refund: str = Service.Refund.WITH,
) -> Answered:
    """Cancel days for a family, *avec* or *sans remboursement*; both parents are told.

    A day leaves with what it brought; its meal alone, or what another booking of that day needs,
    stays and says why (R37). A motive is always asked, because the family reads it. Raises
    DomainError « motive_wanted ».
    """
    motive = motive.strip()
    if not motive:
        raise DomainError("motive_wanted", "Indiquez un motif\u00a0: la famille le lira.")
    share = agent_share(with_refund=Service.Refund(refund) is Service.Refund.WITH)
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(bundles.along(ids)))
        closed = set(
            DayClosure.objects.filter(date__in={row.date for row in found}).values_list(
                "service_id", "date"
            )
        )
        asked = set(ids)
        failed = [(key, NOT_LIVE) for key in ids if key not in {row.id for row in found}]
        live = []
        for row in found:
            if row.state in LIVE_STATES and (row.activity.service_id, row.date) not in closed:
                live.append(row)
            elif row.id in asked:
                failed.append((row.id, CLOSED_DAY if row.state in LIVE_STATES else NOT_LIVE))
        judge = movements.judge(live, now)
        done, kept = bundles.leaving(live, judge)
        failed += [(key, sentence) for key, sentence in kept if key in asked]
        late = _late(done, judge)
        movements.end(done, openings, percent=share.percent, by=by, now=now, reason=motive)
        if late:
            Reservation.objects.filter(id__in=late).update(out_of_time=True)
        movements.record(
            "reservation.cancelled_by_agent",
            done,
            by=by,
            now=now,
            motive=motive,
            percent=share.percent,
        )
        telling.tell_guardians(
            done,
            "cancelled_by_agent",
            now=now,
            motive=motive,
            effect=telling.effect(share.percent),
        )
        return Answered([row.id for row in done if row.id in asked], failed)


def _late(found: list[Reservation], judge: Judge) -> list[UUID]:
    """Rows whose cut-off has passed."""
    known = judge.facts.activities
    return [
        row.id
        for row in found
        if not judge.deadline(Act.CANCEL, known[row.activity_id], row.date).allowed
    ]

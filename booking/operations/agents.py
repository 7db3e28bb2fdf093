"""At the counter or on the phone: an agent books and cancels for a family (R18)."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import DayClosure, Reservation, Service
from booking.operations import bundles, cancel_causes, movements, reservations, telling
from booking.operations.outcomes import Answered, Outcome, Wish
from booking.rules.lifecycle import LIVE_STATES, ReservationState
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
    motive: str = "",
    cause: str = Service.Refund.WITH,
) -> Answered:
    """Cancel days for a family; both parents are told.

    A day leaves with what it brought; its meal alone, or what another booking of that day needs,
    stays and says why (R37). ``cause``: a motive of the service's table, which says the billed
    share (R27), or « with » or « without » *remboursement*, which the agent explains in ``motive``
    because the family reads it. Raises DomainError « motive_wanted », « unknown_motive ».
    """
    motive = motive.strip()
    if not motive and cause in Service.Refund.values:
        raise DomainError("motive_wanted", "Indiquez un motif\u00a0: la famille le lira.")
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
        why = cancel_causes.decide(done, cause, judge=judge, asked=False)
        said = motive or why.label
        movements.end(done, openings, percent=why.percents, by=by, now=now, reason=said)
        cancel_causes.write(why, done, by=by, now=now)
        if why.late:
            Reservation.objects.filter(id__in=why.late).update(out_of_time=True)
        movements.record(
            "reservation.cancelled_by_agent",
            done,
            by=by,
            now=now,
            motive=said,
            cause=cause,
            percents={str(row.id): row.billed_percent for row in done},
        )
        telling.tell_guardians(
            done, "cancelled_by_agent", now=now, motive=said, effect=cancel_causes.effect
        )
        return Answered([row.id for row in done if row.id in asked], failed)

"""Move reservations on, whoever decides: the same locks, the same diff, the same history."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from booking.models import Reservation
from booking.operations import places
from booking.operations.places import Locked
from booking.rules.lifecycle import ReservationState, holds_place
from booking.selectors import facts
from booking.selectors.verdicts import Judge
from booking.signals import cancellation_accepted
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.locks import assert_in_transaction, rows

S = ReservationState
BILLABLE = (S.CONFIRMED, S.CANCEL_REQUESTED)


def lock(wanted: QuerySet[Reservation]) -> tuple[Locked, list[Reservation]]:
    """Lock children, openings, then reservations, in that order (decisions.md).

    The rows come with their payer and their service; a row that left ``wanted`` meanwhile is gone.
    """
    assert_in_transaction()
    known = list(wanted.order_by().values_list("child_id", "opening_id"))
    rows(Child.objects.filter(id__in={child for child, _ in known}).only("id"))
    openings = places.lock(opening for _, opening in known)
    found = rows(wanted.select_related("payer", "activity__service"))
    return openings, [row for row in found if row.opening_id in openings]


def judge(found: Collection[Reservation], now: datetime) -> Judge:
    """The rules and facts of the days of some rows, whoever's they are: one statement."""
    days = [row.date for row in found] or [now.date()]
    return Judge(
        facts.load(guardian_id=None, since=min(days), until=max(days) + timedelta(days=1)), now
    )


def takes_place(row: Reservation) -> bool:
    """Whether a row holds a place now; its service must be loaded (R38).

    A child who came unbooked never does: they are cared for whatever is full (R32). Nor does a
    wish, which waits for its commission's draw (R43).
    """
    asked = row.activity.service.request_holds_place and row.commission_id is None
    return not row.is_unbooked and holds_place(S(row.state), requested_holds=asked)


def left_queue(found: Iterable[Reservation]) -> dict[UUID, int]:
    """Steps of the waiting lists that these rows leave."""
    waited = Counter(row.opening_id for row in found if row.state == S.WAITLISTED)
    return {key: -number for key, number in waited.items()}


def end(
    found: list[Reservation],
    openings: Locked,
    *,
    percent: int | Mapping[UUID, int],
    by: Actor,
    now: datetime,
    reason: str,
) -> None:
    """Cancel locked rows: state, billed share, places given back, and the signal upward.

    ``percent``: one for all, or by row id. A row that was never confirmed bills nothing, whatever
    it says.
    """
    places.give_back(
        [row for row in found if takes_place(row)],
        openings,
        now=now,
        waiting=left_queue(found),
    )
    billable = [row for row in found if row.state in BILLABLE]
    groups: dict[int, list[Reservation]] = {}
    for row in found:
        given = percent if isinstance(percent, int) else percent[row.id]
        groups.setdefault(given if row in billable else 0, []).append(row)
    for share, group in groups.items():
        Reservation.objects.filter(id__in=[row.id for row in group]).update(
            state=S.CANCELLED,
            billed_percent=share,
            held_until=None,
            decided_at=now,
            decided_by_uid=by.uid,
            reason=reason[:300],
        )
        for row in group:
            row.state, row.billed_percent, row.reason = S.CANCELLED, share, reason[:300]
    if billable:
        cancellation_accepted.send(sender=Reservation, reservations=billable, by=by, now=now)


def record(
    verb: str,
    found: Iterable[Reservation],
    *,
    by: Actor,
    now: datetime,
    motive: str = "",
    **more: Any,
) -> None:
    """One line of history a family, whatever the number of days."""
    by_family: dict[UUID, list[Reservation]] = {}
    for row in found:
        by_family.setdefault(row.payer.family_id, []).append(row)
    audit.record_many(
        [
            audit.event(
                verb,
                own[0],
                by=by,
                now=now,
                family_uid=family,
                motive=motive,
                rows=[[str(row.id), str(row.child_id), row.date.isoformat()] for row in own],
                **more,
            )
            for family, own in by_family.items()
        ]
    )

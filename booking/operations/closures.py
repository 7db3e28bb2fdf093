"""A closure undoes what is booked, at no cost; lifted, it gives back what it can (R9, R10).

A whole closure shuts openings; one of a group, a school or a class leaves them open and keeps
only those children away.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from booking.models import Activity, CalendarEntry, Opening, Reservation
from booking.operations import movements, places, restoring, telling
from booking.operations.places import Locked
from booking.operations.restoring import Lost
from booking.rules.cancellations import Motive, Notice, billed_share
from booking.rules.closures import Closure
from booking.rules.lifecycle import ReservationState
from booking.selectors import closures
from booking.selectors.closures import Touched
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import Busy
from shared.locks import assert_in_transaction, rows

S = ReservationState
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Lifted:
    """What undoing a closure gave back, and what it could not."""

    restored: list[Reservation] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)

    @property
    def families(self) -> int:
        """Families that get something back."""
        return len({row.payer.family_id for row in self.restored})


def shut(entry: CalendarEntry, *, by: Actor, now: datetime) -> list[Reservation]:
    """Close, cancel what was booked, tell both parents; inside the caller's transaction.

    Never the family's absence: motive *fermeture*, 0 %. Each row keeps the state it was in, so
    that ``lift`` can give it back.
    """
    assert_in_transaction()
    closure = closures.rule_of(entry)
    openings, found = _lock_partial(closure) if closure.is_partial else _lock_whole(closure)
    share = billed_share(Motive.CLOSURE, Notice.IN_TIME)
    Reservation.objects.filter(id__in=[row.id for row in found]).update(
        state_before=F("state"), closed_by=entry, motive=Motive.CLOSURE
    )
    movements.end(
        found,
        openings,
        percent=share.percent,
        by=by,
        now=now,
        reason=f"Fermeture\u00a0: {entry.name}",
    )
    movements.record("reservation.closure", found, by=by, now=now, motive=entry.name)
    _tell(found, "service_closed", now=now, motive=entry.name)
    return found


def lift(entry: CalendarEntry, *, by: Actor, now: datetime) -> Lifted:
    """Undo a closure: openings open again, bookings come back in the order they were asked.

    What another closure still covers stays cancelled, and that one answers for it. Places that
    went meanwhile, days past, children who left: cancelled for good, and the family is told.
    """
    assert_in_transaction()
    closure = closures.rule_of(entry)
    wanted = _cancelled_by(entry)
    rows(_children(wanted.values_list("child_id", flat=True)))
    openings = places.lock(
        {*wanted.values_list("opening_id", flat=True), *_shut_ids(closure, closure.name)}
    )
    found = rows(wanted.select_related("payer", "activity__service"))
    others = closures.standing((row.date for row in openings.values()), but=entry.id)
    for reason, reopened in _reasons(closure, openings, others).items():
        Opening.objects.filter(id__in=reopened).update(closed_reason=reason)
    still = closures.shutting(found, others)
    for other in set(still.values()):
        Reservation.objects.filter(
            id__in=[key for key, by_ in still.items() if by_ == other]
        ).update(closed_by=other)
    fates = restoring.decide(
        [row for row in found if row.id not in still], openings, now=now, but=entry.id
    )
    places.pause_after_check()
    restored = restoring.write(fates.kept, openings, by=by, now=now)
    movements.record("reservation.reopened", restored, by=by, now=now, motive=entry.name)
    _tell(
        [row for row in restored if row.state != S.HELD],
        "service_reopened",
        now=now,
        motive=entry.name,
    )
    _tell([r for r in restored if r.state == S.HELD], "reopened_to_pay", now=now, motive=entry.name)
    by_sentence: dict[str, list[Reservation]] = defaultdict(list)
    for one in fates.lost:
        if one.sentence:
            by_sentence[one.sentence].append(one.row)
    for sentence, lost in by_sentence.items():
        _tell(lost, "reopened_without", now=now, motive=entry.name, effect=sentence)
    return Lifted(restored, fates.lost)


def would_lift(entry: CalendarEntry, *, now: datetime) -> Lifted:
    """What ``lift`` would do now: nothing is locked, nothing is written."""
    closure = closures.rule_of(entry)
    found = list(_cancelled_by(entry).select_related("payer", "activity__service").order_by("id"))
    openings = places.read({row.opening_id for row in found})
    others = closures.standing((row.date for row in found), but=entry.id)
    _reasons(closure, openings, others)
    still = closures.shutting(found, others)
    fates = restoring.decide(
        [row for row in found if row.id not in still], openings, now=now, but=entry.id
    )
    kept = [row for row, _state in fates.kept]
    return Lifted(kept, [*fates.lost, *(Lost(row, "") for row in found if row.id in still)])


def would_shut(closure: Closure) -> Touched:
    """What ``shut`` would cancel now."""
    return closures.touched(closure)


def _cancelled_by(entry: CalendarEntry):
    return Reservation.objects.filter(closed_by=entry, state=S.CANCELLED)


def _children(ids):
    return Child.objects.filter(id__in=set(ids)).only("id")


def _lock_whole(closure: Closure) -> tuple[Locked, list[Reservation]]:
    """Children, openings (shut at once, so that no *Valider* slips in), then reservations.

    A booking made between the reading of the children and the lock of the openings would need a
    child after an opening: everything is let go and taken again, rather than risk a deadlock. The
    last time every child is locked, so that a day closes though families book without a pause.
    """
    for turn in range(_TRIES):
        try:
            with transaction.atomic():
                return _lock_once(closure, everybody=turn == _TRIES - 1)
        except _Stray:
            continue
    raise Busy


def _lock_once(closure: Closure, *, everybody: bool) -> tuple[Locked, list[Reservation]]:
    live = closures.booked(closure)
    booked = _children(live.order_by().values_list("child_id", flat=True))
    children = {child.id for child in rows(closures.pupils(closure) if everybody else booked)}
    seen = places.lock(closures.openings(closure).order_by().values_list("id", flat=True))
    Opening.objects.filter(id__in=seen, closed_reason="").update(closed_reason=closure.name[:120])
    found = rows(live.select_related("payer", "activity__service"))
    if any(row.child_id not in children or row.opening_id not in seen for row in found):
        raise _Stray
    return seen, found


def _lock_partial(closure: Closure) -> tuple[Locked, list[Reservation]]:
    """Every child concerned, booked or not: who books locks the child first, then reads us."""
    rows(closures.pupils(closure).only("id"))
    return movements.lock(closures.booked(closure))


class _Stray(Exception):  # noqa: N818 - never leaves this module
    """A booking came between two locks."""


def _shut_ids(closure: Closure, name: str) -> set[UUID]:
    if closure.is_partial:
        return set()
    found = closures.openings(closure).filter(closed_reason=name[:120])
    return set(found.order_by().values_list("id", flat=True))


def _reasons(
    closure: Closure, openings: Locked, others: list[tuple[UUID, Closure]]
) -> dict[str, list[UUID]]:
    """New reason → openings this closure had shut; another whole closure may still shut them."""
    moved: dict[str, list[UUID]] = defaultdict(list)
    if closure.is_partial:
        return moved
    services = dict(
        Activity.objects.filter(id__in={row.activity_id for row in openings.values()}).values_list(
            "id", "service_id"
        )
    )
    for opening in openings.values():
        service = services[opening.activity_id]
        if opening.closed_reason != closure.name[:120]:
            continue
        if not closure.span.contains(opening.date) or closure.service not in {None, service}:
            continue
        opening.closed_reason = next(
            (
                other.name[:120]
                for _, other in others
                if not other.is_partial
                and other.span.contains(opening.date)
                and other.service in {None, service}
            ),
            "",
        )
        moved[opening.closed_reason].append(opening.id)
    return moved


def _tell(found: list[Reservation], kind: str, *, now: datetime, **facts: str) -> None:
    """Each service speaks for itself: one message an adult and a service."""
    by_service: dict[UUID, list[Reservation]] = defaultdict(list)
    for row in found:
        by_service[row.activity.service_id].append(row)
    # What is to be paid is the payer's matter; a day that opens or closes is both parents'.
    tell = telling.tell_family if kind == "reopened_to_pay" else telling.tell_guardians
    for same in by_service.values():
        tell(same, kind, now=now, **facts)


def record_lifted(entry: CalendarEntry, done: Lifted, *, by: Actor, now: datetime) -> None:
    """One line of history for the agent's act."""
    audit.record(
        "calendar.removed",
        entry,
        by=by,
        now=now,
        name=entry.name,
        span=str(closures.rule_of(entry).span),
        restored=len(done.restored),
        lost=len(done.lost),
    )

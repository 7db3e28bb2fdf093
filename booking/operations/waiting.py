"""The waiting list lives: a free place is offered, answered or lost, and the list ends (R40).

Every verb locks children, openings, then reservations; running one twice changes nothing more.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from booking.errors import not_found
from booking.models import Registration, Reservation
from booking.operations import movements, offer_links, places, queueing, telling
from booking.operations.orders import HOLD_EXPIRY
from booking.rules import priority, slots
from booking.rules import waiting as rule
from booking.rules.deadlines import Act
from booking.rules.lifecycle import BillingMode, ReservationState, accepted_state
from booking.selectors import booked
from family.models import Child
from shared.actors import SYSTEM, Actor
from shared.errors import DomainError
from shared.ids import new_id
from shared.locks import assert_in_transaction, retried, rows
from tenants.operations import outbox

OFFER_END = "booking.offer_end"
S = ReservationState
NO_ANSWER = "Place proposée, restée sans réponse."
DECLINED = "Place proposée, laissée par la famille."
NOT_WAITING = DomainError("not_waiting", "Cette demande n’est plus sur la liste d’attente.")
CANNOT = DomainError(
    "cannot_offer",
    "Aucune place à proposer\u00a0: le jour est complet, fermé, ou sa date limite est passée.",
)


@dataclass(frozen=True, slots=True)
class Offered:
    """Rows offered by order; ``again`` when somebody joined meanwhile and must be looked at."""

    orders: dict[UUID, list[Reservation]] = field(default_factory=dict)
    again: bool = False


@retried
def offer(opening_id: UUID, *, now: datetime) -> Offered:
    """Offer the free places of an opening, in the order of its list; places are taken at once.

    Siblings who wait together are offered all their places or none, over several openings if
    need be (R41). Nothing is offered after the cut-off or on a closed day.
    """
    with transaction.atomic():
        line = _Line(opening_id, now)
        line.look_again()
        waiters = [
            priority.Waiter(row.id, row.opening_id, row.score, row.requested_at, row.together_uid)
            for row in line.may_be_offered()
        ]
        by_id = {row.id: row for row in line.rows}
        chosen = priority.offered(
            waiters,
            places=line.free(),
            skips=line.skips,
            admits=lambda group: line.has_room_above([by_id[one.key] for one in group]),
        )
        places.pause_after_check()
        orders = line.offer([[by_id[one.key] for one in group] for group in chosen], by=SYSTEM)
        return Offered(orders, line.newcomers)


@retried
def promote(reservation_id: UUID, *, by: Actor, now: datetime, motive: str) -> None:
    """An agent proposes a free place to one row (and its siblings) out of turn, with a motive.

    Raises DomainError « motive_wanted », « not_waiting », or « cannot_offer » without a place.
    """
    motive = motive.strip()
    if not motive:
        raise DomainError("motive_wanted", "Indiquez un motif\u00a0: il est gardé au dossier.")
    found = Reservation.objects.filter(id=reservation_id, state=S.WAITLISTED).first()
    if found is None:
        raise NOT_WAITING
    with transaction.atomic():
        line = _Line(found.opening_id, now)
        able = {row.id: row for row in line.may_be_offered()}
        group = [
            row
            for row in line.rows
            if row.id == reservation_id
            or (found.together_uid and row.together_uid == found.together_uid)
        ]
        if not group:
            raise NOT_WAITING
        free, wanted = line.free(), Counter(row.opening_id for row in group)
        fits = all(
            (left := free.get(key)) is None or number <= left for key, number in wanted.items()
        )
        able_all = all(row.id in able for row in group)
        if not fits or not able_all or not line.has_room_above(group):
            raise CANNOT
        line.offer([group], by=by, motive=motive)


@retried
def accept(order_uid: UUID, *, by: Actor, now: datetime) -> ReservationState:
    """The family takes an offered place: CONFIRMED, or HELD when it remains to be paid.

    Raises DomainError with a clear sentence when it was answered before or its time is over;
    nothing changes then.
    """
    with transaction.atomic():
        _openings, found = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        live = _answerable(found, now)
        judge = movements.judge(live, now)
        # Siblings, or a day and its meal: paid together, in one time, or lost together.
        state = accepted_state(
            billing=BillingMode(live[0].activity.service.billing),
            cents=sum(row.price_cents for row in live),
        )
        until = min(
            rule.payment_end(now=now, held_until=row.held_until, end=queueing.list_end(judge, row))
            for row in live
        )
        for row in live:
            row.state, row.held_until = state, until if state is S.HELD else None
            row.decided_at, row.decided_by_uid = now, by.uid
        Reservation.objects.bulk_update(
            live, ["state", "held_until", "decided_at", "decided_by_uid"]
        )
        movements.record("waiting.accepted", live, by=by, now=now, order=str(order_uid))
        if state is S.HELD:
            outbox.put(HOLD_EXPIRY, order_uid, due_at=until)
        else:
            telling.tell_family(live, "request_accepted", now=now)
        return state


@retried
def decline(order_uid: UUID, *, by: Actor, now: datetime) -> None:
    """The family leaves an offered place: it goes to the next one. Raises as ``accept``."""
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        live = _answerable(found, now)
        movements.end(live, openings, percent=0, by=by, now=now, reason=DECLINED)
        movements.record("waiting.declined", live, by=by, now=now, order=str(order_uid))


@retried
def lapse(order_uid: UUID, *, now: datetime) -> datetime | None:
    """Nobody answered in time: the places go on, the family is told.

    Returns when to look again, None when the offer is over or was answered.
    """
    with transaction.atomic():
        openings, found = movements.lock(Reservation.objects.filter(order_uid=order_uid))
        live = [row for row in found if is_offer(row)]
        due = [row for row in live if row.held_until <= now]
        if due:
            _expire(due, NO_ANSWER, now=now)
            places.give_back(due, openings, now=now)
            movements.record("waiting.lapsed", due, by=SYSTEM, now=now, order=str(order_uid))
            telling.tell_family(due, "offer_over", now=now)
        return min((row.held_until for row in live if row.held_until > now), default=None)


@retried
def close(opening_id: UUID, *, now: datetime) -> datetime | None:
    """At the cut-off whoever still waits is told that no place came; later if it moved.

    A day whose meal is over, or the reverse, leaves the lists with it (R37).
    """
    with transaction.atomic():
        waiting = Reservation.objects.filter(state=S.WAITLISTED)
        own = waiting.filter(opening_id=opening_id)
        openings, found = movements.lock(
            waiting.filter(
                Q(opening_id=opening_id)
                | Q(implied_by__in=own)
                | Q(id__in=own.values("implied_by"))
            )
        )
        first = next((row for row in found if row.opening_id == opening_id), None)
        if first is None:
            return None
        end = queueing.list_end(movements.judge(found, now), first)
        if now < end:
            return end
        _expire(found, "Aucune place ne s’est libérée.", now=now)
        places.move({}, seen=openings, now=now, waiting=movements.left_queue(found))
        movements.record(
            "waiting.over",
            found,
            by=SYSTEM,
            now=now,
            places=[[one.taken, one.capacity] for one in openings.values()],
        )
        telling.tell_family(found, "waiting_over", now=now)
        return None


def is_offer(row: Reservation) -> bool:
    """A place of the list is proposed and nobody answered yet."""
    return row.state == S.HELD and row.offered_at is not None and row.decided_at is None


class _Line:
    """The lists an opening's offers depend on, locked: siblings may wait at another one too."""

    def __init__(self, opening_id: UUID, now: datetime) -> None:
        assert_in_transaction()
        self.now = now
        wanted = _linked(opening_id)
        children = set(wanted.order_by().values_list("child_id", flat=True))
        rows(Child.objects.filter(id__in=children).only("id"))
        self.openings = places.lock(
            {opening_id, *wanted.order_by().values_list("opening_id", flat=True)}
        )
        found = rows(wanted.select_related("payer", "activity__service"))
        mine = [r for r in found if r.child_id in children and r.opening_id in self.openings]
        partial = {row.together_uid for row in found if row not in mine and row.together_uid}
        # Who joined after the children were locked is looked at by the next run.
        self.rows = [row for row in mine if row.together_uid not in partial or not partial]
        self.newcomers = len(self.rows) < len(found)
        self.judge = movements.judge(self.rows, now)

    def look_again(self) -> None:
        """Ranks as the siblings' places are now."""
        changed = queueing.look_again(self.rows, self.judge)
        Reservation.objects.bulk_update(changed, ["score", "score_trace"], batch_size=500)

    @property
    def skips(self) -> bool:
        """The service's policy for a group that does not fit."""
        return all(row.activity.service.queue_skips for row in self.rows)

    def free(self) -> dict[UUID, int | None]:
        """Places left by opening."""
        return {key: places.left(opening) for key, opening in self.openings.items()}

    def has_room_above(self, group: list[Reservation]) -> bool:
        """Whether the limits of the service take the whole group, which is then counted (R37)."""
        counted = []
        for row in group:
            if not self.openings.room_above(row.opening_id, under_six=row.under_six):
                for other in counted:
                    self.openings.count(other.opening_id, under_six=other.under_six, number=-1)
                return False
            self.openings.count(row.opening_id, under_six=row.under_six, number=1)
            counted.append(row)
        return True

    def may_be_offered(self) -> list[Reservation]:
        """Rows that the rules still admit: open day, cut-off to come, registered, not excluded.

        Those who wait together are all admitted, or none is (R41).
        """
        if not self.rows:
            return []
        day = self.rows[0].date
        registered = set(
            Registration.objects.filter(
                child_id__in={row.child_id for row in self.rows},
                starts_on__lte=day,
                ends_on__gt=day,
            ).values_list("child_id", "service_id")
        )
        live: dict[UUID, list[slots.Taken]] = {}
        for one in booked.live_on({row.child_id for row in self.rows}, {day}):
            if one.state is not S.WAITLISTED and (
                activity := self.judge.facts.activities.get(one.activity_id)
            ):
                live.setdefault(one.child_id, []).append(
                    slots.Taken(
                        str(activity.id),
                        activity.name,
                        f"{activity.service_id} {activity.exclusive_set}"
                        if activity.exclusive_set
                        else "",
                    )
                )
        out = [row for row in self.rows if not self._admits(row, registered, live)]
        gone = {row.id for row in out}
        partial = {row.together_uid for row in out if row.together_uid}
        return [row for row in self.rows if row.id not in gone and row.together_uid not in partial]

    def _admits(
        self,
        row: Reservation,
        registered: Collection[tuple[UUID, UUID]],
        live: dict[UUID, list[slots.Taken]],
    ) -> bool:
        activity = row.activity
        excluded = f"{activity.service_id} {activity.exclusive_set}"
        return bool(
            not self.openings[row.opening_id].closed_reason
            and (row.child_id, activity.service_id) in registered
            and self.judge.deadline(
                Act.BOOK, self.judge.facts.activities[row.activity_id], row.date
            )
            and self.now < queueing.list_end(self.judge, row)
            and slots.decide_exclusive(
                activity=str(row.activity_id),
                exclusive_set=excluded if activity.exclusive_set else "",
                same_day=live.get(row.child_id, ()),
            )
        )

    def offer(
        self, groups: list[list[Reservation]], *, by: Actor, motive: str = ""
    ) -> dict[UUID, list[Reservation]]:
        """Take the places, give each group an order of its own and its time, tell the families."""
        orders: dict[UUID, list[Reservation]] = {}
        leaving = movements.left_queue(row for group in groups for row in group)
        for group in groups:
            until = min(
                rule.offer_end(
                    now=self.now,
                    hours=row.activity.service.offer_hours,
                    end=queueing.list_end(self.judge, row),
                )
                for row in group
            )
            order = new_id()
            orders[order] = group
            for row in group:
                row.state, row.order_uid = S.HELD, order
                row.offered_at, row.held_until, row.decided_at = self.now, until, None
            outbox.put(OFFER_END, order, due_at=until)
        changed = [row for group in groups for row in group]
        Reservation.objects.bulk_update(
            changed, ["state", "order_uid", "offered_at", "held_until", "decided_at"]
        )
        places.move(
            Counter(places.Place(row.opening_id, row.under_six) for row in changed),
            seen=self.openings,
            now=self.now,
            waiting=leaving,
        )
        for order, group in orders.items():
            movements.record(
                "waiting.offered",
                group,
                by=by,
                now=self.now,
                motive=motive,
                order=str(order),
                scores=[row.score for row in group],
            )
            telling.tell_family(
                group, "place_offered", now=self.now, offer_url=offer_links.address(order)
            )
        return orders


def _linked(opening_id: UUID) -> QuerySet[Reservation]:
    """Waiting rows of an opening and of those that siblings of its list wait for as well."""
    waiting = Reservation.objects.filter(state=S.WAITLISTED)
    known: set[UUID] = {opening_id}
    while True:
        together = waiting.filter(opening_id__in=known, together_uid__isnull=False)
        found = set(
            waiting.filter(together_uid__in=set(together.values_list("together_uid", flat=True)))
            .order_by()
            .values_list("opening_id", flat=True)
        )
        if found <= known:
            return waiting.filter(Q(opening_id__in=known))
        known |= found


def _answerable(found: list[Reservation], now: datetime) -> list[Reservation]:
    if not found:
        raise not_found()
    live = [row for row in found if is_offer(row)]
    first = (live or found)[0]
    answer = rule.may_answer(
        is_live_offer=bool(live), state=first.state, held_until=first.held_until, now=now
    )
    if not answer:
        raise DomainError(answer.reason.code, answer.reason.sentence)
    return live


def _expire(found: list[Reservation], reason: str, *, now: datetime) -> None:
    Reservation.objects.filter(id__in=[row.id for row in found]).update(
        state=S.EXPIRED, decided_at=now, reason=reason
    )

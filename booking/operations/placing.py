"""The inside of *Valider*: decide every wish again in memory, then write one diff in bulk."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.errors import not_found
from booking.models import Opening, Reservation
from booking.operations import bulk, places, telling
from booking.operations.outcomes import Outcome, OutcomeLine, Wish
from booking.operations.places import Place
from booking.operations.promises import PRICE_CHANGED
from booking.operations.queueing import Joining
from booking.rules import holds, late_requests
from booking.rules.cancellations import BilledShare, CancellationDecision, Motive
from booking.rules.lifecycle import HOLDING_STATES, ReservationState, initial_state
from booking.rules.limits import is_under_six
from booking.rules.links import decide_settled
from booking.selectors import booked, commissions, facts, openings
from booking.selectors.booked import LIVE, Booked
from booking.selectors.facts import ActivityFacts, Facts
from booking.selectors.openings import Openings
from booking.selectors.prices import trace_on
from booking.selectors.verdicts import Judge, Verdict
from booking.signals import cancellation_accepted
from family.operations import audit
from shared.actors import Actor
from shared.errors import Busy
from shared.ids import new_id
from shared.locks import assert_in_transaction, rows
from shared.values.decisions import Reason
from shared.values.french_dates import day_short
from shared.values.money import format_cents

S = ReservationState
MOTIVE_WANTED = Reason("motive_wanted", "Hors délai\u00a0: indiquez un motif.")
DRAWN = Reason("wishes_closed", "Les souhaits sont clos\u00a0: rechargez la page.")
UNKNOWN_CHILD = Reason("unknown_child", "Vous ne pouvez plus réserver pour cet enfant.")


def place_locked(
    wishes: list[Wish],
    *,
    guardian_id: UUID,
    by: Actor,
    now: datetime,
    out_of_time_motive: str = "",
    together: bool = False,
) -> Outcome:
    """Decide and write wishes; the guardian's children are locked by the caller.

    Cancellations first, so that « matin » may replace « journée » in one *Valider*. Raises
    DomainError « not_found » when an agent names a child that is not this guardian's.
    """
    assert_in_transaction()
    if not wishes:
        return Outcome()
    desk = _Desk(wishes, guardian_id=guardian_id, by=by, now=now, motive=out_of_time_motive)
    ordered = sorted(wishes, key=desk.turn)
    for wish in ordered:
        if wish.cancel:
            desk.cancel(wish)
    if together:
        desk.queue.hold_together([w for w in wishes if not w.cancel], desk.ask, desk.free)
    for wish in ordered:
        if not wish.cancel:
            desk.book(wish)
    places.pause_after_check()
    desk.write()
    return desk.outcome


def _free(opening: Opening) -> int | None:
    """Places left, None when there is no limit."""
    if opening.capacity is None:
        return None
    return opening.capacity + opening.margin - opening.taken


class _Desk:
    """One *Valider*: what was read under lock, what is decided, what will be written."""

    def __init__(
        self, wishes: list[Wish], *, guardian_id: UUID, by: Actor, now: datetime, motive: str
    ) -> None:
        self.by, self.now, self.motive = by, now, motive.strip()
        self.guardian_id = guardian_id
        days = {wish.date for wish in wishes}
        children = {wish.child_id for wish in wishes}
        self.facts: Facts = facts.load(
            guardian_id=guardian_id, since=min(days), until=max(days) + timedelta(days=1)
        )
        if self.facts.isolation != "read committed":
            raise RuntimeError(f"isolation {self.facts.isolation}: a lock would protect nothing")
        if by.is_agent and not children <= self.facts.children.keys():
            raise not_found()
        self.by_day: dict[tuple[UUID, date], dict[UUID, Booked]] = defaultdict(dict)
        for row in booked.live_on(children, days):
            self.by_day[row.child_id, row.date][row.activity_id] = row
        self.openings = self._lock_openings(wishes)
        # Again, now that its openings are locked: a draw that came first has read its wishes.
        self.commissions = commissions.still_open(self.facts.commissions)
        self.judge = Judge(self.facts, now, limits=self.seen.limits)
        self.free = {key: _free(opening) for key, opening in self.seen.items()}
        self.steps: Counter[Place] = Counter()
        self.queue = Joining(self.judge)
        self.made: list[Reservation] = []
        # What a day brought, what has left: a wish of its own asks nothing more.
        self.brought: set[tuple[UUID, UUID, date]] = set()
        self.proofs: dict[UUID, date | None] = {}
        self.gone: set[tuple[UUID, UUID, date]] = set()
        self.cancelled: list[tuple[Booked, ReservationState, BilledShare | None]] = []
        self.outcome = Outcome(order_uid=new_id(), held_until=holds.first_hold(now))

    def _lock_openings(self, wishes: list[Wish]) -> Openings:
        """Lock every opening a wish may move, by id: those to book, those to give back."""
        groups = {
            registration.group_id
            for child in self.facts.children.values()
            for registration in child.registrations
        }
        asked = {wish.activity_id for wish in wishes}
        asked |= {other for key in asked for other in self.facts.links.implied(key)}
        wanted = openings.reachable(asked, groups | {None}).filter(
            date__in={wish.date for wish in wishes}
        )
        held = Opening.objects.filter(
            id__in={
                one.opening_id
                for wish in wishes
                if wish.cancel
                and (row := self.by_day[wish.child_id, wish.date].get(wish.activity_id))
                for one in (row, *self._brought_by(row))
            }
        )
        self.seen = places.lock_those(wanted | held)
        return Openings(self.seen.values())

    def turn(self, wish: Wish) -> tuple[bool, date, int]:
        """Whose turn it is: cancellations first, then day by day, as links between them ask."""
        links = self.facts.links
        rank = links.leave_rank if wish.cancel else links.rank
        return not wish.cancel, wish.date, rank(wish.activity_id)

    # --- deciding -----------------------------------------------------------------------------

    def book(self, wish: Wish) -> None:
        """Ask every rule; keep a row to insert, or a refusal."""
        child = self.facts.children.get(wish.child_id)
        if child is None or not (child.can_book or self.by.is_agent):
            self._refuse(wish, UNKNOWN_CHILD)
            return
        if (wish.child_id, wish.activity_id, wish.date) in self.brought:
            # Its meal was wished too: the day has brought it.
            return
        verdict = self.ask(wish)
        late = verdict.is_late and self.by.is_agent
        if verdict.commission and verdict.commission.id not in self.commissions:
            self._refuse(wish, DRAWN)
            return
        if late and not self.motive:
            self._refuse(wish, MOTIVE_WANTED)
            return
        asking = None if late else self.judge.late_surcharge(wish.activity_id, verdict)
        if not verdict.allowed and not late and asking is None:
            self._refuse(wish, verdict.reason)
            return
        if asking is not None and not (may := late_requests.agreed(wish.agreed_cents, asking)):
            self._refuse(wish, may.reason)
            return
        if pending := self._pending(wish):
            self._refuse(wish, decide_settled([pending.name]).reason)
            return
        cents = verdict.cents
        # The price of another household's day was not shown, so that nothing was promised (R72).
        promised = wish.promised_cents if self._is_shown(verdict.payer_id) else None
        if promised is not None and cents > promised:
            if not holds.price_is_promised(priced_at=wish.promised_at, now=self.now):
                said = (
                    f"Le prix a changé\u00a0: {format_cents(cents)} maintenant. Validez à nouveau."
                )
                self._refuse(wish, Reason(PRICE_CHANGED, said), cents=cents)
                return
            cents = promised
        alone = max(0, cents - verdict.extra_cents)
        # A day and its meal wait together, or are booked together.
        queued = self.queue.holds(wish) or any(
            one.queued for one in (verdict, *(other for _key, other in verdict.extras))
        )
        row = self._keep(wish, verdict, alone, late=late, queued=queued, owed=cents, asking=asking)
        for key, other in verdict.extras:
            along = replace(wish, activity_id=key, line_id=None)
            self.brought.add((wish.child_id, key, wish.date))
            meal = self._keep(
                along,
                other,
                other.cents,
                late=late,
                queued=queued,
                owed=cents,
                # The surcharge is of the day, once.
                asking=None if asking is None else 0,
                implied_by=row.id,
            )
            self.queue.tie(row, meal)

    def _pending(self, wish: Wish) -> ActivityFacts | None:
        """What a wish needs, if that one may still be lost: it waits, or was not paid (R37)."""
        there = self.by_day[wish.child_id, wish.date]
        for key in self.facts.links.needed(wish.activity_id):
            row = there.get(key)
            is_new = row is not None and any(made.id == row.id for made in self.made)
            if row and (row.state is S.WAITLISTED or (row.state is S.HELD and not is_new)):
                return self.facts.activities[key]
        return None

    def ask(self, wish: Wish) -> Verdict:
        """What the rules say of a wish, with the places left so far."""
        return self.judge.book(
            self.facts.children[wish.child_id],
            wish.activity_id,
            wish.date,
            openings=self.openings,
            same_day=self.by_day[wish.child_id, wish.date],
            free=self.free,
            by_agent=self.by.is_agent,
            leaving={
                activity
                for child_id, activity, day in self.gone
                if (child_id, day) == (wish.child_id, wish.date)
            },
        )

    def _keep(
        self,
        wish: Wish,
        verdict: Verdict,
        cents: int,
        *,
        late: bool,
        queued: bool,
        owed: int,
        asking: int | None = None,
        implied_by: UUID | None = None,
    ) -> Reservation:
        """A row to insert; ``owed``: what is paid with it, for a meal at 0 € waits with its day.

        ``asking``: the surcharge of a day asked after its cut-off. It is a request whatever the
        service answers by itself, billed by a run: nobody pays for a day an agent may refuse (R26).
        """
        service, opening = self.judge.service_of(wish.activity_id), verdict.opening
        wished = verdict.commission
        state = (
            S.REQUESTED
            if wished or asking is not None
            else initial_state(
                billing=service.billing,
                answer=service.booking_answer,
                by_agent=self.by.is_agent,
                queue=queued,
                cents=owed,
            )
        )
        row = Reservation(
            child_id=wish.child_id,
            activity_id=wish.activity_id,
            date=wish.date,
            opening_id=opening.id,
            payer_id=verdict.payer_id,
            order_uid=self.outcome.order_uid,
            state=state,
            is_prepaid=service.is_prepaid and asking is None,
            price_cents=cents,
            price_trace=trace_on(verdict.price, wish.date),
            held_until=self.outcome.held_until if state is S.HELD else None,
            requested_at=self.now,
            requested_by_uid=self.by.uid,
            decided_at=None if state in {S.REQUESTED, S.HELD, S.WAITLISTED} else self.now,
            by_agent=self.by.is_agent,
            out_of_time=late or asking is not None,
            surcharge_cents=asking or 0,
            surcharge_reason=late_requests.REASON if asking else "",
            commission_id=wished.id if wished else None,
            reason=self.motive[:300] if late else "",
            under_six=is_under_six(self.facts.children[wish.child_id].birth_date, wish.date),
            implied_by_id=implied_by,
        )
        self.made.append(row)
        if wished:
            self.queue.join_siblings(row)
        elif state is S.WAITLISTED:
            self.queue.join(row, opening)
        self.by_day[wish.child_id, wish.date][wish.activity_id] = Booked(
            row.id,
            row.child_id,
            row.activity_id,
            row.date,
            row.opening_id,
            state,
            cents,
            row.is_prepaid,
            row.held_until,
            "",
            self.now,
            row.under_six,
            implied_by,
            row.commission_id,
            payer_id=row.payer_id,
        )
        if self._holds(self.by_day[wish.child_id, wish.date][wish.activity_id]):
            self._step(Place(opening.id, row.under_six), 1)
        self.outcome.of(state).append(self._told(wish, row, cents))
        return row

    def _is_shown(self, payer_id: UUID | None) -> bool:
        """Whether who acts may read an amount: theirs, or any where an agent acts (R72)."""
        return self.by.is_agent or self.facts.pays(payer_id)

    def _told(self, wish: Wish, row: Reservation | Booked, cents: int) -> OutcomeLine:
        """The line of what was done, without the price another household pays."""
        if self._is_shown(row.payer_id):
            return self._line(wish, row.id, cents)
        return replace(self._line(wish, row.id, 0), by_other=True)

    def cancel(self, wish: Wish) -> None:
        """Ask the cancellation's rules; keep a row to update, or a refusal."""
        row = self.by_day[wish.child_id, wish.date].get(wish.activity_id)
        child = self.facts.children.get(wish.child_id)
        if child is None or not (child.can_book or self.by.is_agent):
            self._refuse(wish, UNKNOWN_CHILD)
            return
        if (wish.child_id, wish.activity_id, wish.date) in self.gone:
            # Its meal was wished away too: it left with the day.
            return
        if row is None:
            self._refuse(wish, Reason("not_booked", "Cette date n’est plus réservée."))
            return
        same_day = self.by_day[row.child_id, row.date].values()
        may = self.judge.leaving(row, [one for one in same_day if one.key not in self.gone])
        if not may:
            self._refuse(wish, may.reason, row=row)
            return
        leaving = [row, *self._brought_by(row)]
        decisions = [self.judge.cancel(one, by_agent=self.by.is_agent) for one in leaving]
        if stays := next((one for one in decisions if one.to is None), None):
            self._refuse(wish, stays.reason, row=row)
            return
        for one, decision in zip(leaving, decisions, strict=True):
            along = wish if one is row else replace(wish, activity_id=one.activity_id, line_id=None)
            self._let_go(along, one, decision)

    def _brought_by(self, row: Booked) -> list[Booked]:
        """What came with a booking and is still there: it leaves with it."""
        same_day = self.by_day[row.child_id, row.date].values()
        return [one for one in same_day if one.implied_by_id == row.id]

    def _let_go(self, wish: Wish, row: Booked, decision: CancellationDecision) -> None:
        self.gone.add(row.key)
        self.cancelled.append((row, decision.to, decision.share))
        self.proofs[row.id] = decision.proof_due_on
        if decision.to is S.CANCELLED:
            if row.state is S.WAITLISTED:
                self.queue.steps[row.opening_id] -= 1
            del self.by_day[row.child_id, row.date][row.activity_id]
            if self._holds(row):
                self._step(Place(row.opening_id, row.under_six), -1)
        self.outcome.of(decision.to).append(self._told(wish, row, row.price_cents))

    def _holds(self, row: Booked) -> bool:
        """A request holds a place where its service says so; a wish never does (R38, R43)."""
        asks = row.state is S.REQUESTED and row.commission_id is None
        return row.state in HOLDING_STATES or (
            asks and self.judge.service_of(row.activity_id).request_holds_place
        )

    def _step(self, place: Place, step: int) -> None:
        self.steps[place] += step
        self.seen.count(place.opening_id, under_six=place.under_six, number=step)
        left = self.free.get(place.opening_id)
        if left is not None:
            self.free[place.opening_id] = left - step

    def _refuse(
        self, wish: Wish, reason: Reason, *, row: Booked | None = None, cents: int | None = None
    ) -> None:
        price = wish.promised_cents or 0 if cents is None else cents
        self.outcome.refused.append(
            self._line(wish, row.id if row else None, price, reason.sentence, reason.code)
        )

    def _line(
        self, wish: Wish, row_id: UUID | None, cents: int, reason: str = "", code: str = ""
    ) -> OutcomeLine:
        child = self.facts.children.get(wish.child_id)
        activity = self.facts.activities.get(wish.activity_id)
        service = self.facts.services.get(activity.service_id) if activity else None
        return OutcomeLine(
            line_id=wish.line_id,
            reservation_id=row_id,
            child_id=wish.child_id,
            child=child.first_name if child else "",
            activity_id=wish.activity_id,
            activity=activity.name if activity else "",
            service_id=service.id if service else None,
            service=service.name if service else "",
            date=wish.date,
            label=day_short(wish.date),
            cents=cents,
            reason=reason,
            code=code,
        )

    # --- writing ------------------------------------------------------------------------------

    def write(self) -> None:
        """One INSERT, one UPDATE a new state, one move of places, one line of history."""
        if not (self.made or self.cancelled):
            return
        ended = self._write_cancellations()
        self.queue.score(self.made)
        if self.made:
            bulk.insert(self.made)
        places.move(self.steps, seen=self.seen, now=self.now, waiting=self.queue.steps)
        audit.record(
            "reservations.validated",
            self.made[0] if self.made else Reservation(id=self.cancelled[0][0].id),
            by=self.by,
            now=self.now,
            family_uid=self.facts.payer.family_id,
            motive=self.motive,
            order=str(self.outcome.order_uid),
            made=[
                [str(row.id), str(row.child_id), row.date.isoformat(), row.state.value]
                for row in self.made
            ],
            ended=[
                [str(row.id), str(row.child_id), row.date.isoformat(), to.value]
                for row, to, _share in self.cancelled
            ],
        )
        if ended:
            cancellation_accepted.send(
                sender=Reservation, reservations=ended, by=self.by, now=self.now
            )
        self._tell_other_parent()

    def _tell_other_parent(self) -> None:
        """Where parents live apart, what one changes is told to the other (R73)."""
        if not self.facts.custody or self.by.is_agent:
            return
        telling.tell_other_parent(
            [row for row in self.made if self.facts.turn(row.child_id, row.date)],
            [row for row, _to, _share in self.cancelled if self.facts.turn(row.child_id, row.date)],
            mine=self.facts.mine,
            now=self.now,
        )

    def _write_cancellations(self) -> list[Reservation]:
        """Rows that end or wait for an agent; those that were confirmed are returned."""
        if not self.cancelled:
            return []
        before = {row.id: (row, to, share) for row, to, share in self.cancelled}
        found = rows(Reservation.objects.filter(id__in=before, state__in=LIVE))
        if len(found) < len(before) or any(r.state != before[r.id][0].state for r in found):
            # Cannot happen while every writer locks the children first.
            raise Busy
        by_change: dict[tuple[ReservationState, int, date | None], list[UUID]] = {}
        ended = []
        for model in found:
            row, to, share = before[model.id]
            percent = share.percent if share and to is S.CANCELLED else 100
            by_change.setdefault((to, percent, self.proofs[row.id]), []).append(model.id)
            if to is S.CANCELLED:
                model.state, model.billed_percent = to, percent
                if row.state is S.CONFIRMED:
                    ended.append(model)
        for (to, percent, proof), ids in by_change.items():
            # An agent answers the oldest request first: a cancellation is asked today.
            asked = {"requested_at": self.now} if to is S.CANCEL_REQUESTED else {}
            if proof:
                asked = {"proof_due_on": proof, "motive": Motive.FAMILY, "out_of_time": True}
            Reservation.objects.filter(id__in=ids).update(
                **asked,
                state=to,
                billed_percent=percent,
                held_until=None,
                decided_at=self.now if to is S.CANCELLED else None,
                decided_by_uid=self.by.uid if to is S.CANCELLED else None,
                reason=self.motive[:300],
            )
        return ended

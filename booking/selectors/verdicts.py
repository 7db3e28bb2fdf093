"""A rule is asked twice: the same judge paints the cell and decides inside the transaction."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

from booking.rules import closures, deadlines, late_absence, late_requests, slots, windows
from booking.rules.cancellations import CancellationDecision, decide_cancellation
from booking.rules.commissions import Window, may_wish
from booking.rules.deadlines import Act, DeadlineDecision
from booking.rules.lifecycle import AnswerMode, ReservationState
from booking.rules.limits import LimitBook, is_under_six
from booking.rules.links import decide_leaving, decide_needed, in_words
from booking.rules.pricing import PriceDecision
from booking.rules.windows import Moment, WindowDecision
from booking.selectors.booked import Booked
from booking.selectors.facts import ActivityFacts, ChildFacts, Facts, ServiceFacts
from booking.selectors.openings import OpeningLike, Openings
from booking.selectors.prices import Prices
from family.rules import custody
from shared.values.decisions import Decision, Reason, no, yes

NOT_OFFERED = no("not_offered", "Cette prestation n’est plus proposée.")
CANTEEN = "canteen"
SLOT = "slot"
ALREADY = no("already_booked", "Cette date est déjà réservée.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a day can be booked, why, at what price, until when.

    ``admitted`` leaves the deadline out; ``is_late`` when only the deadline refuses: an agent may
    pass over it with a motive (R18). ``commission``: the day's places are shared by a draw, so what
    is written is a wish that holds no place, whoever writes it.
    """

    admitted: Decision
    deadline: DeadlineDecision | None = None
    price: PriceDecision | None = None
    opening: OpeningLike | None = None
    # What comes with it: activity and its own verdict.
    extras: "tuple[tuple[UUID, Verdict], ...]" = ()
    commission: Window | None = None
    # The day is full, or others wait already: the wish joins the waiting list (R39).
    queued: bool = False
    # Who pays the day; of another household, its price is told to nobody here (R72).
    payer_id: UUID | None = None

    @property
    def allowed(self) -> bool:
        """Every rule says yes."""
        return bool(self.admitted and self.deadline)

    @property
    def is_late(self) -> bool:
        """Only the deadline says no."""
        return bool(self.admitted) and not self.deadline

    @property
    def reason(self) -> Reason:
        """The first refusal, or the deadline's « réservable jusqu’à »."""
        if self.admitted and self.deadline is not None:
            return self.deadline.reason
        return self.admitted.reason

    @property
    def cents(self) -> int:
        """The true price with what comes along, 0 when it was not reached; see ``payer_id``."""
        own = self.price.cents or 0 if self.price else 0
        return own + self.extra_cents

    @property
    def extra_cents(self) -> int:
        """The price of what comes along."""
        return sum(other.cents for _key, other in self.extras)


@dataclass
class Judge:
    """Rules and facts together; answers are kept for one page or one *Valider*."""

    facts: Facts
    now: datetime
    _deadlines: dict = field(default_factory=dict)
    # Above the openings: as read with the facts, or as counted under lock.
    limits: LimitBook | None = None

    def __post_init__(self) -> None:
        if self.limits is None:
            self.limits = self.facts.limits
        self.prices = Prices(self.facts)

    def service_of(self, activity_id: UUID) -> ServiceFacts:
        """The service of an activity."""
        return self.facts.services[self.facts.activities[activity_id].service_id]

    def deadline(self, act: Act, activity: ActivityFacts, day: date) -> DeadlineDecision:
        """Until when the act is possible for a day; asked once for siblings."""
        key = (act, activity.id, day)
        if key not in self._deadlines:
            self._deadlines[key] = deadlines.decide(
                self.facts.deadlines.get(activity.service_id, ()),
                act,
                day=day,
                now=self.now,
                facts=self.facts.calendar(activity.service_id),
                zone=self.facts.zone,
                activity=activity.id,
                starts_at=activity.starts_at,
            )
        return self._deadlines[key]

    def booking_act(self, activity: ActivityFacts, leaving: Collection[UUID]) -> Act:
        """*Matin* instead of *journée* in one act is a change, which has a deadline of its own.

        Only what comes is judged so (R20): what leaves is judged as a cancellation, else a change
        refused at the last moment would have freed a late day.
        """
        replaced = any(
            activity.exclusive_set
            and other.exclusive_set == activity.exclusive_set
            and other.service_id == activity.service_id
            for key in leaving
            if (other := self.facts.activities.get(key)) is not None and key != activity.id
        )
        return Act.MODIFY if replaced else Act.BOOK

    def book(
        self,
        child: ChildFacts,
        activity_id: UUID,
        day: date,
        *,
        openings: Openings,
        same_day: Iterable[UUID],
        free: Mapping[UUID, int | None] | None = None,
        by_agent: bool = False,
        wished: Collection[UUID] = (),
        leaving: Collection[UUID] = (),
    ) -> Verdict:
        """Everything that can refuse a booking, the most telling reason first.

        ``same_day``: activities the child already has that day; ``wished``: those asked for with
        this one. ``free``: places left by opening as counted under lock; by default what the
        opening says. ``leaving``: those that leave by the same act; see ``booking_act``. What the
        activity implies must be bookable too, all or none.
        """
        asked = partial(
            self._one,
            child,
            day=day,
            openings=openings,
            free=free,
            by_agent=by_agent,
            leaving=leaving,
        )
        own = asked(activity_id, same_day=same_day)
        if not (self.facts.links and own.admitted):
            return own
        return self._linked(own, activity_id, asked, {*same_day}, {*wished})

    def _linked(
        self,
        own: Verdict,
        activity_id: UUID,
        asked: Callable[..., Verdict],
        same_day: set[UUID],
        wished: set[UUID],
    ) -> Verdict:
        """The verdict with what must be there, and what comes along."""
        names, links = self.facts.activities, self.facts.links
        missing = [key for key in links.needed(activity_id) if key not in same_day | wished]
        needed = decide_needed([names[key].name for key in missing])
        if not needed:
            return Verdict(needed, own.deadline, opening=own.opening)
        extras = []
        for key in links.implied(activity_id):
            if key in same_day:
                continue
            other = asked(key, same_day=same_day)
            if not other.admitted:
                refused = in_words(names[key].name, other.admitted)
                return Verdict(refused, own.deadline, opening=own.opening)
            if not other.deadline:
                own = replace(own, deadline=other.deadline)
            extras.append((key, other))
        return replace(own, extras=tuple(extras))

    def late_surcharge(self, activity_id: UUID, verdict: Verdict) -> int | None:
        """What a day asked after its cut-off adds once accepted, in cents (R26).

        None where it may not be asked: only the deadline refuses, the service takes such requests,
        and who asks is who pays (R70).
        """
        if not verdict.is_late or verdict.commission or verdict.queued:
            return None
        service, limit = self.service_of(activity_id), verdict.deadline
        code = limit.reason.code if limit is not None else ""
        if not late_requests.possible(accepted=service.late_requests, code=code):
            return None
        return service.late_surcharge_cents if self.facts.pays(verdict.payer_id) else None

    def leaving(self, row: Booked, same_day: Iterable[Booked]) -> Decision:
        """Whether a booking may be cancelled with only what it brought.

        ``same_day``: the child's rows of that day that stay, or leave because it brought them.
        """
        names, there = self.facts.activities, list(same_day)
        together = [row, *(one for one in there if one.implied_by_id == row.id)]
        staying = [one for one in there if one not in together]
        carrier = next((one for one in staying if one.id == row.implied_by_id), None)
        dependents = {
            key for one in together for key in self.facts.links.dependents(one.activity_id)
        }
        return decide_leaving(
            comes_with=names[carrier.activity_id].name if carrier else "",
            kept_by=[
                names[one.activity_id].name for one in staying if one.activity_id in dependents
            ],
        )

    def stands_beside(
        self, activity_id: UUID, there: Collection[UUID], *, coming: Collection[UUID] = ()
    ) -> Decision:
        """Whether an activity goes with those of a child's day: nothing excluded nor missing.

        ``coming``: those that come with it.
        """
        names = self.facts.activities
        missing = [k for k in self.facts.links.needed(activity_id) if k not in {*there, *coming}]
        return slots.first_refusal(
            decide_needed([names[key].name for key in missing]),
            self._exclusive(names[activity_id], there),
            self._overlap(names[activity_id], there),
        )

    def _one(
        self,
        child: ChildFacts,
        activity_id: UUID,
        *,
        day: date,
        openings: Openings,
        same_day: Iterable[UUID],
        free: Mapping[UUID, int | None] | None,
        by_agent: bool,
        leaving: Collection[UUID],
    ) -> Verdict:
        """The verdict on one activity alone."""
        activity = self.facts.activities.get(activity_id)
        if activity is None or not activity.is_active:
            return Verdict(NOT_OFFERED)
        service = self.facts.services[activity.service_id]
        if not (service.is_active or by_agent):
            return Verdict(NOT_OFFERED)
        if activity_id in same_day:
            return Verdict(ALREADY)
        registration = child.registration(service.id, day)
        opening = openings.of(activity_id, day, registration.group_id if registration else None)
        commission = self.facts.commission(service.id, day)
        admitted = slots.first_refusal(
            slots.decide_opening(
                exists=opening is not None or openings.is_open(activity_id, day),
                closed_reason=opening.closed_reason if opening else "",
            ),
            slots.decide_registration([registration.span] if registration else [], day),
            slots.decide_opening(exists=opening is not None),
            self._closures(child, service, day, registration.group_id if registration else None),
            yes() if by_agent else self.custody(child.id, service, day),
            slots.decide_age(
                child.birth_date,
                day,
                youngest=activity.youngest_months,
                oldest=activity.oldest_months,
            ),
            self._exclusive(activity, same_day),
            self._overlap(activity, same_day),
            # A commission has a window of its own, the same for everybody (R43).
            yes() if by_agent or commission else self._window(child, service, day),
        )
        limit = self.deadline(self.booking_act(activity, leaving), activity, day)
        if not admitted or opening is None:
            return Verdict(admitted, limit, opening=opening)
        queue = self.facts.queues[service.id]
        queued = False
        if commission is not None:
            may = may_wish(commission, self.now, self.facts.zone)
            if not may:
                return Verdict(may, limit, opening=opening, commission=commission)
        elif self._takes_place(service, by_agent=by_agent) or queue.is_queue:
            place = slots.first_refusal(
                _place(opening, free, queue_open=queue.is_queue and opening.waiting > 0),
                self.limits.decide(
                    activity_id,
                    day,
                    opening.group_id,
                    under_six=is_under_six(child.birth_date, day),
                ),
            )
            # An agent serves the list in its order, from its own page.
            queued = not place and queue.is_queue and not by_agent
            if not place and not queued:
                return Verdict(place, limit, opening=opening)
        payer = self.facts.payer_of(child.id, day)
        price = self.prices.of(activity, day, child.id)
        if price.cents is None:
            return Verdict(Decision(False, price.reason), limit, opening=opening)
        return Verdict(
            admitted,
            limit,
            price,
            opening,
            commission=commission,
            queued=queued,
            payer_id=payer.id if payer else None,
        )

    def custody(self, child_id: UUID, service: ServiceFacts, day: date) -> Decision:
        """Whether this household may book a day, where parents live apart (R73)."""
        turn = self.facts.turn(child_id, day)
        return custody.may_book(turn, self.facts.mine, pays_first=service.is_prepaid)

    def may_cancel(self, row: Booked) -> Decision:
        """Whether this household may cancel a row, where parents live apart (R73)."""
        turn = self.facts.turn(row.child_id, row.date)
        service = self.service_of(row.activity_id)
        return custody.may_cancel(turn, self.facts.mine, pays_first=service.is_prepaid)

    def cancel(self, row: Booked, *, by_agent: bool = False) -> CancellationDecision:
        """What happens when the family cancels a row now."""
        activity = self.facts.activities[row.activity_id]
        service = self.facts.services[activity.service_id]
        if not (by_agent or (may := self.may_cancel(row))):
            return CancellationDecision(None, None, may.reason)
        limit = self.deadline(Act.CANCEL, activity, row.date)
        word = self.facts.absences.get(service.id)
        if (
            word is not None
            and word.is_accepted
            and row.state is ReservationState.CONFIRMED
            and limit.reason.code == "deadline_passed"
        ):
            return late_absence.decide(word.outcomes, word.proof, row.date)
        return decide_cancellation(
            row.state,
            in_time=limit.allowed,
            answer=service.cancel_answer,
            # After the cut-off an agent may still treat it (R26), before the service starts.
            late_allowed=service.cancel_answer is AnswerMode.MANUAL
            and limit.reason.code != "day_past",
        )

    def _closures(
        self, child: ChildFacts, service: ServiceFacts, day: date, group: UUID | None
    ) -> Decision:
        """A class on an outing, a group that is closed: these children only (R10)."""
        if not self.facts.closures:
            return yes()
        schooling = child.schooling(day)
        pupil = closures.Pupil(
            group,
            schooling.school_id if schooling else None,
            schooling.class_name if schooling else "",
        )
        return closures.decide_closures(
            self.facts.closures, day=day, service=service.id, pupil=pupil
        )

    def _exclusive(self, activity: ActivityFacts, same_day: Iterable[UUID]) -> Decision:
        """*Journée* and *matin* of one service exclude each other."""
        others = (self.facts.activities.get(key) for key in same_day)
        return slots.decide_exclusive(
            activity=str(activity.id),
            exclusive_set=activity.exclusive_set,
            same_day=[
                slots.Taken(str(other.id), other.name, other.exclusive_set)
                for other in others
                if other is not None and other.service_id == activity.service_id
            ],
        )

    def _overlap(self, activity: ActivityFacts, same_day: Iterable[UUID]) -> Decision:
        """Slots of one service exclude each other when their hours overlap."""
        if activity.unit != SLOT:
            return yes()
        others = (self.facts.activities.get(key) for key in same_day)
        return slots.decide_overlap(
            activity.starts_at,
            activity.ends_at,
            [
                slots.Hours(other.name, other.starts_at, other.ends_at)
                for other in others
                if other is not None
                and other.unit == SLOT
                and other.id != activity.id
                and other.service_id == activity.service_id
            ],
        )

    def window(self, child: ChildFacts, service: ServiceFacts, day: date) -> WindowDecision:
        """Whether booking a day is open to this family now (R43)."""
        own = self.facts.windows.get(service.id, ())
        if not own:
            return WindowDecision(Moment.OPEN)
        family = None
        if service.kind != CANTEEN and self.facts.payer is not None:
            schooling = child.schooling(day)
            family = windows.Household(
                resident=self.facts.payer.is_resident,
                school=schooling.school_id if schooling else None,
                category=self.facts.payer.category,
            )
        return windows.decide(own, day=day, family=family, now=self.now)

    def _window(self, child: ChildFacts, service: ServiceFacts, day: date) -> Decision:
        return windows.in_french(self.window(child, service, day), self.facts.zone)

    @staticmethod
    def _takes_place(service: ServiceFacts, *, by_agent: bool) -> bool:
        """A request that holds no place may be sent even when the day is full: an agent decides."""
        return by_agent or service.booking_answer is AnswerMode.AUTO or service.request_holds_place


def _place(
    opening: OpeningLike, free: Mapping[UUID, int | None] | None, *, queue_open: bool
) -> Decision:
    if free is not None and opening.id in free:
        return slots.decide_place(slots.Places(free[opening.id]), queue_open=queue_open)
    return slots.decide_place(
        slots.Places(opening.capacity, opening.taken, opening.margin), queue_open=queue_open
    )

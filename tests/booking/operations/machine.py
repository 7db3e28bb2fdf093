"""A small town where everything happens at once, and what must stay true of it (R37–R42, B3).

Two leisure services with waiting lists: one monthly, with a limit above two activities that
exclude each other; one paid at once, whose day brings its meal. A canteen whose requests hold
their place. Three days, few places, four families of two children, some with two parents and two
carts.
"""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, Q

from booking.models import (
    ActivityLink,
    CalendarEntry,
    CapacityLimit,
    CartLine,
    LimitDay,
    Opening,
    Reservation,
)
from booking.operations import agents, carts, orders, requests, reservations, waiting
from booking.operations.outcomes import Outcome
from booking.operations.setup import calendar, limits
from booking.operations.setup import openings as set_openings
from booking.rules.lifecycle import LIVE_STATES
from family.models import Child, ChildGuardian
from invoicing.selectors import books
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.operations import outbox
from tests.booking.operations.test_books import wrong_places
from tests.booking.operations.test_races import member_of
from tests.factories import accounts, booking, families

START = datetime(2026, 12, 1, 9, tzinfo=UTC)
DAYS = [date(2026, 12, 14) + timedelta(days=n) for n in range(3)]
# Two working days before at 10:00 in Paris (the factories' deadline).
CUTOFFS = dict(
    zip(DAYS, [datetime(2026, 12, day, 9, tzinfo=UTC) for day in (10, 11, 14)], strict=True)
)
LIVE = [state.value for state in LIVE_STATES]


class Clock:
    """One time for every hand."""

    def __init__(self, step: timedelta) -> None:
        self.now, self.step, self._lock = START, step, threading.Lock()

    def tick(self) -> datetime:
        """The time of the next act."""
        with self._lock:
            self.now += self.step
            return self.now


class Town:
    """The town. An act takes four numbers that choose who, what and when; ``now`` is passed.

    ``tapped`` counts, by cart and activity, wishes put in minus wishes taken out or answered:
    what must still be in the cart.
    """

    def __init__(self, commune, *, step: timedelta = timedelta(minutes=30)) -> None:
        self.clock = Clock(step)
        self.by = accounts.agent(commune).actor
        self.tapped: Counter = Counter()
        self.done: Counter = Counter()
        self.deadlocks: list[str] = []
        self._tally = threading.Lock()
        self._offer_services()
        self.members: list = []
        self.children: list[list[Child]] = []
        for number in range(4):
            self._settle(commune, number)

    def _offer_services(self) -> None:
        self.centre = booking.canteen(
            days=DAYS, capacity=3, name="Centre", kind="leisure", waiting="queue"
        )
        self.centre.meal.exclusive_set = "jour"
        self.centre.meal.save()
        self.half = booking.activity(self.centre.service, "Matin", exclusive_set="jour")
        booking.tariff(self.half)
        for day in DAYS:
            booking.opening(self.half, day, 2)
        self.limit = booking.limit(self.centre.service, [self.centre.meal, self.half], 4)
        self.stay = booking.canteen(
            days=DAYS, capacity=1, name="Séjour", kind="leisure", waiting="queue", billing="prepaid"
        )
        self.lunch = booking.activity(self.stay.service, "Déjeuner")
        booking.tariff(self.lunch)
        for day in DAYS:
            booking.opening(self.lunch, day, 2)
        ActivityLink.objects.create(activity=self.stay.meal, other=self.lunch, kind="implies")
        self.canteen = booking.canteen(
            days=DAYS,
            capacity=2,
            name="Cantine",
            booking_answer="manual",
            cancel_answer="manual",
            request_holds_place=True,
            waiting="queue",
        )
        self.services = [one.service for one in (self.centre, self.stay, self.canteen)]
        self.activities = [
            self.centre.meal,
            self.half,
            self.stay.meal,
            self.canteen.meal,
            self.lunch,
        ]
        # A wish for one of these takes another out of the cart: it replaces it, or brings it.
        self.replaced = {self.centre.meal.id, self.half.id, self.lunch.id}
        self.openings = list(Opening.objects.order_by("date", "activity_id"))

    def _settle(self, commune, number: int) -> None:
        home = families.family(f"Famille {number}")
        adults = [families.guardian(home, f"Parent {number}")]
        families.quotient(adults[0])
        own = [families.child(home, f"Enfant {number}{letter}") for letter in "ab"]
        if number < 2:
            adults.append(families.guardian(home, f"Autre {number}", is_payer=False))
            for child in own:
                ChildGuardian.objects.create(child=child, guardian=adults[1])
        for child in own:
            for service in self.services:
                booking.registration(child, service)
        for adult in adults:
            self.members.append(member_of(commune, adult))
            self.children.append(own)

    def act(self, name: str, dice: Sequence[int]) -> None:
        """One act at the next tick; a refusal is an answer like another."""
        try:
            getattr(self, name)(*dice, now=self.clock.tick())
        except DomainError as refusal:
            # « Busy » would be a deadlock, or a lock kept three seconds: told apart by the test.
            self._count(f"{name} {refusal.code}")
        else:
            self._count(name)

    def _count(self, key: str) -> None:
        with self._tally:
            self.done[key] += 1

    # --- families ------------------------------------------------------------------------------

    def tap(self, who: int, child: int, what: int, day: int, *, now: datetime) -> None:
        """A wish, or a wish less: books a free day, gives a booked one back."""
        member = _pick(self.members, who)
        activity = _pick(self.activities, what)
        answer = carts.toggle(
            member,
            child_id=_pick(self.children[who % len(self.members)], child).id,
            activity_id=activity.id,
            day=_pick(DAYS, day),
            now=now,
        )
        with self._tally:
            step = -1 if answer.action == "removed" else 1
            self.tapped[member.guardian_uid, activity.id] += step

    def valider(self, who: int, together: int, _a: int, _b: int, *, now: datetime) -> None:
        """The cart is booked, or waits, alone or with « ensemble ou pas du tout »."""
        member = _pick(self.members, who)
        outcome = reservations.confirm(member, now=now, together=bool(together % 2))
        with self._tally:
            for line in _settled(outcome):
                self.tapped[member.guardian_uid, line.activity_id] -= 1

    def accept(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """An offer is taken, perhaps twice, perhaps too late."""
        waiting.accept(self._offer(which), by=self.by, now=now)

    def decline(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """An offer is left."""
        waiting.decline(self._offer(which), by=self.by, now=now)

    def pay(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """A payment arrives, in time or late."""
        rows = Reservation.objects.filter(is_prepaid=True, state__in=["held", "expired"])
        rows = rows.filter(Q(offered_at__isnull=True) | Q(decided_at__isnull=False))
        orders.settle_order(self._order(rows, which), now=now)

    # --- agents --------------------------------------------------------------------------------

    def place(self, who: int, child: int, what: int, day: int, *, now: datetime) -> None:
        """An agent books for a family."""
        member = _pick(self.members, who)
        own = _pick(self.children[who % len(self.members)], child)
        wish = (own.id, _pick(self.activities, what).id, _pick(DAYS, day))
        agents.book_for(member.guardian_uid, [wish], by=self.by, now=now, motive="Comptoir")

    def cancel_for(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """An agent cancels one row, whatever its state."""
        found = _one(Reservation.objects.filter(state__in=LIVE), which)
        agents.cancel_for([found.id], by=self.by, now=now, motive="Départ")

    def answer(self, which: int, verb: int, _a: int, _b: int, *, now: datetime) -> None:
        """An agent answers a request, or a wish to cancel."""
        if verb % 2:
            row = _one(Reservation.objects.filter(state="requested"), which)
            answers: list[Callable[[], Any]] = [
                lambda: requests.accept([row.id], by=self.by, now=now),
                lambda: requests.refuse([row.id], "Non", by=self.by, now=now),
            ]
        else:
            row = _one(Reservation.objects.filter(state="cancel_requested"), which)
            answers = [
                lambda: requests.accept_cancellation([row.id], "with", by=self.by, now=now),
                lambda: requests.refuse_cancellation([row.id], "Non", by=self.by, now=now),
            ]
        _pick(answers, verb // 2)()

    def promote(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """An agent offers a place out of turn."""
        row = _one(Reservation.objects.filter(state="waitlisted"), which)
        waiting.promote(row.id, by=self.by, now=now, motive="Urgence")

    def close(self, what: int, day: int, longer: int, _a: int, *, now: datetime) -> None:
        """A closure of one service or of all, one or two days."""
        service = _pick([*self.services, None], what)
        first = _pick(DAYS, day)
        span = DateRange.inclusive(first, first + timedelta(days=longer % 2))
        name = f"Fermeture {what % 4}{day % 3}{longer % 2}"
        calendar.add_entry("closure", name, span, by=self.by, now=now, service=service)

    def reopen(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """A closure is undone, perhaps twice at once."""
        calendar.remove_entry(_one(CalendarEntry.objects.all(), which), by=self.by, now=now)

    def capacity(self, which: int, number: int, _a: int, _b: int, *, now: datetime) -> None:
        """Places up or down; never under what is taken."""
        opening = _pick(self.openings, which)
        set_openings.change_places([opening.id], capacity=number % 5, by=self.by, now=now)

    def ceiling(self, number: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """The limit above the centre's two activities, up or down."""
        limits.save_limit(
            self.centre.service,
            CapacityLimit.objects.get(),
            activity_ids=[self.centre.meal.id, self.half.id],
            today=DAYS[0],
            by=self.by,
            now=now,
            places=2 + number % 4,
        )

    # --- the machine itself --------------------------------------------------------------------

    def drain(self, *_dice: int, now: datetime) -> None:
        """A worker does what is due: offers, ends of offers, of holds, of lists."""
        outbox.drain(now, limit=5000)

    def offer(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """The outbox may run its work twice, and at any time."""
        waiting.offer(_pick(self.openings, which).id, now=now)

    def expire(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """The end of a hold, looked at whenever."""
        orders.expire_order(self._order(Reservation.objects.filter(state="held"), which), now=now)

    def lapse(self, which: int, _a: int, _b: int, _c: int, *, now: datetime) -> None:
        """The end of an offer, looked at whenever."""
        waiting.lapse(self._offer(which), now=now)

    # --- what must be true ---------------------------------------------------------------------

    def settle(self) -> None:
        """A quiet point: the worker has done all that is due."""
        now = self.clock.tick()
        for _ in range(20):
            if not outbox.drain(now, limit=5000):
                return
        raise AssertionError("the worker never ends")

    def wrong(self) -> list[str]:
        """What is not true in any state of the town; empty when all is."""
        return [
            *(said for said in books.differences() if not said.endswith("sans facture.")),
            *_counted_wrong(),
            *_twice(),
            *_booked_on_closed_days(),
            *_parted(),
            *self._carts_wrong(),
        ]

    def unquiet(self) -> list[str]:
        """What is not true once the worker has done what is due: forgotten or double work."""
        now = self.clock.now
        late = [
            f"{row.state} {row.date} after its end"
            for row in Reservation.objects.filter(state__in=["waitlisted", "held"])
            if (row.state == "waitlisted" and CUTOFFS[row.date] <= now)
            or (row.state == "held" and row.held_until <= now)
        ]
        offered = [
            f"a place of {one.date} was free while somebody waited: {orders_made}"
            for one in self.openings
            if (orders_made := waiting.offer(one.id, now=now).orders)
        ]
        return late + offered

    def _carts_wrong(self) -> list[str]:
        """No line lost, none twice; but for wishes that another replaces or brings."""
        kept = Counter(
            CartLine.objects.exclude(activity_id__in=self.replaced).values_list(
                "cart__account_uid", "activity_id"
            )
        )
        known = {key: n for key, n in self.tapped.items() if n and key[1] not in self.replaced}
        return [] if dict(kept) == known else [f"cart lines {dict(kept)}, tapped {known}"]

    def _offer(self, which: int):
        """The order of an offer: mostly one to answer, else whatever became of it."""
        offered = Reservation.objects.filter(offered_at__isnull=False)
        live = offered.filter(state="held", decided_at__isnull=True)
        return self._order(live if which % 4 and live.exists() else offered, which)

    def _order(self, rows, which: int):
        return _one(rows, which).order_uid


# Who acts more often: the families, then whoever gives places back.
ACTS = {
    "tap": 9,
    "valider": 7,
    "accept": 3,
    "decline": 2,
    "pay": 2,
    "place": 2,
    "cancel_for": 3,
    "answer": 2,
    "promote": 1,
    "close": 1,
    "reopen": 2,
    "capacity": 2,
    "ceiling": 1,
    "drain": 2,
    "offer": 2,
    "expire": 1,
    "lapse": 1,
}


def _pick(choices: Sequence[Any], number: int) -> Any:
    return choices[number % len(choices)]


def _one(found, which: int) -> Any:
    """One row, by a number; « nothing to do » is a refusal."""
    row = found.order_by("id")[which % 7 : which % 7 + 1].first() or found.order_by("id").first()
    if row is None:
        raise DomainError("nothing", "Rien à faire.")
    return row


def _settled(outcome: Outcome) -> list:
    """The lines of the cart that were granted, so that left it."""
    granted = [
        *outcome.booked,
        *outcome.held,
        *outcome.requested,
        *outcome.waitlisted,
        *outcome.cancelled,
        *outcome.cancel_requested,
    ]
    return [line for line in granted if line.line_id]


def _counted_wrong() -> list[str]:
    """Counted another way than ``books``: taken, waiting, and never above any level."""
    return [
        f"{one.date}: taken {one.taken}/{one.capacity}, waiting {one.waiting}"
        for one in wrong_places()
    ] + [
        f"limit of {day.date}: {day.taken}/{day.capacity}"
        for day in LimitDay.objects.filter(taken__gt=F("capacity"))
    ]


def _twice() -> list[str]:
    """No child twice on one slot: an activity, or those that exclude each other (R17)."""
    live = Reservation.objects.filter(state__in=LIVE)
    seen = Counter(
        (child, day, exclusive or str(activity))
        for child, day, activity, exclusive in live.values_list(
            "child_id", "date", "activity_id", "activity__exclusive_set"
        )
    )
    return [f"twice: {key}" for key, number in seen.items() if number > 1]


def _booked_on_closed_days() -> list[str]:
    found = Reservation.objects.filter(state__in=LIVE).exclude(opening__closed_reason="")
    return [f"{row.state} on the closed {row.date}" for row in found]


def _parted() -> list[str]:
    """A day and the meal it brought live and end together (R37)."""
    found = Reservation.objects.filter(implied_by__isnull=False).select_related("implied_by")
    return [
        f"{row.date}: the meal is {row.state}, its day {row.implied_by.state}"
        for row in found
        if (row.state in LIVE) != (row.implied_by.state in LIVE)
    ]

"""From facts to painted cells: one painter for the calendar, the week and one tapped cell."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from booking.rules import cells, late_requests
from booking.rules.cancellations import Motive, Notice
from booking.rules.cells import Cell, CellAction, CellState, Wish
from booking.rules.commissions import may_wish
from booking.rules.deadlines import Act
from booking.rules.lifecycle import Attendance, ReservationState
from booking.rules.outcomes import billed, missed
from booking.selectors import booked, waiting
from booking.selectors.booked import Booked
from booking.selectors.cart_lines import Line
from booking.selectors.facts import ActivityFacts, ChildFacts, Facts
from booking.selectors.openings import Openings
from booking.selectors.verdicts import Judge, Verdict
from shared.values.decisions import Decision, yes
from shared.values.french_dates import day_long, day_short, hour

Key = tuple[UUID, UUID, date]
HIDDEN_STATES = frozenset({ReservationState.CANCELLED, ReservationState.EXPIRED})


@dataclass(frozen=True, slots=True)
class DayCell:
    """One child, one activity, one day, ready to print; ``label`` is read aloud."""

    child_id: UUID
    child_name: str
    activity_id: UUID
    activity_name: str
    date: date
    cell: Cell
    cents: int | None
    reservation_id: UUID | None
    label: str
    # The order to answer, where a place of the waiting list is proposed.
    offer_uid: UUID | None = None

    @property
    def key(self) -> str:
        """A stable id for the page."""
        return f"c-{self.child_id.hex[-8:]}-{self.activity_id.hex[-8:]}-{self.date:%Y%m%d}"

    @property
    def state(self) -> CellState:
        """For the colour."""
        return self.cell.state

    @property
    def is_pressed(self) -> bool:
        """``aria-pressed``: booked or wished."""
        return self.cell.state not in {
            CellState.BOOKABLE,
            CellState.NOT_BOOKABLE,
            CellState.REFUSED,
            CellState.ABSENT,
        }

    @property
    def can_tap(self) -> bool:
        """A tap changes something."""
        return self.cell.action is not CellAction.NONE


@dataclass
class Book:
    """What is already there, by child × activity × day: rows, wishes, presences."""

    rows: dict[Key, Booked] = field(default_factory=dict)
    wishes: dict[Key, Wish] = field(default_factory=dict)
    seen: dict[Key, Attendance] = field(default_factory=dict)
    by_day: dict[tuple[UUID, date], set[UUID]] = field(default_factory=lambda: defaultdict(set))
    ranks: dict[UUID, int] = field(default_factory=dict)

    def same_day(self, child_id: UUID, day: date) -> set[UUID]:
        """Activities of the child booked that day, less those wished away."""
        return self.by_day.get((child_id, day), set())

    def wished_away(self, child_id: UUID, day: date) -> set[UUID]:
        """Activities of that day whose cancellation is in the cart."""
        return {
            key[1]
            for key, wish in self.wishes.items()
            if wish is Wish.CANCEL and (key[0], key[2]) == (child_id, day)
        }


def read_book(
    child_ids: Collection[UUID], since: date, until: date, *, lines: Iterable[Line] = ()
) -> Book:
    """Reservations and presences of some days (two queries), with the cart's ``lines``.

    One query more where somebody waits: the ranks of these rows only (C1).

    A day wished in the cart excludes nothing: a tap on « matin » replaces the wish of « journée ».
    """
    book = Book()
    for row in booked.between(child_ids, since, until):
        known = book.rows.get(row.key)
        # The newest row speaks, unless an older one is still live.
        if known is None or known.state in (ReservationState.REFUSED, *HIDDEN_STATES):
            book.rows[row.key] = row
    for key, row in book.rows.items():
        if row.state.value in booked.LIVE:
            book.by_day[key[0], key[2]].add(key[1])
    book.seen = booked.seen(child_ids, since, until)
    book.ranks = waiting.ranks(
        [row.id for row in book.rows.values() if row.state is ReservationState.WAITLISTED]
    )
    for line in lines:
        if since <= line.date < until:
            key = (line.child_id, line.activity_id, line.date)
            book.wishes[key] = Wish(line.wish)
            if line.wish == Wish.CANCEL:
                book.by_day[line.child_id, line.date].discard(line.activity_id)
    return book


class Painter:
    """Paints cells from one judge, one book and one set of openings."""

    def __init__(
        self, known: Facts, book: Book, openings: Openings, now: datetime, *, by_agent: bool = False
    ) -> None:
        self.facts, self.book, self.openings = known, book, openings
        self.judge = Judge(known, now)
        self.today = now.astimezone(known.zone).date()
        self.now, self.by_agent = now, by_agent

    def paint(self, child: ChildFacts, activity: ActivityFacts, day: date) -> DayCell:
        """The cell of a child × activity × day, with the sentence read aloud."""
        key = (child.id, activity.id, day)
        row = self.book.rows.get(key)
        state = row.state if row else None
        wish = self.book.wishes.get(key)
        others = self.book.same_day(child.id, day) - {activity.id}
        leaving = self.book.wished_away(child.id, day) if activity.exclusive_set else set()
        verdict = self.judge.book(
            child,
            activity.id,
            day,
            openings=self.openings,
            same_day=others,
            by_agent=self.by_agent,
            wished=self._wished(child, day),
            leaving=leaving,
        )
        act = self.judge.booking_act(activity, leaving)
        book_limit = self.judge.deadline(act, activity, day)
        if verdict.commission and verdict.allowed:
            # What can be tapped is a wish, until the commission's own hour.
            book_limit = may_wish(verdict.commission, self.now, self.facts.zone)
        if self.by_agent and book_limit.reason.code != "day_past":
            # An agent passes over the cut-off with a motive (R18).
            book_limit = Decision(True, book_limit.reason)
        mine = row is not None and self._reads(row.payer_id)
        cell = cells.decide(
            cells.Facts(
                past=day < self.today or book_limit.reason.code == "day_past",
                book=book_limit,
                cancel=self._leaving(row) and self._cancel_limit(activity, day),
                admitted=verdict.admitted,
                state=None if state in HIDDEN_STATES else state,
                attendance=self.book.seen.get(key),
                wish=wish,
                note=self._note(row) if mine else "",
                offered=row is not None and row.is_offer and mine,
                rank=self.book.ranks.get(row.id, 0) if row and mine else 0,
                queued=verdict.queued,
                late=self._late(activity, day),
                ask=self._ask(activity, verdict),
                theirs=self._theirs(row),
            )
        )
        return DayCell(
            child.id,
            child.first_name,
            activity.id,
            activity.short_name,
            day,
            cell,
            self._cents(row, verdict),
            row.id if row else None,
            _label(child, activity, day, cell),
            row.order_uid if row and row.is_offer and mine else None,
        )

    def _reads(self, payer_id: UUID | None) -> bool:
        """Whether amounts, notes and offers of this payer are for these eyes (R72)."""
        return self.by_agent or self.facts.pays(payer_id)

    def _cents(self, row: Booked | None, verdict: Verdict) -> int | None:
        if row and row.state.value in booked.LIVE:
            return row.price_cents if self._reads(row.payer_id) else None
        if verdict.price and self._reads(verdict.payer_id):
            return verdict.price.cents
        return None

    def _theirs(self, row: Booked | None) -> str:
        """Why only the other household may change a booking (R73)."""
        if row is None or self.by_agent:
            return ""
        may = self.judge.may_cancel(row)
        return "" if may else may.reason.sentence

    def _wished(self, child: ChildFacts, day: date) -> set[UUID]:
        """What is asked for with a cell: the cart's wishes; an agent ticks any days together."""
        if not self.facts.links:
            return set()
        if self.by_agent:
            return set(self.facts.activities)
        return {
            key[1]
            for key, wish in self.book.wishes.items()
            if wish is Wish.BOOK and (key[0], key[2]) == (child.id, day)
        }

    def _leaving(self, row: Booked | None) -> Decision:
        """Whether a booking may leave alone: not a meal that came with its day (R37)."""
        if row is None or not (self.facts.links or row.implied_by_id) or self.by_agent:
            return yes()
        staying = self.book.same_day(row.child_id, row.date) - {row.activity_id}
        return self.judge.leaving(
            row, [self.book.rows[row.child_id, key, row.date] for key in staying]
        )

    def _cancel_limit(self, activity: ActivityFacts, day: date) -> Decision:
        limit = self.judge.deadline(Act.CANCEL, activity, day)
        if self.by_agent and limit.reason.code != "day_past":
            return Decision(True, limit.reason)
        return limit

    def _late(self, activity: ActivityFacts, day: date) -> str:
        """What telling an absence now would cost, where the service still takes it (R26)."""
        word = self.facts.absences.get(activity.service_id)
        limit = self.judge.deadline(Act.CANCEL, activity, day)
        if self.by_agent or word is None or not word.is_accepted:
            return ""
        if limit.reason.code != "deadline_passed":
            return ""
        share = word.outcomes.percent(Motive.FAMILY, Notice.LATE)
        return f"Absence signalable, {billed(share)}"

    def _ask(self, activity: ActivityFacts, verdict: Verdict) -> str:
        """What asking after the cut-off means, where it may be asked (R26)."""
        if self.by_agent or not verdict.is_late:
            return ""
        cents = self.judge.late_surcharge(activity.id, verdict)
        return "" if cents is None else late_requests.sentence(cents)

    def _note(self, row: Booked | None) -> str:
        if row is None:
            return ""
        if row.motive and row.state is ReservationState.CONFIRMED:
            return missed(row.billed_percent, row.proof_due_on, self.today)
        if row.state is ReservationState.HELD and row.held_until:
            local = row.held_until.astimezone(self.facts.zone)
            if row.is_offer:
                return f"à accepter avant {_when(local, self.today)}"
            if local.date() == self.today:
                return f"à payer avant {hour(local)}"
            return f"à payer avant le {day_long(local.date(), year=False)}, {hour(local)}"
        if row.state is ReservationState.REQUESTED and row.commission_id:
            return self._wish_note(row)
        return row.reason if row.state is ReservationState.REFUSED else ""

    def _wish_note(self, row: Booked) -> str:
        window = next((w for w in self.facts.commissions if w.id == row.commission_id), None)
        if window is None:
            return "souhait"
        local = window.closes_at.astimezone(self.facts.zone)
        return f"souhait, réponse après le {day_short(local.date())}"


def _when(local: datetime, today: date) -> str:
    day = "" if local.date() == today else f"{day_short(local.date())} à\u00a0"
    return f"{day}{hour(local)}"


def _label(child: ChildFacts, activity: ActivityFacts, day: date, cell: Cell) -> str:
    """« Léa, repas, jeudi 14 janvier, demande validée, annulable jusqu’au mar. 12 à 10:00 »."""
    more = cell.until or cell.reason
    parts = [child.first_name, activity.name.lower(), day_long(day, year=False), cell.word]
    if more:
        parts.append(more[0].lower() + more[1:].rstrip("."))
    return ", ".join(parts)

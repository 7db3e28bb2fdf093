"""What one cell of the calendar shows and does: one function, one table (R12, portal.md).

(reservation state × attendance × day × decisions × cart wish) → state, word, icon, lock, action.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from booking.rules import late_requests
from booking.rules.lifecycle import Attendance, ReservationState
from shared.values.decisions import Decision


class CellState(StrEnum):
    """The eight states of the leaflet's legend, and four of ours."""

    PRESENT = "present"
    ABSENT = "absent"
    BOOKABLE = "bookable"
    NOT_BOOKABLE = "not_bookable"
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "cancel_requested"
    REFUSED = "refused"
    IN_CART = "in_cart"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    TO_CONFIRM = "to_confirm"


class CellAction(StrEnum):
    """What one tap does."""

    ADD = "add"
    REMOVE = "remove"
    CANCEL = "cancel"
    LATE_ABSENCE = "late_absence"
    ASK_LATE = "ask_late"
    NONE = "none"


class Wish(StrEnum):
    """What the cart already holds for this cell."""

    BOOK = "book"
    CANCEL = "cancel"


WORDS: Mapping[CellState, str] = {
    CellState.PRESENT: "enfant présent",
    CellState.ABSENT: "enfant absent",
    CellState.BOOKABLE: "réservable",
    CellState.NOT_BOOKABLE: "non réservable ou non modifiable",
    CellState.REQUESTED: "demande en cours",
    CellState.CONFIRMED: "demande validée",
    CellState.CANCEL_REQUESTED: "demande d’annulation",
    CellState.REFUSED: "demande refusée",
    CellState.IN_CART: "dans le panier",
    CellState.WAITLISTED: "liste d’attente",
    CellState.OFFERED: "place proposée",
    CellState.TO_CONFIRM: "présence à confirmer",
}
JOIN_QUEUE = "rejoindre la liste d’attente"
ICONS: Mapping[CellState, str] = {
    CellState.PRESENT: "child-present",
    CellState.ABSENT: "child-absent",
    CellState.BOOKABLE: "circle",
    CellState.NOT_BOOKABLE: "dash",
    CellState.REQUESTED: "hourglass",
    CellState.CONFIRMED: "check",
    CellState.CANCEL_REQUESTED: "undo",
    CellState.REFUSED: "cross",
    CellState.IN_CART: "cart",
    CellState.WAITLISTED: "queue",
    CellState.OFFERED: "gift",
    CellState.TO_CONFIRM: "question",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """All a template prints. ``locked``: its word stays and gains a lock (past its cut-off).

    ``reason``: why nothing more can be done; ``until``: until when it can change (R21).
    """

    state: CellState
    word: str
    icon: str
    locked: bool
    reason: str
    until: str
    action: CellAction


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a child, an activity and a day.

    ``book`` and ``cancel`` are the deadlines' answers, their sentences saying until or since when;
    ``admitted`` joins registration, opening, exclusions and places. ``note`` is what the state
    adds: « à payer avant 14:25 », a rank, the reason of a refusal, until when a place is offered.
    ``late``: what an absence told after the cut-off costs, where the service takes it (R26).
    ``offered``: the row is held because a place was proposed from the waiting list. ``rank``: in
    that list, 0 unknown. ``queued``: a wish would join the list, because the day is full.
    """

    past: bool
    book: Decision
    cancel: Decision
    admitted: Decision
    state: ReservationState | None = None
    attendance: Attendance | None = None
    wish: Wish | None = None
    note: str = ""
    offered: bool = False
    rank: int = 0
    queued: bool = False
    late: str = ""
    # What asking after the cut-off means, where the service takes it: « Hors délai… » (R26).
    ask: str = ""
    # Why only another household may change what is booked: « Jour de garde de l’autre parent… ».
    theirs: str = ""


_LIVE: Mapping[ReservationState, CellState] = {
    ReservationState.HELD: CellState.REQUESTED,
    ReservationState.REQUESTED: CellState.REQUESTED,
    ReservationState.WAITLISTED: CellState.WAITLISTED,
    ReservationState.CONFIRMED: CellState.CONFIRMED,
    ReservationState.CANCEL_REQUESTED: CellState.CANCEL_REQUESTED,
}
_PLACED = (ReservationState.CONFIRMED, ReservationState.CANCEL_REQUESTED)


def decide(facts: Facts) -> Cell:
    """The one cell for these facts."""
    if facts.attendance is not None:
        present = facts.attendance is Attendance.PRESENT
        return _cell(
            CellState.PRESENT if present else CellState.ABSENT,
            reason="" if present else facts.note,
        )
    if facts.wish is Wish.CANCEL and facts.state in _PLACED:
        return _cell(
            CellState.IN_CART,
            action=CellAction.REMOVE,
            word="annulation dans le panier",
            until=_until(facts.cancel),
        )
    if facts.state in _LIVE:
        return _booked(facts)
    return _free(facts)


def _booked(facts: Facts) -> Cell:
    """A day with a live reservation."""
    state = facts.state
    assert state is not None
    if facts.past:
        if state in _PLACED:
            return _cell(CellState.TO_CONFIRM)
        return _cell(CellState.NOT_BOOKABLE, reason="Cette date est passée.")
    if facts.theirs:
        return _cell(_LIVE[state], locked=True, reason=facts.theirs)
    if state is ReservationState.HELD and facts.offered:
        return _cell(CellState.OFFERED, until=facts.note, action=CellAction.CANCEL)
    shown = _LIVE[state]
    if state is ReservationState.CONFIRMED and facts.late and not facts.cancel:
        return _cell(
            shown,
            locked=True,
            reason=facts.cancel.reason.sentence,
            until=facts.late,
            action=CellAction.LATE_ABSENCE,
        )
    if state is ReservationState.CONFIRMED:
        open_ = bool(facts.cancel)
        return _cell(
            shown,
            locked=not open_,
            reason="" if open_ else facts.cancel.reason.sentence,
            until=_until(facts.cancel),
            action=CellAction.CANCEL if open_ else CellAction.NONE,
        )
    # A request or a rank can be withdrawn at any time; a cancellation already asked waits.
    waiting = state in {ReservationState.REQUESTED, ReservationState.WAITLISTED}
    return _cell(
        shown,
        until=facts.note,
        action=CellAction.CANCEL if waiting else CellAction.NONE,
        word=ranked(facts.rank) if state is ReservationState.WAITLISTED and facts.rank else "",
    )


def _free(facts: Facts) -> Cell:
    """A day with no reservation, or one that is over."""
    refusal = next((one.reason.sentence for one in (facts.admitted, facts.book) if not one), "")
    if facts.past:
        refusal = "Cette date est passée."
    may_ask = bool(facts.ask and facts.admitted and not facts.book and not facts.past)
    if may_ask and facts.wish is Wish.BOOK:
        return _cell(CellState.IN_CART, until=facts.ask, action=CellAction.REMOVE)
    if may_ask and facts.state is not ReservationState.REFUSED:
        return _cell(
            CellState.BOOKABLE, until=facts.ask, action=CellAction.ASK_LATE, word=late_requests.WORD
        )
    if facts.wish is Wish.BOOK:
        # A wish that can no longer be granted stays in the cart, with its reason, to be removed.
        return _cell(
            CellState.IN_CART,
            locked=bool(refusal),
            reason=refusal,
            until="" if refusal else _until(facts.book),
            action=CellAction.REMOVE,
        )
    if facts.state is ReservationState.REFUSED:
        return _cell(
            CellState.REFUSED,
            locked=bool(refusal),
            reason=facts.note or refusal,
            until="" if refusal else _until(facts.book),
            action=CellAction.NONE if refusal else CellAction.ADD,
        )
    if refusal:
        return _cell(CellState.NOT_BOOKABLE, reason=refusal)
    if facts.queued:
        return _cell(
            CellState.BOOKABLE, until=_until(facts.book), action=CellAction.ADD, word=JOIN_QUEUE
        )
    return _cell(CellState.BOOKABLE, until=_until(facts.book), action=CellAction.ADD)


def ranked(rank: int) -> str:
    """« liste d’attente, 2e »."""
    return f"{WORDS[CellState.WAITLISTED]}, {rank}{'er' if rank == 1 else 'e'}"


def _until(decision: Decision) -> str:
    return decision.reason.sentence if decision else ""


def _cell(
    state: CellState,
    *,
    locked: bool = False,
    reason: str = "",
    until: str = "",
    action: CellAction = CellAction.NONE,
    word: str = "",
) -> Cell:
    return Cell(state, word or WORDS[state], ICONS[state], locked, reason, until, action)

"""One table: what a cell of the calendar shows, and what a tap does (R12)."""

import pytest

from booking.rules.cells import (
    ICONS,
    WORDS,
    CellAction,
    CellState,
    Facts,
    Wish,
    decide,
)
from booking.rules.lifecycle import Attendance, ReservationState
from shared.values.decisions import Decision, no, yes

S, C, A = ReservationState, CellState, CellAction
OPEN, CLOSED = yes("open", "Ouvert jusqu’à jeudi."), no("deadline_passed", "Délai passé.")
ADMITTED, FULL = yes(), no("full", "Complet.")
BOOK, CANCEL = Wish.BOOK, Wish.CANCEL

QUIET = (False, "", "", A.NONE)
# state, attendance, wish, past, book, cancel, admitted → state, locked, reason, until, action
TABLE = [
    (None, None, None, False, OPEN, OPEN, ADMITTED, C.BOOKABLE, False, "", "until", A.ADD),
    (None, None, None, False, CLOSED, OPEN, ADMITTED, C.NOT_BOOKABLE, False, "late", "", A.NONE),
    (None, None, None, False, OPEN, OPEN, FULL, C.NOT_BOOKABLE, False, "full", "", A.NONE),
    (None, None, None, False, CLOSED, OPEN, FULL, C.NOT_BOOKABLE, False, "full", "", A.NONE),
    (None, None, None, True, OPEN, OPEN, ADMITTED, C.NOT_BOOKABLE, False, "past", "", A.NONE),
    (None, None, BOOK, False, OPEN, OPEN, ADMITTED, C.IN_CART, False, "", "until", A.REMOVE),
    (None, None, BOOK, False, CLOSED, OPEN, ADMITTED, C.IN_CART, True, "late", "", A.REMOVE),
    (None, None, BOOK, False, OPEN, OPEN, FULL, C.IN_CART, True, "full", "", A.REMOVE),
    (None, None, BOOK, True, OPEN, OPEN, ADMITTED, C.IN_CART, True, "past", "", A.REMOVE),
    (S.CANCELLED, None, None, False, OPEN, OPEN, ADMITTED, C.BOOKABLE, False, "", "until", A.ADD),
    (S.EXPIRED, None, None, False, OPEN, OPEN, ADMITTED, C.BOOKABLE, False, "", "until", A.ADD),
    (S.REFUSED, None, None, False, OPEN, OPEN, ADMITTED, C.REFUSED, False, "", "until", A.ADD),
    (S.REFUSED, None, None, False, CLOSED, OPEN, ADMITTED, C.REFUSED, True, "late", "", A.NONE),
    (S.REFUSED, None, BOOK, False, OPEN, OPEN, ADMITTED, C.IN_CART, False, "", "until", A.REMOVE),
    (S.HELD, None, None, False, OPEN, OPEN, FULL, C.REQUESTED, *QUIET),
    (S.REQUESTED, None, None, False, CLOSED, CLOSED, FULL, C.REQUESTED, False, "", "", A.CANCEL),
    (S.REQUESTED, None, None, True, OPEN, OPEN, FULL, C.NOT_BOOKABLE, False, "past", "", A.NONE),
    (S.WAITLISTED, None, None, False, OPEN, OPEN, FULL, C.WAITLISTED, False, "", "", A.CANCEL),
    (S.CONFIRMED, None, None, False, OPEN, OPEN, FULL, C.CONFIRMED, False, "", "until", A.CANCEL),
    (S.CONFIRMED, None, None, False, OPEN, CLOSED, FULL, C.CONFIRMED, True, "late", "", A.NONE),
    (S.CONFIRMED, None, None, True, CLOSED, CLOSED, FULL, C.TO_CONFIRM, *QUIET),
    (S.CONFIRMED, None, CANCEL, False, OPEN, OPEN, FULL, C.IN_CART, False, "", "until", A.REMOVE),
    (S.CANCEL_REQUESTED, None, None, False, OPEN, OPEN, FULL, C.CANCEL_REQUESTED, *QUIET),
    (S.CANCEL_REQUESTED, None, None, True, OPEN, OPEN, FULL, C.TO_CONFIRM, *QUIET),
    (S.CONFIRMED, Attendance.PRESENT, None, True, CLOSED, CLOSED, FULL, C.PRESENT, *QUIET),
    (S.CONFIRMED, Attendance.ABSENT, None, True, CLOSED, CLOSED, FULL, C.ABSENT, *QUIET),
    (S.CONFIRMED, Attendance.JUSTIFIED, None, False, OPEN, OPEN, FULL, C.ABSENT, *QUIET),
    (None, Attendance.PRESENT, None, True, CLOSED, CLOSED, FULL, C.PRESENT, *QUIET),
]  # fmt: skip
SAID = {
    "": "",
    "late": "Délai passé.",
    "full": "Complet.",
    "past": "Cette date est passée.",
    "until": "Ouvert jusqu’à jeudi.",
}


@pytest.mark.parametrize(
    (
        *("state", "attendance", "wish", "past", "book", "cancel", "admitted"),
        *("shown", "locked", "reason", "until", "action"),
    ),
    TABLE,
)
def test_a_cell_shows_and_does(
    state: ReservationState | None,
    attendance: Attendance | None,
    wish: Wish | None,
    past: bool,
    book: Decision,
    cancel: Decision,
    admitted: Decision,
    shown: CellState,
    locked: bool,
    reason: str,
    until: str,
    action: CellAction,
) -> None:
    cell = decide(Facts(past, book, cancel, admitted, state, attendance, wish))

    assert (cell.state, cell.locked, cell.action) == (shown, locked, action)
    assert (cell.reason, cell.until) == (SAID[reason], SAID[until])
    assert cell.icon == ICONS[shown]


def test_a_place_offered_says_until_when() -> None:
    facts = Facts(*(False, OPEN, OPEN, FULL, S.HELD), note="jusqu’à 14:25", offered=True)

    cell = decide(facts)

    assert (cell.state, cell.until) == (C.OFFERED, "jusqu’à 14:25")


def test_a_refusal_tells_its_own_reason_first() -> None:
    cell = decide(Facts(False, CLOSED, OPEN, ADMITTED, S.REFUSED, note="Dossier incomplet."))

    assert cell.reason == "Dossier incomplet."


def test_a_wish_to_cancel_is_named() -> None:
    cell = decide(Facts(False, OPEN, OPEN, FULL, S.CONFIRMED, None, CANCEL))

    assert cell.word == "annulation dans le panier"


def test_no_two_states_share_an_icon_or_a_word() -> None:
    """R12: never colour alone."""
    assert set(ICONS) == set(WORDS) == set(CellState)
    assert len(set(ICONS.values())) == len(set(WORDS.values())) == len(CellState)


def test_the_table_reaches_every_state() -> None:
    assert {row[7] for row in TABLE} | {C.OFFERED} == set(CellState)

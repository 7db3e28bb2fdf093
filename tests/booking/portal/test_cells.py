"""What a cell prints for each decision of the rules."""

from datetime import date

import pytest

from booking.portal import cells
from booking.rules import slots
from booking.rules.cells import Cell, CellAction, CellState
from booking.rules.slots import Places, Taken
from booking.selectors.cells import DayCell
from shared.ids import new_id
from shared.templatetags.ui import STATES

DAY = date(2027, 1, 14)


def cell(state, *, word="", reason="", until="", action=CellAction.NONE, locked=False):
    return DayCell(
        new_id(),
        "Léa",
        new_id(),
        "Repas",
        DAY,
        Cell(state, word, "icon", locked, reason, until, action),
        350,
        None,
        f"Léa, repas, jeudi 14 janvier, {word}",
    )


@pytest.mark.parametrize("state", list(CellState))
def test_every_state_of_the_rules_is_printed(state):
    """R12: a colour, an icon and a word for each."""
    printed = cells.shown(cell(state), with_child=False, with_activity=False)

    assert printed.icon == STATES[printed.state][0]
    assert printed.word


def test_no_two_states_share_an_icon_but_a_presence_to_confirm():
    shown = [cells.SHOWN[state] for state in CellState if state is not CellState.TO_CONFIRM]

    assert len(shown) == len(set(shown))


@pytest.mark.parametrize(
    ("decision", "word"),
    [
        (slots.decide_place(Places(10, 10)), "Complet"),
        (slots.decide_place(Places(10), queue_open=True), "Liste d’attente"),
        (slots.decide_opening(exists=False), "Fermé"),
        (slots.decide_opening(exists=True, closed_reason="grève"), "Fermé"),
        (slots.decide_registration([], DAY), "Pas inscrit"),
        (
            slots.decide_exclusive(
                activity="a", exclusive_set="j", same_day=[Taken("b", "Journée", "j")]
            ),
            "Autre choix pris",
        ),
    ],
)
def test_dead_cell_says_why_in_a_word(decision, word):
    assert cells.short_reason(decision.reason.sentence) == word


def test_spoken_sentence_holds_the_printed_word():
    """WCAG 2.5.3: who speaks to the page says what is printed."""
    printed = cells.shown(
        cell(CellState.CANCEL_REQUESTED, word="demande d’annulation"),
        with_child=False,
        with_activity=False,
    )

    assert printed.word.lower() in printed.label.lower()


def test_shared_cutoff_is_printed_once():
    until = "Réservable jusqu’au mar. 12 à 10:00."
    twins = [cell(CellState.BOOKABLE, until=until, action=CellAction.ADD) for _ in range(2)]

    printed = cells.shown_day(twins, with_child=True, with_activity=False)

    assert [one.cutoff for one in printed] == ["", "jusqu’au mar. 12 à 10:00"]


def test_bygone_day_that_was_never_booked_is_left_blank():
    past = cell(CellState.NOT_BOOKABLE, reason="Cette date est passée.")

    assert cells.shown_day([past], with_child=False, with_activity=False) == []


def test_only_a_cell_that_can_change_posts_a_value():
    free = cell(CellState.BOOKABLE, action=CellAction.ADD)
    dead = cell(CellState.NOT_BOOKABLE, reason="Complet.")

    values = [cells.shown(one, with_child=False, with_activity=False).value for one in (free, dead)]

    assert values == [f"{free.child_id}|{free.activity_id}|2027-01-14", ""]


def test_wish_that_can_no_longer_be_granted_says_why_and_can_be_removed():
    full = cell(
        CellState.IN_CART,
        word="dans le panier",
        reason="Complet.",
        locked=True,
        action=CellAction.REMOVE,
    )

    printed = cells.shown(full, with_child=False, with_activity=False)

    assert (printed.cutoff, printed.is_locked) == ("Complet.", False)
    assert printed.value

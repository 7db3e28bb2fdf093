"""A child’s calendar as an agent ticks it: the portal’s cells, a box in each that can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from booking.rules.cells import CellAction, CellState
from booking.selectors.calendar import MonthPage
from booking.selectors.cells import DayCell
from shared.templatetags.ui import STATES, WORDS

SHOWN: Mapping[CellState, str] = {
    CellState.PRESENT: "present",
    CellState.ABSENT: "absent",
    CellState.BOOKABLE: "bookable",
    CellState.NOT_BOOKABLE: "closed",
    CellState.REQUESTED: "pending",
    CellState.CONFIRMED: "accepted",
    CellState.CANCEL_REQUESTED: "cancelling",
    CellState.REFUSED: "refused",
    CellState.IN_CART: "in_cart",
    CellState.WAITLISTED: "waitlisted",
    CellState.OFFERED: "offered",
    CellState.TO_CONFIRM: "accepted",
}


@dataclass(frozen=True, slots=True)
class Tick:
    """One cell; ``value`` is what its box posts, "" when nothing can be done."""

    key: str
    state: str
    icon: str
    word: str
    what: str
    label: str
    note: str
    value: str


def days_of(found: MonthPage) -> list[dict[str, Any]]:
    """Weeks → days → ticks, ready to print."""
    several = len(found.activities) > 1
    return [
        {
            "label": week.label,
            "days": [
                {"day": day, "ticks": [_tick(cell, several) for cell in day.cells]}
                for day in week.days
            ],
        }
        for week in found.weeks
    ]


def _tick(cell: DayCell, several: bool) -> Tick:
    state = SHOWN[cell.state]
    action = cell.cell.action
    if action is CellAction.ADD:
        value = f"b_{cell.activity_id.hex}_{cell.date.isoformat()}"
    elif action is CellAction.CANCEL and cell.reservation_id is not None:
        value = f"c_{cell.reservation_id.hex}"
    else:
        value = ""
    word = "Annuler" if value.startswith("c") else WORDS[state]
    return Tick(
        key=cell.key,
        state=state,
        icon=STATES[state][0],
        word=WORDS[state] if state != "closed" else _short(cell.cell.reason),
        what=cell.activity_name if several else "",
        label=f"{word}\u00a0: {cell.label}",
        note=cell.cell.until if value.startswith("b") and "passé" in cell.cell.until else "",
        value=value,
    )


def _short(sentence: str) -> str:
    """« Complet » for « Complet : il n’y a plus de place à cette date. »."""
    start = sentence.partition("\u00a0:")[0].rstrip(".")
    if sentence.startswith("Cette date est passée"):
        return "Passé"
    if sentence.startswith("Le service n’est pas ouvert"):
        return "Fermé"
    return start if len(start) <= 22 else WORDS["closed"]

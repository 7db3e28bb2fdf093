"""How near a due date is, in the words of the leaflet: « 14 jours avant échéance »."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Urgency(StrEnum):
    """A class for the eye; the words say the same."""

    CALM = "calm"
    SOON = "soon"
    LAST_DAY = "last-day"
    LATE = "late"


SOON_DAYS = 7


@dataclass(frozen=True, slots=True)
class DueDate:
    """The sentence, its urgency, and days left (negative once late)."""

    text: str
    urgency: Urgency
    days_left: int


def due_text(due_on: date, today: date) -> DueDate:
    """« 14 jours avant échéance », « dernier jour », « en retard de 3 jours »; local dates."""
    left = (due_on - today).days
    if left < 0:
        days = "1 jour" if left == -1 else f"{-left} jours"
        return DueDate(f"en retard de {days}", Urgency.LATE, left)
    if left == 0:
        return DueDate("dernier jour", Urgency.LAST_DAY, 0)
    days = "1 jour" if left == 1 else f"{left} jours"
    urgency = Urgency.SOON if left <= SOON_DAYS else Urgency.CALM
    return DueDate(f"{days} avant échéance", urgency, left)


def due_on(issued_on: date, days: int) -> date:
    """The last day to pay: so many days after the issue."""
    return issued_on + timedelta(days=days)

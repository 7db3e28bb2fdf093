"""A commission: when wishes may be sent for its days (R43)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from booking.rules.priority import Ground
from shared.values.decisions import Decision, no, yes
from shared.values.french_dates import instant
from shared.values.ranges import DateRange

NOT_THE_RANK = frozenset({Ground.SIBLING})
"""Depends on the day, while a rank is one for all days; siblings are kept together otherwise."""


@dataclass(frozen=True, slots=True)
class Window:
    """A commission as a calendar needs it; wishes in [opens_at, closes_at), aware instants."""

    id: UUID
    service_id: UUID
    name: str
    days: DateRange
    opens_at: datetime
    closes_at: datetime
    commitment: str = ""


def covering(windows: Iterable[Window], service_id: UUID, day: date) -> Window | None:
    """The open commission that shares the places of a day, or None: first come, first served."""
    for one in windows:
        if one.service_id == service_id and one.days.contains(day):
            return one
    return None


def may_wish(window: Window, now: datetime, zone: ZoneInfo) -> Decision:
    """Whether a wish may be sent now; otherwise since or until when not."""
    closes = instant(window.closes_at, zone, month=True)
    if now < window.opens_at:
        opens = instant(window.opens_at, zone, month=True)
        return no("wishes_not_open", f"Les souhaits se déposent du {opens} au {closes}.")
    if now >= window.closes_at:
        return no(
            "wishes_closed",
            f"Les souhaits se déposaient jusqu’au {closes}. Les places vont être attribuées.",
        )
    return yes("wishes_open", f"Souhait jusqu’au {closes}")


def announced(window: Window, now: datetime, zone: ZoneInfo) -> str:
    """« Souhaits jusqu’au ven. 18 déc. à 18:00. », or from when, or since when not."""
    said = may_wish(window, now, zone).reason.sentence.removesuffix(".")
    return f"{said.replace('Souhait jusqu’au', 'Souhaits jusqu’au')}."

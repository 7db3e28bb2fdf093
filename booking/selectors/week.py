"""The next days of every child in one commune: child × day, in four queries."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.rules.cells import CellAction, CellState
from booking.selectors import facts, openings
from booking.selectors.cells import Painter, read_book
from shared.values.french_dates import day_short
from tenants.context import current_commune, zone_of
from tenants.people import Member

# What a board shows: what is booked, asked or seen; a day without anything stays blank.
_SHOWN = frozenset(CellState) - {
    CellState.BOOKABLE,
    CellState.NOT_BOOKABLE,
    CellState.IN_CART,
}


@dataclass(frozen=True, slots=True)
class WeekMark:
    """One activity of a child on a day."""

    reservation_id: UUID | None
    activity_id: UUID
    activity: str
    service: str
    state: CellState
    icon: str
    word: str
    is_locked: bool
    can_cancel: bool
    until: str
    label: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A child and its days, in the order of the board's days."""

    child_id: UUID
    first_name: str
    days: tuple[tuple[WeekMark, ...], ...]


@dataclass(frozen=True, slots=True)
class WeekBoard:
    """One commune's board."""

    days: tuple[tuple[date, str], ...]
    rows: tuple[WeekRow, ...]

    @property
    def is_empty(self) -> bool:
        """No child has anything on these days."""
        return not any(marks for row in self.rows for marks in row.days)


def board(member: Member, *, now: datetime, days: int = 7) -> WeekBoard:
    """Today and the days that follow, for every child the member may see."""
    today = now.astimezone(zone_of(current_commune())).date()
    end = today + timedelta(days=days)
    known = facts.load(guardian_id=member.guardian_uid, since=today, until=end)
    book = read_book(list(known.children), today, end)
    painter = Painter(known, book, openings.read_none(), now)
    dates = [today + timedelta(days=number) for number in range(days)]
    rows = []
    for child in known.children.values():
        columns = []
        for day in dates:
            marks = []
            for activity in known.activities.values():
                key = (child.id, activity.id, day)
                if key not in book.rows and key not in book.seen:
                    continue
                painted = painter.paint(child, activity, day)
                if painted.state not in _SHOWN:
                    continue
                marks.append(
                    WeekMark(
                        painted.reservation_id,
                        activity.id,
                        activity.short_name,
                        known.services[activity.service_id].name,
                        painted.state,
                        painted.cell.icon,
                        painted.cell.word,
                        painted.cell.locked,
                        painted.cell.action is CellAction.CANCEL,
                        painted.cell.until,
                        painted.label,
                    )
                )
            columns.append(tuple(marks))
        rows.append(WeekRow(child.id, child.first_name, tuple(columns)))
    return WeekBoard(tuple((day, day_short(day)) for day in dates), tuple(rows))

"""The day sheet as printed and as posted: which rows are shown, what a radio button is called.

A button's name is the child's id and the last letters of the activity's: short, because a sheet of
600 children holds 1 800 of them, and still true when the sheet has changed meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, QueryDict

from booking.selectors.day_sheet import DaySheet, SheetRow
from family.selectors.folding import fold

STATES: Mapping[str, str] = {"p": "present", "a": "absent", "j": "justified", "": ""}
TAIL = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter's link."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that pass the filters, and the filters."""

    rows: tuple[SheetRow, ...]
    group: str
    letter: str
    groups: tuple[Choice, ...]
    letters: tuple[Choice, ...]
    query: str


def shown(sheet: DaySheet, *, group: str = "", letter: str = "") -> Shown:
    """The sheet's rows of one group, of one first letter; an unknown filter is as none."""
    known = {str(key): name for key, name in sheet.groups}
    group = group if group in known else ""
    in_group = [row for row in sheet.rows if group in {"", str(row.group_id)}]
    initials = sorted({_initial(row) for row in in_group})
    letter = letter if letter in initials else ""
    rows = [row for row in in_group if letter in {"", _initial(row)}]

    def link(**changed: str) -> str:
        kept = {"jour": sheet.day.isoformat(), "groupe": group, "lettre": letter} | changed
        return "?" + urlencode({key: value for key, value in kept.items() if value})

    return Shown(
        rows=tuple(rows),
        group=group,
        letter=letter,
        groups=(
            Choice("Tous", link(groupe="", lettre=""), not group),
            *(
                Choice(name, link(groupe=key, lettre=""), key == group)
                for key, name in known.items()
            ),
        )
        if len(known) > 1
        else (),
        letters=(
            Choice("Tous", link(lettre=""), not letter),
            *(Choice(one, link(lettre=one), one == letter) for one in initials),
        )
        if len(in_group) > 25
        else (),
        query=link(),
    )


def key_of(child_id: UUID, activity_id: UUID) -> str:
    """The name of a mark in the form."""
    return f"{child_id.hex}{activity_id.hex[-TAIL:]}"


def marks_of(posted: QueryDict, sheet: DaySheet) -> list[tuple[UUID, UUID, str]]:
    """(child, activity, state) for what differs from the sheet.

    Raises Http404 for an activity or a state that does not exist.
    """
    activities = {one.activity_id.hex[-TAIL:]: one.activity_id for one in sheet.totals}
    known = {
        (row.child_id, mark.activity_id): mark.state
        for row in sheet.rows
        for mark in row.marks
        if mark is not None
    }
    found = []
    for name, value in posted.items():
        if len(name) != 32 + TAIL:
            continue
        try:
            child, activity = UUID(name[:32]), activities[name[32:]]
            state = STATES[value]
        except (ValueError, KeyError):
            raise Http404 from None
        if known.get((child, activity), "") != state:
            found.append((child, activity, state))
    return found


def _initial(row: SheetRow) -> str:
    return _letter(row.last_name[:1])


@lru_cache(maxsize=256)
def _letter(char: str) -> str:
    """« É » → « E »; folding 600 names one by one was a third of the page (A1)."""
    return fold(char).upper() or "?"

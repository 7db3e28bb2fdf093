"""What a family should see coming beside a day of the calendar (R23, R25)."""

from collections.abc import Iterable
from datetime import date

from booking.rules import deadline_notes
from booking.rules.cells import CellAction
from booking.rules.deadline_words import warning, why
from booking.rules.deadlines import Act, DeadlineDecision
from booking.selectors.cells import DayCell
from booking.selectors.facts import ActivityFacts
from booking.selectors.verdicts import Judge
from shared.values.french_dates import day_short

# What a tap may still do, and the act whose cut-off then matters.
_ACTS = {
    CellAction.ADD: Act.BOOK,
    CellAction.REMOVE: Act.BOOK,
    CellAction.CANCEL: Act.CANCEL,
}


def of_day(judge: Judge, painted: Iterable[DayCell], day: date) -> str:
    """The first warning of what can still be done that day, or why an exception forbids it.

    Everything was read for the cells: nothing is asked of the database, and an ordinary week costs
    one look at its days off. « » on an ordinary day.
    """
    for act, key in dict.fromkeys((_ACTS.get(p.cell.action), p.activity_id) for p in painted):
        activity = judge.facts.activities[key]
        answer = judge.deadline(act or Act.BOOK, activity, day)
        said = _coming(judge, answer, activity, day) if act else _shut(answer)
        if said:
            return said
    return ""


def _shut(answer: DeadlineDecision) -> str:
    """A dead cell has room for two words: the motive of the exception stands below it."""
    motive = why(answer.rule).strip(" ()")
    if answer.allowed or not motive or answer.reason.code == "day_past":
        return ""
    return f"{motive[:1].upper()}{motive[1:]}."


def _coming(judge: Judge, answer: DeadlineDecision, activity: ActivityFacts, day: date) -> str:
    if answer.rule is None or answer.limit is None:
        return ""
    known, zone = judge.facts, judge.facts.zone
    calendar = known.calendar(activity.service_id)
    closed = deadline_notes.closed_before(answer.limit, day, calendar, zone)
    if not closed:
        return ""
    note = deadline_notes.note(answer.rule, day, calendar, zone, starts_at=activity.starts_at)
    if note is None:
        return ""
    names = [known.day_name(activity.service_id, one) or day_short(one) for one in closed]
    is_bridge = deadline_notes.is_bridge(answer.limit, day, calendar, zone)
    return warning(
        note, list(dict.fromkeys(names)), answer.limit, zone, day=day, is_bridge=is_bridge
    )

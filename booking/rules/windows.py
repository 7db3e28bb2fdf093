"""When a family may book a day: not yet, now, or no longer (R43, R44).

A window opens the days of a period, or of the whole service when it names none; windows that name
a period containing the day come before the general ones. Criteria left empty accept everybody.
Among the windows a family enters, the earliest that has not closed counts. No window: open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.values.decisions import Decision, no, yes
from shared.values.french_dates import instant
from shared.values.ranges import DateRange

RESIDENT, OUTSIDE = "resident", "outside"


@dataclass(frozen=True, slots=True)
class BookingWindow:
    """A stored window; instants are UTC, ``period`` None names every day."""

    opens_at: datetime
    closes_at: datetime | None = None
    period: DateRange | None = None
    residence: str = ""
    school: UUID | None = None
    category: str = ""

    @property
    def is_for_all(self) -> bool:
        """No criterion: every family enters."""
        return not (self.residence or self.school or self.category)


@dataclass(frozen=True, slots=True)
class Household:
    """What a window asks of a family: where it lives, the child's school that year, its kind."""

    resident: bool
    school: UUID | None
    category: str


class Moment(StrEnum):
    """Where *now* stands."""

    OPEN = "open"
    NOT_YET = "not_yet"
    CLOSED = "closed"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class WindowDecision:
    """The answer, and the instant it turns on (opening, or closing) when there is one."""

    moment: Moment
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Booking is possible now."""
        return self.moment is Moment.OPEN


def decide(
    windows: Sequence[BookingWindow], *, day: date, family: Household | None, now: datetime
) -> WindowDecision:
    """Whether the day can be booked at ``now``.

    ``family`` None skips the criteria: on a canteen none may sort the pupils (R44).
    """
    of_day = of_the_day(windows, day)
    if not of_day:
        return WindowDecision(Moment.OPEN)
    mine = sorted(
        (one for one in of_day if family is None or enters(family, one)),
        key=lambda one: one.opens_at,
    )
    if not mine:
        return WindowDecision(Moment.NOT_YOURS)
    still = [one for one in mine if one.closes_at is None or now < one.closes_at]
    if not still:
        return WindowDecision(Moment.CLOSED, max(one.closes_at for one in mine if one.closes_at))
    first = still[0]
    if now < first.opens_at:
        return WindowDecision(Moment.NOT_YET, first.opens_at)
    return WindowDecision(Moment.OPEN, first.closes_at)


def of_the_day(windows: Iterable[BookingWindow], day: date) -> list[BookingWindow]:
    """The windows that govern a day: those of its periods, else those of the whole service."""
    found = list(windows)
    named = [one for one in found if one.period is not None and one.period.contains(day)]
    return named or [one for one in found if one.period is None]


def enters(family: Household, window: BookingWindow) -> bool:
    """Whether a family has all that a window asks."""
    return (
        (not window.residence or (window.residence == RESIDENT) == family.resident)
        and (window.school is None or window.school == family.school)
        and (not window.category or window.category == family.category)
    )


def in_french(decision: WindowDecision, zone: ZoneInfo) -> Decision:
    """The decision with the sentence a family reads, hours in the commune's own time."""
    if decision.moment is Moment.OPEN:
        return yes()
    if decision.moment is Moment.NOT_YOURS:
        return no("window_not_yours", "Les réservations ne sont pas ouvertes à votre famille.")
    assert decision.at is not None
    when = f"le {instant(decision.at, zone, month=True)}"
    if decision.moment is Moment.NOT_YET:
        return no("window_not_yet", f"Les réservations ouvrent {when}.")
    return no("window_closed", f"Les réservations ont fermé {when}.")

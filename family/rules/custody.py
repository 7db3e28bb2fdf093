"""Whose day it is when parents live apart, who may book it and who pays it (R69–R73)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from shared.values.decisions import Decision, no, yes
from shared.values.french_dates import day_long
from shared.values.ranges import DateRange

PAID_BY_OTHER = "réglé par l’autre parent"
OTHER_PARENT = "Jour de garde de l’autre parent"
OTHER_PAYS = "L’autre parent paie ce jour à la réservation\u00a0: lui seul peut le réserver."


class Rhythm(StrEnum):
    """How days alternate; the values are those of ``CustodyPlan.Pattern``."""

    ODD_EVEN = "odd_even"
    SPLIT_WEEK = "split_week"
    WEEKENDS = "weekends"
    ALWAYS = "always"


class HolidayHalves(StrEnum):
    """What becomes of school holidays; the values are those of ``CustodyPlan.Holidays``."""

    SAME = "same"
    FIRST_HALF_EVEN = "first_half_even"
    FIRST_HALF_ODD = "first_half_odd"


class Party(StrEnum):
    """A side of a plan: the parent of the day, or always the same one."""

    DAY_PARENT = "day_parent"
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Plan:
    """A custody calendar on ``span``; ``anchor`` is a Monday whose week is the first parent's.

    ``both_book``: either parent may book any day. ``second`` is None where every day is the
    first parent's. An exception gives all its days to ``first``.
    """

    first: UUID
    second: UUID | None
    rhythm: Rhythm
    anchor: date
    span: DateRange
    holidays: HolidayHalves = HolidayHalves.SAME
    both_book: bool = False
    payers: Party = Party.DAY_PARENT
    is_exception: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """A day of a child: the parent it belongs to, who pays it, and why, without any name."""

    parent: UUID
    payer: UUID
    parents: frozenset[UUID]
    both_book: bool
    reason: str


def whose_day(plans: Iterable[Plan], day: date, holidays: Sequence[DateRange] = ()) -> Turn | None:
    """The turn of a day; None without a plan on that day: it is everybody's (R69).

    An exception wins, then the halves of school holidays, then the rhythm.
    """
    found = [plan for plan in plans if plan.span.contains(day)]
    usual = next((plan for plan in found if not plan.is_exception), None)
    exception = next((plan for plan in found if plan.is_exception), None)
    if exception is not None:
        return _turn(usual or exception, exception.first, f"exception {_span(exception.span)}")
    if usual is None:
        return None
    is_first, reason = _in_holidays(usual, day, holidays) or _by_rhythm(usual, day)
    return _turn(usual, usual.first if is_first else usual.second or usual.first, reason)


def _turn(plan: Plan, parent: UUID, reason: str) -> Turn:
    payer = {
        Party.DAY_PARENT: parent,
        Party.FIRST: plan.first,
        Party.SECOND: plan.second or plan.first,
    }[plan.payers]
    both = frozenset({plan.first, plan.second or plan.first, parent})
    return Turn(parent, payer, both, plan.both_book, reason)


def may_book(turn: Turn | None, mine: Collection[UUID], *, pays_first: bool) -> Decision:
    """Whether a household may book a day of the child (R70, R73).

    ``mine``: the adults of the household. ``pays_first``: the service is paid when booked, so that
    only who pays the day books it. Reasons « other_parent », « other_pays ».
    """
    if turn is None:
        return yes()
    if pays_first:
        return yes() if turn.payer in mine else no("other_pays", OTHER_PAYS)
    return _is_theirs(turn, mine)


def may_cancel(turn: Turn | None, mine: Collection[UUID], *, pays_first: bool) -> Decision:
    """Whether a household may cancel a day: whose day it is, or who paid it (R73)."""
    if turn is None or (pays_first and turn.payer in mine):
        return yes()
    return _is_theirs(turn, mine)


def _is_theirs(turn: Turn, mine: Collection[UUID]) -> Decision:
    if turn.parent in mine or (turn.both_book and not turn.parents.isdisjoint(mine)):
        return yes()
    return no("other_parent", f"{OTHER_PARENT} ({turn.reason}).")


def halves(holiday: DateRange) -> tuple[DateRange, DateRange | None]:
    """Both halves of school holidays; an odd day in the middle belongs to the first half."""
    assert holiday.end is not None
    first = (len(holiday) + 1) // 2
    middle = date.fromordinal(holiday.start.toordinal() + first)
    second = DateRange(middle, holiday.end) if middle < holiday.end else None
    return DateRange(holiday.start, middle), second


def _in_holidays(plan: Plan, day: date, holidays: Sequence[DateRange]) -> tuple[bool, str] | None:
    """The half a holiday's day is in: the year is that of the holidays' first day, so that the
    holidays of Christmas do not change hands on 1 January."""
    if plan.holidays is HolidayHalves.SAME or plan.second is None:
        return None
    spans = [span for span in holidays if span.end is not None and span.contains(day)]
    if not spans:
        return None
    # The longest that covers the day, whatever the order of the calendar.
    holiday = max(spans, key=lambda span: (len(span), -span.start.toordinal()))
    in_first_half = halves(holiday)[0].contains(day)
    is_even = holiday.start.year % 2 == 0
    firsts_turn = is_even is (plan.holidays is HolidayHalves.FIRST_HALF_EVEN)
    said = "première moitié" if in_first_half else "seconde moitié"
    parity = "paire" if is_even else "impaire"
    return in_first_half is firsts_turn, f"{said} des vacances, année {parity}"


def _by_rhythm(plan: Plan, day: date) -> tuple[bool, str]:
    weeks, weekday = divmod((day - plan.anchor).days, 7)
    if plan.rhythm is Rhythm.ODD_EVEN:
        number = day.isocalendar().week
        parity = "impaire" if number % 2 else "paire"
        same = number % 2 == plan.anchor.isocalendar().week % 2
        return same, f"semaine {number}, {parity}"
    if plan.rhythm is Rhythm.SPLIT_WEEK:
        # Monday and Tuesday, Wednesday and Thursday, then Friday to Sunday in turn.
        if weekday < 4:
            return weekday < 2, "lundi et mardi" if weekday < 2 else "mercredi et jeudi"
        return weeks % 2 == 0, "du vendredi au dimanche, une semaine sur deux"
    if plan.rhythm is Rhythm.WEEKENDS:
        if weekday < 5:
            return True, "du lundi au vendredi"
        return weeks % 2 == 0, "un week-end sur deux"
    return True, "toute l’année"


def _span(span: DateRange) -> str:
    assert span.last is not None
    if span.last == span.start:
        return f"du {day_long(span.start)}"
    return f"du {day_long(span.start)} au {day_long(span.last)}"


def mistakes(
    plan: Plan, others: Iterable[Plan], *, tied: Mapping[UUID, UUID]
) -> list[tuple[str, str]]:
    """Why a plan may not be written: (code, French sentence).

    ``tied``: the child's adults, with the household of each.
    """
    return [(code, said) for wrong, code, said in _checks(plan, list(others), tied) if wrong]


def _checks(
    plan: Plan, others: list[Plan], tied: Mapping[UUID, UUID]
) -> list[tuple[bool, str, str]]:
    needs_second = not plan.is_exception and plan.rhythm is not Rhythm.ALWAYS
    halved = plan.holidays is not HolidayHalves.SAME
    return [
        (
            plan.first not in tied or (plan.second is not None and plan.second not in tied),
            "not_tied",
            "Cet adulte n’est pas responsable de cet enfant\u00a0: ajoutez-le d’abord.",
        ),
        (
            plan.second == plan.first,
            "same_parent",
            "Choisissez deux parents différents.",
        ),
        (
            # Each parent has prices, invoices and walls of their own (R71, R72).
            plan.second is not None
            and plan.second != plan.first
            and plan.first in tied
            and tied[plan.first] == tied.get(plan.second),
            "same_household",
            "Ces deux parents sont dans le même foyer\u00a0: ouvrez un dossier à l’un d’eux, puis "
            "rattachez-lui l’enfant.",
        ),
        (
            (needs_second or halved or plan.payers is Party.SECOND) and plan.second is None,
            "second_parent",
            "Indiquez le second parent\u00a0: ce rythme en demande deux.",
        ),
        (
            plan.anchor.weekday() != 0,
            "anchor_monday",
            "La semaine du premier parent commence un lundi.",
        ),
        (
            plan.is_exception and plan.span.end is None,
            "exception_dates",
            "Une exception a un premier et un dernier jour.",
        ),
        (
            any(
                plan.is_exception == other.is_exception and plan.span.overlaps(other.span)
                for other in others
            ),
            "custody_overlap",
            "Une autre exception couvre déjà ces jours."
            if plan.is_exception
            else "Un autre calendrier de garde couvre déjà ces jours\u00a0: terminez-le d’abord.",
        ),
    ]

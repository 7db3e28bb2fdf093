"""The warnings before long weekends (R23), and their sentences."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from booking.rules.deadline_kinds import Act, DeadlineRule, Kind, TableRow
from booking.rules.deadline_notes import Code, note
from booking.rules.deadline_words import note_sentence
from shared.values.ranges import DateRange
from shared.values.school_calendar import CalendarFacts, DayKind
from shared.values.workdays import CALENDAR_DAYS, WORKING_DAYS, Counting

PARIS = ZoneInfo("Europe/Paris")
TEN = time(10)
EASTER = date(2027, 3, 29)
ASCENSION, BRIDGE = date(2027, 5, 6), date(2027, 5, 7)
FACTS = CalendarFacts(
    holidays=(DateRange(date(2027, 4, 10), date(2027, 4, 26)),),
    public_holidays=frozenset({EASTER, ASCENSION}),
    overrides={BRIDGE: DayKind.CLOSED},
)


def eve(counting: Counting) -> DeadlineRule:
    return DeadlineRule(act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, at=TEN, counting=counting)


TABLE = DeadlineRule(
    act=Act.BOOK,
    kind=Kind.WEEKDAY_TABLE,
    table={0: TableRow(4, TEN), 1: TableRow(4, TEN), 4: TableRow(2, TEN)},
)
NOT_IN_HOLIDAYS = Counting(skip_weekends=True, skip_school_holidays=True)


@pytest.mark.parametrize(
    ("rule", "day", "code", "named"),
    [
        # Tuesday after Easter Monday: Friday instead of Monday.
        (eve(WORKING_DAYS), date(2027, 3, 30), Code.EARLIER, [EASTER]),
        (eve(WORKING_DAYS), date(2027, 3, 23), None, []),
        # Monday is a mere weekend away.
        (eve(WORKING_DAYS), date(2027, 3, 22), None, []),
        # The eve counts every day: it is Easter Monday itself.
        (eve(CALENDAR_DAYS), date(2027, 3, 30), Code.ON_CLOSED_DAY, [EASTER]),
        (eve(CALENDAR_DAYS), BRIDGE, Code.ON_CLOSED_DAY, [ASCENSION]),
        # Ascension and its bridge: the closed Friday counts, since closures were not left out.
        (eve(WORKING_DAYS), date(2027, 5, 10), Code.ON_CLOSED_DAY, [BRIDGE]),
        # Friday holds for Tuesday whatever Monday is, but nobody can call on Monday.
        (TABLE, date(2027, 3, 30), Code.LONG_WEEKEND, [EASTER]),
        (TABLE, date(2027, 3, 22), None, []),
        # A single public holiday between Wednesday and Friday is no long weekend.
        (TABLE, BRIDGE, None, []),
        (
            *(eve(NOT_IN_HOLIDAYS), date(2027, 4, 26), Code.EARLIER),
            [date(2027, 4, day) for day in (*range(12, 17), *range(19, 24))],
        ),
        (
            DeadlineRule(act=Act.BOOK, kind=Kind.ALWAYS),
            *(date(2027, 3, 30), None, []),
        ),
        # The same day: nothing stands between.
        (
            DeadlineRule(act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=0, at=TEN),
            *(EASTER, None, []),
        ),
    ],
)
def test_a_long_weekend_is_told(
    rule: DeadlineRule, day: date, code: Code | None, named: list[date]
) -> None:
    found = note(rule, day, FACTS, PARIS, starts_at=time(12))

    assert (found.code if found else None) is code
    assert list(found.days if found else ()) == named


@pytest.mark.parametrize(
    ("rule", "day", "names", "sentence"),
    [
        (
            eve(WORKING_DAYS),
            date(2027, 3, 30),
            ["Lundi de Pâques"],
            "Plus tôt que d’habitude (d’ordinaire : lun. 29 à 10:00) : Lundi de Pâques "
            "ne compte pas.",
        ),
        (
            eve(WORKING_DAYS),
            date(2027, 3, 30),
            ["Lundi de Pâques", "Grève"],
            "Plus tôt que d’habitude (d’ordinaire : lun. 29 à 10:00) : Lundi de Pâques et Grève "
            "ne comptent pas.",
        ),
        (
            eve(CALENDAR_DAYS),
            date(2027, 3, 30),
            ["Lundi de Pâques"],
            "Le dernier jour est fermé : Lundi de Pâques.",
        ),
        (
            TABLE,
            date(2027, 3, 30),
            ["Lundi de Pâques"],
            "Long week-end juste avant : Lundi de Pâques.",
        ),
    ],
)
def test_a_warning_is_a_sentence(
    rule: DeadlineRule, day: date, names: list[str], sentence: str
) -> None:
    found = note(rule, day, FACTS, PARIS, starts_at=time(12))

    assert found is not None
    assert note_sentence(found, names, PARIS, day=day).replace("\u00a0", " ") == sentence

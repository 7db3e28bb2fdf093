"""The official calendar: the public holidays of the right place, and the cut-offs they give."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from booking.rules.cutoffs import cutoff
from booking.rules.deadline_kinds import Act, DeadlineRule, Kind
from booking.selectors import school_seed
from shared.values.school_calendar import CalendarFacts
from shared.values.workdays import WORKING_DAYS

PARIS = ZoneInfo("Europe/Paris")
EVE = DeadlineRule(act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, at=time(10), counting=WORKING_DAYS)


def public_holidays(year: int, department: str) -> dict[date, str]:
    found = school_seed.proposals("", year, department=department)
    return {days.start: name for kind, name, days in found if kind == "public_holiday"}


def test_the_nation_has_eleven() -> None:
    assert list(public_holidays(2026, "35")) == [
        date(2026, 11, 1),
        date(2026, 11, 11),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 8),
        date(2027, 5, 17),
        date(2027, 7, 14),
        date(2027, 8, 15),
    ]
    assert public_holidays(2026, "") == public_holidays(2026, "35")


@pytest.mark.parametrize(
    ("department", "own"),
    [
        ("57", [date(2026, 12, 26), date(2027, 3, 26)]),
        ("67", [date(2026, 12, 26), date(2027, 3, 26)]),
        ("68", [date(2026, 12, 26), date(2027, 3, 26)]),
        ("972", [date(2027, 5, 22), date(2027, 7, 21)]),
        ("973", [date(2027, 6, 10)]),
        ("974", [date(2026, 12, 20)]),
        ("975", []),
        ("976", [date(2027, 4, 27)]),
        ("977", [date(2026, 10, 9)]),
        ("978", [date(2027, 5, 28), date(2027, 7, 21)]),
        ("986", [date(2027, 4, 28), date(2027, 6, 29), date(2027, 7, 29)]),
        ("987", [date(2026, 11, 20), date(2027, 3, 5), date(2027, 3, 26)]),
        ("988", [date(2026, 9, 24)]),
    ],
)
def test_a_place_has_its_own_besides(department: str, own: list[date]) -> None:
    nation = public_holidays(2026, "")

    found = public_holidays(2026, department)

    assert sorted(found.keys() - nation.keys()) == own
    assert nation.keys() <= found.keys()


def test_guadeloupe_has_its_abolition_day() -> None:
    assert public_holidays(2026, "971")[date(2027, 5, 27)] == "Abolition de l’esclavage"


@pytest.mark.parametrize(
    ("department", "day", "last"),
    [
        # Good Friday, then Easter Monday: Strasbourg stops on Thursday, Rennes on Friday.
        ("35", date(2027, 3, 30), date(2027, 3, 26)),
        ("57", date(2027, 3, 30), date(2027, 3, 25)),
        ("67", date(2027, 3, 30), date(2027, 3, 25)),
        ("68", date(2027, 3, 30), date(2027, 3, 25)),
        # 26 December 2028 is a Tuesday.
        ("35", date(2028, 12, 27), date(2028, 12, 26)),
        ("67", date(2028, 12, 27), date(2028, 12, 22)),
        # The abolition of slavery, each on its day.
        ("35", date(2027, 5, 28), date(2027, 5, 27)),
        ("971", date(2027, 5, 28), date(2027, 5, 26)),
        ("972", date(2028, 5, 23), date(2028, 5, 19)),
        ("973", date(2027, 6, 11), date(2027, 6, 9)),
        ("974", date(2027, 12, 21), date(2027, 12, 17)),
        ("976", date(2027, 4, 28), date(2027, 4, 26)),
        ("988", date(2027, 9, 27), date(2027, 9, 23)),
    ],
)
def test_the_eve_counts_the_holidays_of_the_place(department: str, day: date, last: date) -> None:
    """R23."""
    facts = CalendarFacts(
        public_holidays=frozenset(
            one for year in (2026, 2027, 2028) for one in public_holidays(year, department)
        )
    )

    limit = cutoff(EVE, day, facts, PARIS)

    assert isinstance(limit, datetime)
    assert limit.astimezone(PARIS).date() == last

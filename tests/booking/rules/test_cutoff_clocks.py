"""Cut-offs on the clocks of France: overseas, the last Sundays of March and October (R6)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from booking.rules.cutoffs import cutoff, first_instant, service_start
from booking.rules.deadline_kinds import Act, DeadlineRule, Kind
from booking.rules.deadline_words import cutoff_text
from shared.values.school_calendar import CalendarFacts
from shared.values.workdays import WORKING_DAYS, Counting

PARIS = ZoneInfo("Europe/Paris")
MIQUELON = ZoneInfo("America/Miquelon")
NOTHING = CalendarFacts()
TEN = time(10)
EVE = DeadlineRule(
    act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, at=TEN, counting=Counting(skip_weekends=True)
)


def utc(limit: object) -> str:
    assert isinstance(limit, datetime)
    assert limit.utcoffset() is not None
    return f"{limit.astimezone(ZoneInfo('UTC')):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("zone", "refused_from"),
    [
        ("Europe/Paris", "2027-01-11T09:00"),
        ("America/Martinique", "2027-01-11T14:00"),
        ("America/Guadeloupe", "2027-01-11T14:00"),
        ("America/Cayenne", "2027-01-11T13:00"),
        ("America/Miquelon", "2027-01-11T13:00"),
        ("Indian/Reunion", "2027-01-11T06:00"),
        ("Indian/Mayotte", "2027-01-11T07:00"),
        ("Pacific/Noumea", "2027-01-10T23:00"),
        ("Pacific/Wallis", "2027-01-10T22:00"),
        ("Pacific/Tahiti", "2027-01-11T20:00"),
        ("Pacific/Marquesas", "2027-01-11T19:30"),
    ],
)
def test_a_commune_counts_in_its_own_time(zone: str, refused_from: str) -> None:
    """« jusqu’à lundi 10 h » for Tuesday 12 January is ten o'clock on the commune's wall."""
    limit = cutoff(EVE, date(2027, 1, 12), NOTHING, ZoneInfo(zone))

    assert utc(limit) == refused_from


def test_the_eve_is_the_communes_eve() -> None:
    """In Tahiti Monday 23:59 is already Tuesday 10 h in UTC, and Monday still counts."""
    late = DeadlineRule(act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, counting=WORKING_DAYS)

    assert utc(cutoff(late, date(2027, 1, 12), NOTHING, ZoneInfo("Pacific/Tahiti"))) == (
        "2027-01-12T10:00"
    )


@pytest.mark.parametrize(
    ("day", "refused_from"),
    [
        (date(2027, 3, 29), "2027-03-26T09:00"),
        (date(2027, 3, 30), "2027-03-29T08:00"),
        (date(2027, 11, 1), "2027-10-29T08:00"),
        (date(2027, 11, 2), "2027-11-01T09:00"),
    ],
)
def test_a_change_of_clock_moves_no_deadline(day: date, refused_from: str) -> None:
    """10 h stays 10 h on both sides of 28 March and 31 October 2027."""
    assert utc(cutoff(EVE, day, NOTHING, PARIS)) == refused_from


@pytest.mark.parametrize(
    ("day", "refused_from"),
    [(date(2027, 3, 29), "2027-03-27T07:00"), (date(2027, 11, 1), "2027-10-30T06:00")],
)
def test_48_hours_across_a_change_of_clock_keep_the_hour(day: date, refused_from: str) -> None:
    two_days = DeadlineRule(act=Act.BOOK, kind=Kind.HOURS_BEFORE, hours=48)

    assert utc(cutoff(two_days, day, NOTHING, PARIS, starts_at=time(8))) == refused_from


@pytest.mark.parametrize(
    ("zone", "day", "at", "refused_from", "shown"),
    [
        # 2:30 does not exist on 28 March: at 2:00 it is 3:00, and it is over.
        (PARIS, date(2027, 3, 29), time(2, 30), "2027-03-28T01:00", "dim. 28 mars à 3:00"),
        (PARIS, date(2027, 3, 29), time(2), "2027-03-28T01:00", "dim. 28 mars à 3:00"),
        (PARIS, date(2027, 3, 29), time(1, 59), "2027-03-28T00:59", "dim. 28 mars à 1:59"),
        (PARIS, date(2027, 3, 29), time(3), "2027-03-28T01:00", "dim. 28 mars à 3:00"),
        # 2:30 comes twice on 31 October: the first one ends it.
        (PARIS, date(2027, 11, 1), time(2, 30), "2027-10-31T00:30", "dim. 31 oct. à 2:30"),
        (PARIS, date(2027, 11, 1), time(3), "2027-10-31T02:00", "dim. 31 oct. à 3:00"),
        # Saint-Pierre-et-Miquelon changes with America, on other Sundays.
        (MIQUELON, date(2027, 3, 15), time(2, 30), "2027-03-14T05:00", "dim. 14 mars à 3:00"),
        (MIQUELON, date(2027, 11, 8), time(1, 30), "2027-11-07T03:30", "dim. 7 nov. à 1:30"),
    ],
)
def test_an_hour_that_the_clock_skips_or_repeats(
    zone: ZoneInfo, day: date, at: time, refused_from: str, shown: str
) -> None:
    night = DeadlineRule(act=Act.BOOK, kind=Kind.DAYS_BEFORE, days=1, at=at)

    limit = cutoff(night, day, NOTHING, zone)

    assert utc(limit) == refused_from
    assert isinstance(limit, datetime)
    assert cutoff_text(limit, zone).replace("\u00a0", " ") == shown


def test_a_service_that_starts_in_the_skipped_hour_starts_when_it_is_skipped() -> None:
    assert utc(service_start(date(2027, 3, 28), time(2, 15), PARIS)) == "2027-03-28T01:00"


def test_a_skipped_hour_is_found_to_the_instant() -> None:
    assert first_instant(datetime(2027, 3, 28, 2, 59, 59, 999_999), PARIS) == datetime(  # noqa: DTZ001
        2027, 3, 28, 1, tzinfo=ZoneInfo("UTC")
    )

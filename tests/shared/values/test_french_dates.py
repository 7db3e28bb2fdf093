"""Dates in French: tables of the words a family reads."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from shared.values import french_dates

PARIS = ZoneInfo("Europe/Paris")
GUADELOUPE = ZoneInfo("America/Guadeloupe")
NBSP = "\u00a0"


def nbsp(text: str) -> str:
    """In these tables « _ » stands for the no-break space, which a reader would not see."""
    return text.replace("_", NBSP)


@pytest.mark.parametrize(
    ("day", "short", "long"),
    [
        (date(2027, 1, 4), "lun._4_janv.", "lundi 4_janvier 2027"),
        (date(2027, 2, 1), "lun._1er_févr.", "lundi 1er_février 2027"),
        (date(2026, 8, 15), "sam._15_août", "samedi 15_août 2026"),
        (date(2026, 12, 31), "jeu._31_déc.", "jeudi 31_décembre 2026"),
        (date(2028, 2, 29), "mar._29_févr.", "mardi 29_février 2028"),
    ],
)
def test_day_is_written_short_and_long(day: date, short: str, long: str) -> None:
    assert french_dates.day_short(day) == nbsp(short)
    assert french_dates.day_long(day) == nbsp(long)


def test_day_short_tells_the_year_when_asked() -> None:
    assert french_dates.day_short(date(2027, 1, 4), year=True) == nbsp("lun._4_janv._2027")


@pytest.mark.parametrize(
    ("moment", "zone", "shown", "spoken"),
    [
        (datetime(2027, 2, 4, 9, 0, tzinfo=UTC), PARIS, "jeu._4 à_10:00", "jeudi 4_février à 10_h"),
        (
            datetime(2027, 7, 1, 6, 5, tzinfo=UTC),
            PARIS,
            "jeu._1er à_8:05",
            "jeudi 1er_juillet à 8_h_05",
        ),
        (
            datetime(2027, 1, 1, 2, 0, tzinfo=UTC),
            GUADELOUPE,
            "jeu._31 à_22:00",
            "jeudi 31_décembre à 22_h",
        ),
    ],
)
def test_instant_is_told_in_the_zone_of_the_commune(
    moment: datetime, zone: ZoneInfo, shown: str, spoken: str
) -> None:
    """R21: the cut-off printed beside a cell is the commune's local hour."""
    assert french_dates.instant(moment, zone) == nbsp(shown)
    assert french_dates.instant_spoken(moment, zone) == nbsp(spoken)


def test_instant_can_tell_its_month() -> None:
    moment = datetime(2027, 2, 4, 9, 0, tzinfo=UTC)

    assert french_dates.instant(moment, PARIS, month=True) == nbsp("jeu._4_févr. à_10:00")


def test_instant_refuses_a_naive_moment() -> None:
    with pytest.raises(ValueError, match="naive"):
        french_dates.instant(datetime(2027, 2, 4, 9, 0), PARIS)  # noqa: DTZ001 - the refused case


def test_hour_is_shown_without_a_leading_zero() -> None:
    assert french_dates.hour(time(8, 5)) == "8:05"
    assert french_dates.hour_spoken(time(0, 0)) == nbsp("0_h")


@pytest.mark.parametrize(
    ("days", "text"),
    [
        ([], ""),
        ([date(2027, 1, 25)], "25_janv."),
        (
            [date(2027, 2, 4), date(2027, 1, 25), date(2027, 1, 28), date(2027, 2, 1)],
            "25, 28_janv., 1er, 4_févr.",
        ),
        ([date(2026, 12, 31), date(2027, 12, 31)], "31_déc., 31_déc."),
    ],
)
def test_day_list_says_each_month_once(days: list[date], text: str) -> None:
    assert french_dates.day_list(days) == nbsp(text)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2027, 1, 4), date(2027, 1, 4), "le 4_janvier 2027"),
        (date(2027, 1, 4), date(2027, 1, 8), "du 4 au 8_janvier 2027"),
        (date(2027, 2, 1), date(2027, 3, 1), "du 1er_février au 1er_mars 2027"),
        (date(2026, 12, 21), date(2027, 1, 3), "du 21_décembre 2026 au 3_janvier 2027"),
    ],
)
def test_day_range_repeats_only_what_differs(first: date, last: date, text: str) -> None:
    assert french_dates.day_range(first, last) == nbsp(text)


def test_day_range_refuses_to_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="ends before"):
        french_dates.day_range(date(2027, 1, 2), date(2027, 1, 1))


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2027, 1, 11), "hier"),
        (date(2027, 1, 12), "aujourd’hui"),
        (date(2027, 1, 13), "demain"),
        (date(2027, 1, 15), "ven._15_janv."),
        (date(2026, 12, 31), "jeu._31_déc._2026"),
    ],
)
def test_day_relative_to_today(day: date, text: str) -> None:
    assert french_dates.day_relative(day, date(2027, 1, 12)) == nbsp(text)


@pytest.mark.parametrize(
    ("month", "text"), [(1, "de janvier"), (4, "d’avril"), (8, "d’août"), (10, "d’octobre")]
)
def test_month_with_of_elides_before_a_vowel(month: int, text: str) -> None:
    assert french_dates.month_with_of(date(2027, month, 1)) == text


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ""),
        (["Léa"], "Léa"),
        (["Léa", "Hugo"], "Léa et Hugo"),
        (["Léa", "Hugo", "Noé"], "Léa, Hugo et Noé"),
    ],
)
def test_enumeration_ends_with_et(words: list[str], text: str) -> None:
    assert french_dates.enumeration(words) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0_min"),
        (25, "25_min"),
        (60, "1_h"),
        (65, "1_h_05"),
        (2879, "47_h_59"),
        (2880, "2_jours"),
    ],
)
def test_duration_is_told_in_the_largest_useful_unit(minutes: int, text: str) -> None:
    assert french_dates.duration(timedelta(minutes=minutes)) == nbsp(text)


def test_week_is_the_iso_week_even_across_a_year() -> None:
    assert french_dates.week(date(2027, 1, 1)) == nbsp("Semaine_53")

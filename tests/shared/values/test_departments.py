"""From a postcode to the territory that decides public holidays and the hour (R6, R20)."""

import pytest

from shared.values.departments import TIME_ZONES, department_of, time_zone_problem


@pytest.mark.parametrize(
    ("postcode", "department"),
    [
        ("35000", "35"),
        ("01000", "01"),
        ("57000", "57"),
        ("67000", "67"),
        ("68100", "68"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("20999", "20"),
        ("97110", "971"),
        ("97200", "972"),
        ("97300", "973"),
        ("97400", "974"),
        ("97500", "975"),
        ("97600", "976"),
        ("97133", "977"),
        ("97150", "978"),
        ("98600", "986"),
        ("98714", "987"),
        ("98800", "988"),
        ("", ""),
        ("3500", ""),
        ("3500A", ""),
        ("٣٥٠٠٠", ""),
    ],
)
def test_department_of_a_postcode(postcode: str, department: str) -> None:
    assert department_of(postcode) == department


@pytest.mark.parametrize(
    ("postcode", "time_zone", "fits"),
    [
        ("35000", "Europe/Paris", True),
        ("20000", "Europe/Paris", True),
        ("35000", "Indian/Reunion", False),
        ("97400", "Indian/Reunion", True),
        ("97400", "Europe/Paris", False),
        ("98714", "Pacific/Tahiti", True),
        ("98742", "Pacific/Marquesas", True),
        ("98755", "Pacific/Gambier", True),
        ("98714", "Pacific/Noumea", False),
        ("", "Pacific/Noumea", True),
    ],
)
def test_a_commune_lives_at_its_own_hour(postcode: str, time_zone: str, fits: bool) -> None:
    assert (time_zone_problem(postcode, time_zone) == "") is fits


def test_the_right_hour_is_told() -> None:
    assert time_zone_problem("97400", "Europe/Paris").replace("\u00a0", " ") == (
        "Le code postal 97400 est à l’heure de Indian/Reunion : "
        "changez le fuseau ou le code postal."
    )


def test_every_territory_has_its_hour() -> None:
    assert set(TIME_ZONES) == {str(one) for one in (*range(971, 979), 986, 987, 988)}

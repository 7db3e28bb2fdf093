"""Official calendars by zone, public holidays by department (R7)."""

from datetime import date

import pytest

from booking.selectors import school_seed
from shared.values.school_calendar import Zone


def days(zone, year, department=""):
    return {
        name: (span.start, span.last)
        for kind, name, span in school_seed.proposals(zone, year, department=department)
        if kind == "holiday"
    }


def public(department):
    found = school_seed.proposals("A", 2026, department=department)
    return {name: span.start for kind, name, span in found if kind == "public_holiday"}


def test_three_zones_share_christmas_and_differ_in_february():
    """Published calendar 2025-2026: A, B then C leave in winter, one week after the other."""
    found = {zone: days(zone, 2025) for zone in "ABC"}
    winter = {zone: all_days["Vacances d’hiver"][0] for zone, all_days in found.items()}
    assert winter == {"A": date(2026, 2, 7), "B": date(2026, 2, 14), "C": date(2026, 2, 21)}
    assert len({all_days["Vacances de Noël"] for all_days in found.values()}) == 1


@pytest.mark.parametrize("zone", [zone for zone in Zone if zone.value not in {"A", "B", "C"}])
def test_corsica_and_overseas_get_public_holidays_only(zone):
    """The commune types its own holidays: nothing false is proposed."""
    found = school_seed.proposals(zone.value, 2026, department="974")
    assert {kind for kind, _name, _span in found} == {"public_holiday"}


@pytest.mark.parametrize(
    ("department", "name", "day"),
    [
        ("67", "Vendredi saint", date(2027, 3, 26)),
        ("57", "Saint-Étienne", date(2026, 12, 26)),
        ("971", "Abolition de l’esclavage", date(2027, 5, 27)),
        ("972", "Abolition de l’esclavage", date(2027, 5, 22)),
        ("973", "Abolition de l’esclavage", date(2027, 6, 10)),
        ("974", "Abolition de l’esclavage", date(2026, 12, 20)),
        ("976", "Abolition de l’esclavage", date(2027, 4, 27)),
        ("988", "Fête de la Citoyenneté", date(2026, 9, 24)),
    ],
)
def test_each_place_has_its_own_public_holidays(department, name, day):
    assert public(department)[name] == day
    assert name not in public("75")


@pytest.mark.parametrize("department", ["2A", "20", "975", "977", "978", "986", "987", "", "999"])
def test_any_department_keeps_the_national_days(department):
    assert public(department)["Fête nationale"] == date(2027, 7, 14)


def test_year_not_published_gives_public_holidays_only():
    assert days("A", 2099) == {}

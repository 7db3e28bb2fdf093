"""What a family reads beside a day: a long weekend before it, an exception's motive (R23, R25)."""

from datetime import UTC, date, datetime, time

import pytest

from booking.models import CalendarEntry
from booking.operations.setup import deadlines
from booking.selectors import calendar
from shared.values.ranges import DateRange
from tests.factories import accounts, booking, families

pytestmark = pytest.mark.django_db
ASCENSION, BRIDGE, MONDAY = date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 10)
NOW = datetime(2027, 5, 3, 8, tzinfo=UTC)


@pytest.fixture
def may(scope):
    """Léa's canteen around Ascension 2027; two working days before, at 10:00."""
    home = families.martin()
    days = [date(2027, 5, 4), MONDAY, date(2027, 5, 11), date(2027, 5, 18)]
    home.canteen = booking.canteen([home.lea], days=days)
    home.member = accounts.member(scope, home.guardian)
    for kind, name, day in (
        ("public_holiday", "Ascension", ASCENSION),
        ("closure", "Pont de l’Ascension", BRIDGE),
    ):
        CalendarEntry.objects.create(
            kind=kind, name=name, starts_on=day, ends_on=day.replace(day=day.day + 1)
        )
    return home


def notes(home, now=NOW):
    page = calendar.month(
        home.member, service_id=home.canteen.service.id, now=now, month=date(2027, 5, 1)
    )
    return {
        day.date: day.note.replace("\u00a0", " ")
        for week in page.weeks
        for day in week.days
        if day.note and day.cells
    }


def test_monday_after_the_bridge_says_its_early_limit_and_an_ordinary_week_nothing(may):
    """The Friday is closed but counts: the limit of Monday is Wednesday, that of Tuesday Friday."""
    assert notes(may) == {
        MONDAY: "Attention, Pont de l’Ascension : limite mercredi 5 à 10 h.",
        date(2027, 5, 11): "Attention, Pont de l’Ascension : limite ce jour-là, vendredi 7 à 10 h.",
    }


def test_bridge_is_named_where_no_entry_does(may):
    CalendarEntry.objects.filter(kind="closure").update(name="Fermeture")
    assert "pont (Ascension et Fermeture)" in notes(may)[MONDAY]


def test_booked_day_says_the_limit_to_cancel_and_a_passed_one_nothing(may):
    opening = may.canteen.openings[MONDAY]
    booking.reservation(may.lea, opening, may.guardian)
    assert "mercredi 5 à" in notes(may)[MONDAY]
    after = datetime(2027, 5, 5, 9, tzinfo=UTC)
    assert MONDAY not in notes(may, after)


@pytest.mark.parametrize("day_is_shut", [False, True])
def test_exception_is_told_with_its_motive(may, day_is_shut):
    """R25: « traiteur fermé » stands in the sentence, and below a cell that is dead."""
    tuesday = date(2027, 5, 18)
    deadlines.save_exception(
        may.canteen.service,
        acts=["book", "cancel"],
        span=DateRange.inclusive(tuesday, tuesday),
        limit=None if day_is_shut else datetime.combine(date(2027, 5, 12), time(8), UTC),
        motive="traiteur fermé.",
        by=accounts.agent(may.member.commune).actor,
        now=NOW,
    )
    page = calendar.one_cell(
        may.member,
        child_id=may.lea.id,
        activity_id=may.canteen.meal.id,
        day=tuesday,
        now=NOW,
    ).cell
    assert "(traiteur fermé)" in (page.reason if day_is_shut else page.until)
    assert notes(may).get(tuesday, "") == ("Traiteur fermé." if day_is_shut else "")

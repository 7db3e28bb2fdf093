"""The one statement brings links, windows, classes and the family's category too."""

from datetime import date, timedelta

import pytest

from booking.models import ActivityLink, BookingWindow, Period
from booking.selectors import facts
from booking.selectors.openings import read
from booking.selectors.verdicts import Judge
from family.models import School, Schooling
from tests.factories import booking, families

pytestmark = pytest.mark.django_db
DAY = date(2027, 1, 11)


@pytest.fixture
def home(scope):
    made = families.martin()
    made.canteen = booking.canteen([made.lea], days=[DAY], kind="leisure")
    return made


def load(home):
    return facts.load(guardian_id=home.guardian.id, since=DAY, until=DAY + timedelta(days=1))


def judged(home, now, **more):
    known = load(home)
    return Judge(known, now).book(
        known.children[home.lea.id],
        home.canteen.meal.id,
        DAY,
        openings=read([home.canteen.meal.id], [None], since=DAY, until=DAY + timedelta(days=1)),
        same_day=(),
        **more,
    )


def test_class_of_the_school_year_and_category(home):
    Schooling.objects.filter(child=home.lea).delete()
    school = School.objects.create(name="École Prévert")
    for year, level in ((2025, "CP"), (2026, "CE1")):
        Schooling.objects.create(
            child=home.lea, school=school, school_year=year, level=level, class_name="A"
        )
    home.family.category = "Agent communal"
    home.family.save()
    known = load(home)
    lea = known.children[home.lea.id]
    found = lea.schooling(DAY)
    assert (found.school_id, found.level, found.class_name) == (school.id, "CE1", "A")
    assert lea.schooling(date(2026, 8, 31)).level == "CP"
    assert lea.schooling(date(2027, 9, 1)) is None
    assert known.payer.category == "Agent communal"


def test_links_are_read(home):
    day = booking.activity(home.canteen.service, "Journée", unit="day", youngest_months=30)
    ActivityLink.objects.create(activity=day, other=home.canteen.meal, kind="implies")
    known = load(home)
    assert known.links.implied(day.id) == (home.canteen.meal.id,)
    assert known.activities[day.id].youngest_months == 30


def test_judge_refuses_before_the_window_and_an_agent_passes(home, now):
    period = Period.objects.create(
        service=home.canteen.service, name="Janvier", starts_on=DAY, ends_on=DAY + timedelta(days=5)
    )
    window = BookingWindow.objects.create(
        service=home.canteen.service, period=period, opens_at=now + timedelta(days=6)
    )
    refused = judged(home, now)
    assert refused.reason.code == "window_not_yet"
    assert not refused.is_late
    assert judged(home, now, by_agent=True).allowed
    assert judged(home, window.opens_at).allowed


def test_canteen_sorts_nobody_even_if_a_window_says_so(home, now):
    """R44: a service that became a canteen after its windows were set."""
    BookingWindow.objects.create(
        service=home.canteen.service, opens_at=now, category="Agent communal"
    )
    assert judged(home, now).reason.code == "window_not_yours"
    type(home.canteen.service).objects.update(kind="canteen")
    assert judged(home, now).allowed

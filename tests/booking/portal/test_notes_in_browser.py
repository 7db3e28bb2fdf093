"""Long weekends and exceptions below the days they concern, in a browser (R23, R25)."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from booking.models import CalendarEntry
from booking.operations.setup import deadlines
from shared.actors import SYSTEM
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = Path(__file__).parents[3] / "screenshots" / "booking_portal"
EXCEPTIONS = (
    (date(2027, 5, 18), datetime(2027, 5, 12, 8, tzinfo=UTC)),
    (date(2027, 5, 25), None),
)


@pytest.fixture
def may(live, page, client, monkeypatch):
    """A month with Ascension, its bridge and two exceptions; returns its address for Claire."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2027-05-03T10:00")
    with commune_scope(live.jolieville):
        martin = families.martin()
        shut = {date(2027, 5, 6), date(2027, 5, 7), date(2027, 5, 17)}
        days = [d for d in school_days(date(2027, 5, 3), date(2027, 5, 28)) if d not in shut]
        canteen = booking.canteen(martin.children, days=days)
        booking.reservation(martin.lea, canteen.openings[date(2027, 5, 10)], martin.guardian)
        for kind, name, day in (
            ("public_holiday", "Ascension", 6),
            ("closure", "Pont de l’Ascension", 7),
            ("public_holiday", "Lundi de Pentecôte", 17),
        ):
            CalendarEntry.objects.create(
                kind=kind,
                name=name,
                starts_on=date(2027, 5, day),
                ends_on=date(2027, 5, day + 1),
            )
        for day, limit in EXCEPTIONS:
            deadlines.save_exception(
                canteen.service,
                acts=["book", "cancel"],
                span=DateRange.inclusive(day, day),
                limit=limit,
                motive="traiteur fermé",
                by=SYSTEM,
                now=datetime(2027, 5, 3, 8, tzinfo=UTC),
            )
        member = accounts.member(live.jolieville, martin.guardian, username="claire.martin")
    client.force_login(member.account)
    page.context.add_cookies(
        [{"name": key, "value": one.value, "url": live.url} for key, one in client.cookies.items()]
    )
    month = f"{live.url}/c/jolieville/reserver/{canteen.service.pk}/?mois=2027-05"
    return f"{month}&enfant={martin.lea.pk}"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_family_reads_the_bridge_and_the_exception_below_the_day(may, page, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(may)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"calendar-notes-{width}.png", full_page=True)

    assert "Pont de l’Ascension" in page.inner_text("#j-20270510 .note")
    assert "(traiteur fermé)" in page.inner_text("#j-20270518 .cutoff")
    assert page.inner_text("#j-20270525 .note") == "Traiteur fermé."
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert Axe().run(page).response["violations"] == []

    page.click("#j-20270511 .cell")
    page.wait_for_selector("#j-20270511 .s-in_cart")
    assert "vendredi 7" in page.inner_text("#j-20270511 .note")

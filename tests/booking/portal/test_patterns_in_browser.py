"""*Mes rythmes* as a parent sees them: no rule of axe is broken, nothing scrolls sideways."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = Path(__file__).parents[3] / "screenshots" / "booking_portal"


@pytest.fixture
def claire(live, page, client):
    """Claire with two rhythms, signed in; returns the addresses to look at."""
    with commune_scope(live.jolieville):
        martin = families.martin()
        canteen = booking.canteen(
            martin.children, days=school_days(date(2027, 1, 4), date(2027, 1, 29))
        )
        member = accounts.member(live.jolieville, martin.guardian, username="claire.martin")
        rhythm = booking.pattern(martin.lea, canteen.meal, martin.guardian)
        booking.pattern(martin.hugo, canteen.meal, martin.guardian, weekdays=[1, 4], weeks="odd")
        booking.reservation(martin.lea, canteen.openings[date(2027, 1, 14)], martin.guardian)
    client.force_login(member.account)
    page.context.add_cookies(
        [{"name": key, "value": one.value, "url": live.url} for key, one in client.cookies.items()]
    )
    home = f"{live.url}/c/jolieville"
    period = f"{home}/reserver/{canteen.service.pk}/periode/"
    return {
        "list": f"{home}/rythmes/",
        "change": f"{home}/rythmes/{rhythm.pk}/?jour=0&jour=1&semaines=all&au=2027-01-29&voir=1",
        "period": f"{period}?enfant={martin.lea.pk}&prestation={canteen.meal.pk}&jour=0&jour=3"
        "&du=2027-01-04&au=2027-01-29&semaines=all&garder=on&voir=1",
    }


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["list", "change", "period"])
def test_page_is_clean(claire, page, width, name):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.goto(claire[name]).status == 200

    page.screenshot(path=SHOTS / f"rythmes-{name}-{width}.png", full_page=True)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

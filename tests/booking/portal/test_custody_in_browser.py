"""A child of two homes as a parent and an agent see it: axe, width, pictures (R69–R73)."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from family.models import CustodyPlan
from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = Path(__file__).parents[3] / "screenshots" / "booking_portal"


@pytest.fixture
def homes(live, page, client, monkeypatch):
    """Claire and Marc share Léa; some days booked by each. ``.sign_in(account)``."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")
    with commune_scope(live.jolieville):
        hers = families.martin()
        his = families.apart(hers)
        days = school_days(date(2027, 1, 4), date(2027, 1, 29))
        hers.canteen = booking.canteen(hers.children, days=days)
        hers.care = booking.canteen(hers.children, days=days, name="Accueil du soir")
        hers.member = accounts.member(live.jolieville, hers.guardian, username="claire.martin")
        hers.agent = accounts.agent(live.jolieville, username="nadia.lebrun")
        families.custody(
            hers.lea,
            hers.guardian,
            None,
            days=(date(2027, 1, 14), date(2027, 1, 16)),
            pattern="always",
        )
        for day, home in ((days[0], hers), (days[4], his), (days[5], his), (days[8], hers)):
            booking.reservation(hers.lea, hers.canteen.openings[day], home.guardian)
        CustodyPlan.objects.filter(is_exception=False).update(is_restricted=True)

    def sign_in(account):
        client.force_login(account)
        page.context.add_cookies(
            [{"name": k, "value": one.value, "url": live.url} for k, one in client.cookies.items()]
        )
        return page

    hers.sign_in, hers.url = sign_in, f"{live.url}/c/jolieville"
    hers.main = live.url
    return hers


def look(page, name):
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert Axe().run(page).response["violations"] == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_a_parent_sees_whose_day_it_is_and_books_their_own(homes):
    page = homes.sign_in(homes.member.account)
    month = f"{homes.url}/reserver/{homes.canteen.service.pk}/?mois=2027-01"
    assert page.goto(f"{month}&enfant={homes.lea.pk}").status == 200
    look(page, "garde-enfant")
    his = page.locator("#j-20270112")
    assert "Chez l’autre parent" in his.inner_text()
    assert his.locator("button").get_attribute("aria-disabled") == "true"
    page.click("#j-20270108 button")
    page.wait_for_selector("#j-20270108 .s-in_cart")
    page.goto(f"{month}&enfant=tous")
    look(page, "garde-tous")
    page.goto(f"{homes.main}/foyer/")
    assert "Semaines impaires chez vous, semaines paires chez l’autre parent." in page.inner_text(
        "main"
    )
    look(page, "garde-foyer")
    period = f"{homes.url}/reserver/{homes.canteen.service.pk}/periode/?enfant={homes.lea.pk}"
    meal = homes.canteen.meal.pk
    page.goto(
        f"{period}&prestation={meal}&jour=0&jour=4&du=2027-01-04&au=2027-01-29&semaines=all&voir=1"
    )
    assert "Jour de garde de l’autre parent" in page.inner_text("#apercu")
    look(page, "garde-periode")


def test_an_agent_reads_and_writes_the_calendar(homes):
    page = homes.sign_in(homes.agent.account)
    assert page.goto(f"{homes.url}/gestion/enfants/{homes.lea.pk}/garde/").status == 200
    look(page, "garde-mairie")
    page.goto(f"{homes.url}/gestion/familles/{homes.lea.family_id}/")
    look(page, "garde-dossier")

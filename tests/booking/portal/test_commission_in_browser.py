"""The tick of siblings beside the calendar: kept by a tap, by keyboard too, clean for axe."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from booking.models import Reservation
from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = Path(__file__).parents[3] / "screenshots" / "booking_portal"
DAYS = school_days(date(2026, 12, 1), date(2026, 12, 18))


@pytest.fixture
def claire(live, page, client):
    """Claire before the days that a commission shares, signed in."""
    with commune_scope(live.jolieville):
        martin = families.martin()
        centre = booking.canteen(
            martin.children, days=DAYS, name="Centre de loisirs", kind="leisure", capacity=3
        )
        booking.commission(centre.service, DAYS[-5:])
        martin.member = accounts.member(live.jolieville, martin.guardian, username="claire.martin")
    client.force_login(martin.member.account)
    page.context.add_cookies(
        [{"name": key, "value": one.value, "url": live.url} for key, one in client.cookies.items()]
    )
    martin.commune = live.jolieville
    martin.cart = f"{live.url}/c/jolieville/panier/"
    martin.url = f"{live.url}/c/jolieville/reserver/{centre.service.pk}/?mois=2026-12&enfant=tous"
    return martin


def tap(page, day: int, child: str) -> None:
    """A cell of the month: the tap is done once the server has answered."""
    cell = page.locator(f"#j-202612{day:02d} button").filter(has_text=child).first
    with page.expect_response("**/jour/"):
        cell.click()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_tick_stays_when_another_day_is_tapped(claire, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(claire.url)
    tap(page, 14, "Léa")
    assert page.locator("#ensemble").count() == 0
    tap(page, 14, "Hugo")
    page.locator("#ensemble").focus()
    page.keyboard.press("Space")
    tap(page, 15, "Léa")
    assert page.locator("#ensemble").is_checked()
    page.screenshot(path=SHOTS / f"commission-{width}.png", full_page=True)
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.locator("#cart").get_by_role("button", name="Valider").click()
    page.wait_for_load_state()
    with commune_scope(claire.commune):
        marks = {
            (row.child.first_name, row.date.day): row.together_uid
            for row in Reservation.objects.select_related("child")
        }
    assert marks["Léa", 14] == marks["Hugo", 14] is not None
    assert marks["Léa", 15] is None


@pytest.mark.parametrize("width", [390, 1280])
def test_the_cart_shows_the_tick(claire, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    with commune_scope(claire.commune):
        meal = claire.lea.registrations.get().service.activities.get()
        for child in claire.children:
            booking.wish(claire.member, child, meal, DAYS[-4])
    page.goto(claire.cart)
    page.screenshot(path=SHOTS / f"commission-panier-{width}.png", full_page=True)
    assert page.locator("#ensemble").is_visible()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

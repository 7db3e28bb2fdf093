"""The calendar in a real browser: one tap, the cart answers, the focus stays, a voice says it."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAPPED = "#j-20270114 .cell"
BADGE = "#cart-count"


@pytest.fixture
def claire(live, page, client):
    """Claire at her canteen's January, signed in; returns the address of the month."""
    with commune_scope(live.jolieville):
        martin = families.martin()
        canteen = booking.canteen(
            martin.children, days=school_days(date(2027, 1, 4), date(2027, 1, 29))
        )
        canteen.service.billing = "prepaid"
        canteen.service.save()
        member = accounts.member(live.jolieville, martin.guardian, username="claire.martin")
    client.force_login(member.account)
    page.context.add_cookies(
        [{"name": key, "value": one.value, "url": live.url} for key, one in client.cookies.items()]
    )
    month = f"{live.url}/c/jolieville/reserver/{canteen.service.pk}/?mois=2027-01"
    return f"{month}&enfant={martin.lea.pk}"


def test_tap_fills_the_cart_without_leaving_the_page(claire, page):
    page.goto(claire)
    page.evaluate("window.untouched = true")

    page.click(TAPPED)

    page.wait_for_selector(f"{TAPPED}.s-in_cart")
    assert page.inner_text(BADGE) == "1"
    assert "3,50" in page.inner_text("#cart .sum")
    assert page.evaluate("document.activeElement.closest('.day').id") == "j-20270114"
    page.wait_for_function("document.getElementById('live').textContent.includes('1\u00a0date')")

    page.click(TAPPED)

    page.wait_for_selector(f"{TAPPED}.s-bookable")
    assert page.evaluate("window.untouched") is True


def test_tap_works_without_javascript(claire, browser, page):
    bare = browser.new_context(
        java_script_enabled=False, storage_state=page.context.storage_state()
    )
    still = bare.new_page()
    still.goto(claire)

    still.click(TAPPED)

    assert still.url.endswith("#j-20270114")
    assert still.locator(f"{TAPPED}.s-in_cart").count() == 1
    bare.close()


def test_arrow_keys_walk_the_days(claire, page):
    page.goto(claire)
    page.focus(TAPPED)

    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")

    assert page.evaluate("document.activeElement.closest('.day').id") == "j-20270122"


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (390, "dark"), (1280, "light")])
def test_calendar_is_accessible_and_fits(claire, page, width, scheme):
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)
    page.goto(claire)
    page.click(TAPPED)
    page.wait_for_selector(f"{TAPPED}.s-in_cart")

    found = Axe().run(page).response["violations"]

    assert [one["id"] for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#cart .primary .btn").is_visible()

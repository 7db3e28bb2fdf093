"""*Demander quand même* in a real browser: a tap, a tick, *Valider* (R26); a day missed (R31)."""

from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from booking.models import CartLine
from tenants.context import commune_scope
from tests.booking.portal.conftest import school_days
from tests.booking.portal.test_missed_days import miss
from tests.factories import accounts, booking, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = Path(__file__).parents[3] / "screenshots" / "portal"
LATE = "#j-20261203 .cell"


@pytest.fixture
def late(live, page, client):
    """Claire on Tuesday 1 December at 10:00: Thursday's cut-off has just passed."""
    with commune_scope(live.jolieville):
        martin = families.martin()
        martin.commune = live.jolieville
        martin.canteen = booking.canteen(
            martin.children,
            days=school_days(date(2026, 12, 1), date(2026, 12, 18)),
            late_requests=True,
            late_surcharge_cents=200,
        )
        member = accounts.member(live.jolieville, martin.guardian, username="claire.martin")
    miss(martin, proof_due_on=date(2026, 12, 4))
    client.force_login(member.account)
    page.context.add_cookies(
        [{"name": key, "value": one.value, "url": live.url} for key, one in client.cookies.items()]
    )
    martin.home = f"{live.url}/c/jolieville"
    service = martin.canteen.service.pk
    martin.month = f"{martin.home}/reserver/{service}/?enfant={martin.lea.pk}&mois=2026-12"
    return martin


def look(page, name):
    """Taken at both widths; axe finds nothing and nothing scrolls sideways."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_r26_a_tap_a_tick_and_valider(late, page):
    page.goto(late.month.replace("2026-12", "2026-11"))
    assert "Facturé à 100" in page.inner_text("#j-20261127")
    look(page, "missed-calendar")
    page.goto(late.month)
    look(page, "late-calendar")
    page.click(LATE)
    page.wait_for_selector(f"{LATE}.s-in_cart")
    look(page, "late-calendar-tapped")
    page.goto(f"{late.home}/panier/")
    look(page, "late-cart")
    with page.expect_navigation():
        page.get_by_label("J’accepte le supplément").check()
    assert page.get_by_label("J’accepte le supplément").is_checked()
    with commune_scope(late.commune):
        assert CartLine.objects.get().agreed_cents == 200
    page.get_by_role("button", name="Valider").first.click()
    page.get_by_text("demande").first.wait_for()
    look(page, "late-sent")
    page.goto(late.month)
    assert "En cours" in page.inner_text(LATE)

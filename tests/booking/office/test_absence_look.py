"""The gestures of absence in a real browser, at 390 and 1280 px: axe finds nothing."""

from datetime import date, time
from typing import Any

import pytest

from booking.models import AbsencePolicy, OutcomeRule
from tenants.context import commune_scope
from tests.booking.office.conftest import eat, town
from tests.booking.office.test_certificates import FRIDAY, THURSDAY, miss
from tests.booking.office.test_departures import come
from tests.booking.office.test_look import SHOTS, check, look
from tests.factories import accounts


@pytest.fixture
def opened(live: Any, page: Any, client: Any, settings: Any) -> Any:
    """Nadia signed in; a carence of a day, late absences of the Martins."""
    with commune_scope(live.jolieville):
        made = town(live.jolieville)
        AbsencePolicy.objects.create(
            service=made.canteen.service,
            carence_days=1,
            pickup_tolerance=5,
            pickup_cents=250,
            pickup_then_cents=500,
            pickup_then_from=3,
        )
        OutcomeRule.objects.create(
            service=made.canteen.service, motive="illness", notice="late", percent=50
        )
        for day in (THURSDAY, FRIDAY, date(2026, 12, 1)):
            miss(made, day, due=9)
        miss(made, THURSDAY, child=made.martin.hugo, motive="no_show")
        for child in made.martin.children:
            mark = come(made, child)
        mark.left_at, mark.left_with, mark.pickup_cents = time(14, 20), "sa mère", 500
        mark.save()
        made.booked = eat(made, made.martin.lea, date(2026, 12, 3))
        for child in made.martin.children:
            eat(made, child, made.days[6], state="cancel_requested")
        agent = accounts.agent(live.jolieville, username="nadia.lebrun")
    client.force_login(agent.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
    page.made, page.base = made, f"{live.url}/c/jolieville/gestion"
    page.bad = []
    return page


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_absence_are_accessible(opened: Any) -> None:
    martin = opened.made.martin
    look(opened, "certificates", "/absences/")
    look(opened, "certificate", f"/absences/{martin.lea.pk}/")
    look(opened, "certificate-late", f"/absences/{martin.hugo.pk}/?du=2026-11-26&au=2026-11-27")
    look(opened, "family-file-absence", f"/familles/{martin.family.pk}/", ("light",))
    sheet = f"/pointage/{opened.made.canteen.service.pk}"
    look(opened, "departures", f"{sheet}/departs/?jour=2026-11-30")
    look(opened, "day-sheet-left", f"{sheet}/?jour=2026-11-30", ("light",))
    look(opened, "requests-causes", "/demandes/")
    opened.goto(f"{opened.base}/reserver/{martin.lea.pk}/?mois=2026-12")
    opened.locator(f"input[value=c_{opened.made.booked.pk.hex}]").check(force=True)
    opened.get_by_role("button", name="Continuer").click()
    for width in (390, 1280):
        opened.set_viewport_size({"width": width, "height": 844})
        opened.screenshot(path=SHOTS / f"desk-causes-{width}.png", full_page=True)
        check(opened, f"desk-causes-{width}", width)
    assert opened.bad == [], "\n".join(map(str, opened.bad))

"""The deadlines in a real browser: the sentence follows the fingers, at 390 and 1280 px."""

from datetime import date
from typing import Any

import pytest

from booking.models import CalendarEntry, Period
from tenants.context import commune_scope
from tests.booking.office.conftest import town
from tests.booking.office.test_look import SHOTS, check, look
from tests.factories import accounts, booking


@pytest.fixture
def opened(live: Any, page: Any, client: Any, settings: Any) -> Any:
    """Nadia signed in, a canteen before a long weekend, an exception."""
    with commune_scope(live.jolieville):
        made = town(live.jolieville)
        service = made.canteen.service
        made.rule = service.deadline_rules.get()
        CalendarEntry.objects.create(
            kind="public_holiday",
            name="Fête patronale",
            starts_on=date(2026, 12, 11),
            ends_on=date(2026, 12, 12),
        )
        Period.objects.create(
            service=service,
            name="Année 2026-2027",
            starts_on=date(2026, 9, 1),
            ends_on=date(2027, 7, 4),
        )
        booking.deadline(service, days=1, activity=made.canteen.meal, act="cancel")
        week = {"override_from": date(2026, 12, 14), "override_until": date(2026, 12, 19)}
        for act in ("book", "cancel"):
            made.exception = booking.deadline(service, act=act, kind="never", **week)
        agent = accounts.agent(live.jolieville, username="nadia.lebrun")
    client.force_login(agent.account)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
    page.made, page.base = made, f"{live.url}/c/jolieville/gestion"
    page.bad = []
    return page


@pytest.mark.browser
@pytest.mark.slow
def test_pages_of_deadlines_are_accessible(opened: Any) -> None:
    made = opened.made
    setup = f"/reglages/services/{made.canteen.service.pk}/delais"
    look(opened, "deadlines", f"{setup}/")
    look(opened, "deadline", f"/reglages/delais/{made.rule.pk}/")
    look(opened, "deadline-new", f"{setup}/nouveau/?acte=modify")
    look(opened, "deadline-table", f"{setup}/nouveau/?genre=weekday_table")
    look(opened, "deadline-clear", f"{setup}/nouveau/?genre=clear_days", ("light",))
    look(opened, "deadline-exception-new", f"{setup}/exception/")
    look(opened, "deadline-exception", f"/reglages/delais/{made.exception.pk}/exception/")
    assert opened.bad == [], "\n".join(map(str, opened.bad))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
def test_the_preview_follows_the_typing(opened: Any, width: int) -> None:
    """R23: no button is pressed; another kind keeps the hour; the act is saved at the end."""
    made = opened.made
    opened.set_viewport_size({"width": width, "height": 844})
    opened.goto(f"{opened.base}/reglages/services/{made.canteen.service.pk}/delais/nouveau/")
    preview = opened.locator("#preview")
    opened.get_by_label("Pour", exact=True).select_option("modify")
    opened.get_by_label("Nombre de jours avant").fill("1")
    opened.get_by_label("Heure limite").fill("08:30")
    preview.get_by_text("un jour ouvré avant").wait_for()
    preview.get_by_text("Fête patronale ne compte pas").wait_for()
    opened.screenshot(path=SHOTS / f"deadline-typing-{width}.png", full_page=True)
    check(opened, f"deadline-typing-{width}", width, ("light", "dark"))
    opened.get_by_label("De quelle sorte").select_option("previous_weekday")
    preview.get_by_text("jusqu’au jeudi précédent à 8").wait_for()
    assert opened.get_by_label("Heure limite").input_value() == "08:30"
    opened.get_by_label("Jour limite").select_option("1")
    preview.get_by_text("jusqu’au mardi précédent à 8").wait_for()
    opened.get_by_role("button", name="Enregistrer").click()
    opened.get_by_text("Le délai est enregistré.").wait_for()
    assert opened.bad == [], "\n".join(map(str, opened.bad))

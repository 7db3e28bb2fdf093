"""B29 for the console: axe, three widths, nothing wider than the screen; pictures are kept."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from shared import clock
from shared.actors import Actor
from shared.ids import new_id
from tenants.models import Commune, Outbox, ProvisioningJob
from tenants.operations import communes as operation
from tenants.operations import ordering
from tests.factories import accounts

SHOTS = Path(__file__).parents[3] / "screenshots" / "operator"
OLGA = Actor(uid=None, label="Olga Opératrice")
LONG = "Saint-Aubin-des-Châteaux-et-Mézières"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def console(live: Any, page: Any, client: Any, settings: Any) -> Any:
    """Communes in each state, tasks late and failing, the operator signed in."""
    now = clock.now()
    accounts.agent(live.jolieville, username="nadia.lebrun")
    operation.suspend(live.montclair, by=OLGA, now=now, motive="Convention non renouvelée")
    for slug, name, status in (("longue", LONG, "failed"), ("neuve", "Neuville", "waiting")):
        made = ordering.order(
            name=name, slug=slug, short_code=slug[:4], manager="", by=OLGA, now=now
        )
        ProvisioningJob.objects.filter(commune=made).update(
            status=status, error="OperationalError : la base ne répond pas" * (status == "failed")
        )
    for kind, tries in (("mail", 0), ("invoicing.invoice_pdf", 4)):
        due = now.replace(year=now.year - 1)
        Outbox.objects.create(
            schema="c_jolieville", kind=kind, object_id=new_id(), due_at=due, tries=tries
        )
    client.force_login(accounts.operator())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
    page.base = f"{live.url}/operateur/"
    return page


def look(page: Any, name: str, path: str) -> None:
    """One page at three widths and in both schemes."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width in (320, 390, 1280):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme="light")
        assert page.goto(f"{page.base}{path}").status == 200
        page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            said = [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]
            assert said == [], (name, width, scheme)


@pytest.mark.slow
def test_b29_console_is_accessible_and_fits(console: Any) -> None:
    look(console, "communes", "")
    look(console, "nouvelle", "communes/nouvelle/")
    look(console, "envois", "envois/")
    look(console, "journal", "journal/")
    for slug in ("jolieville", "montclair", "longue", "neuve"):
        look(console, slug, f"communes/{Commune.objects.get(slug=slug).pk}/")

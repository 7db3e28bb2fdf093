"""The families' pages in a real browser: axe finds nothing, nothing scrolls sideways (B29)."""

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from family.operations import codes, joining
from shared import clock
from shared.actors import SYSTEM
from tenants.context import commune_scope
from tests.factories import accounts, families

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SIGNED_OUT = (
    *("/", "/communes/?q=jol", "/compte/creer/", "/compte/connexion/"),
    *("/compte/mot-de-passe/oublie/", "/compte/adresse/a-confirmer/", "/adherer/"),
    *("/mentions-legales/", "/accessibilite/", "/securite/"),
)
SIGNED_IN = (
    *("/", "/adherer/", "/adherer/bienvenue/jolieville/", "/foyer/", "/messages/"),
    *("/compte/", "/compte/adresse/", "/compte/mot-de-passe/", "/compte/question-secrete/"),
)


@pytest.fixture
def claire(live):
    """A parent of Jolieville with two children and one message."""
    now = clock.now()
    account = accounts.account("claire.martin")
    with commune_scope(live.jolieville):
        martin = families.martin()
        code = codes.issue(martin.guardian, channel="letter", by=SYSTEM, now=now)
        clear = codes.clear_code(code)
    joining.join(account, clear, date(2019, 5, 14), now=now)
    return account


def _faults(page, live, paths) -> list[str]:
    """What axe says and what scrolls sideways, light at a computer and dark on a phone."""
    found = []
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        for path in paths:
            answer = page.goto(live.url + path)
            if answer.status != 200:
                found.append(f"{path}: {answer.status}")
            for fault in Axe().run(page).response["violations"]:
                where = [node["target"] for node in fault["nodes"]][:2]
                found.append(f"{path} {width} {scheme}: {fault['id']} {where}")
    page.set_viewport_size({"width": 320, "height": 700})
    for path in paths:
        page.goto(live.url + path)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append(f"{path} 320: scrolls sideways")
    return found


def test_pages_of_a_visitor_are_accessible(live, page, settings):
    settings.SHOWN_CODE_REQUIRED = True
    assert _faults(page, live, SIGNED_OUT) == []


def test_pages_of_a_parent_are_accessible(live, page, claire, settings):
    settings.HOME_PANELS = []
    page.goto(live.url + "/compte/connexion/")
    page.fill("#id_login", claire.username)
    page.fill("#id_password", accounts.PASSWORD)
    page.click("main button.primary")
    assert _faults(page, live, SIGNED_IN) == []


def test_signup_another_number_keeps_what_is_typed(live, page, settings):
    """With htmx only the number changes: passwords stay in their fields."""
    settings.SHOWN_CODE_REQUIRED = True
    page.goto(live.url + "/compte/creer/")
    page.fill("#id_password1", "Trois-lapins-bleus-7")
    before = page.inner_text("#shown-words")
    page.click("button[name=other_number]")
    page.wait_for_function(
        "before => document.querySelector('#shown-words').innerText !== before", arg=before
    )
    assert page.input_value("#id_password1") == "Trois-lapins-bleus-7"
    assert page.url.endswith("/compte/creer/")


def test_signup_enter_saves_and_does_not_go_back(live, page, settings):
    settings.SHOWN_CODE_REQUIRED = True
    page.goto(live.url + "/compte/creer/")
    page.fill("#id_username", "claire.martin")
    page.press("#id_username", "Enter")
    page.wait_for_selector("[data-focus]")
    assert page.input_value("#id_username") == "claire.martin"

"""Line B29 with its full count: axe on every page that opens, ``make proof ONLY=B29``."""

import os
from types import SimpleNamespace

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import transaction
from django.test import Client

from tests.access import world as made
from tests.access.routes import routes

pytestmark = [
    pytest.mark.proof,
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(3600),
]


@pytest.fixture
def filled(live, monkeypatch):
    """The filled world behind a live server."""
    monkeypatch.setenv("RIBAMBELLE_NOW", made.CLOCK)
    assert os.environ["RIBAMBELLE_NOW"] == made.CLOCK
    with transaction.atomic():
        towns = made.build(SimpleNamespace(jolieville=live.jolieville, montclair=live.montclair))
    return SimpleNamespace(url=live.url, **vars(towns))


@pytest.mark.parametrize("person", ["parent", "gestionnaire", "regisseur", "operator", "anonymous"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_b29_axe_finds_nothing_on_any_page(filled, page, settings, person, width):
    """Every address that answers with a page; nothing wider than the screen."""
    town = filled.jolieville
    account = {"parent": town.parent, "operator": filled.operator, "anonymous": None}.get(
        person, town.agents.get(person)
    )
    if account is not None:
        client = Client()
        client.force_login(account)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": filled.url}])
    page.set_viewport_size({"width": width, "height": 844})
    wrong, seen = [], 0
    for route in routes():
        path = route.path("jolieville", town.own)
        answer = page.request.get(filled.url + path, max_redirects=0)
        kind = answer.headers.get("content-type", "")
        if answer.status != 200 or "html" not in kind or "logout" in route.name:
            continue
        page.goto(filled.url + path)
        seen += 1
        found = Axe().run(page).response["violations"]
        wrong += [(route.name, rule["id"], rule["nodes"][0]["html"][:200]) for rule in found]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wrong.append((route.name, "wider than", str(width)))
    print(f"\nB29 {person} {width} px: {seen} pages, {len(wrong)} faults")
    assert seen > 5
    assert not wrong, "\n" + "\n".join(map(str, wrong))

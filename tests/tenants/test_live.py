"""The real server, a real browser: communes alternate, the log-in bounce comes back."""

import pytest

from tests.tenants.conftest import without_menus

pytestmark = pytest.mark.browser


@pytest.fixture
def doors(settings):
    """The small URLconfs of this room."""
    settings.ROOT_URLCONF = "tests.tenants.urls_public"
    settings.PUBLIC_SCHEMA_URLCONF = "tests.tenants.urls_public"
    settings.COMMUNE_URLCONF = "tests.tenants.urls_commune"
    without_menus(settings)


def test_browser_sees_each_commune_in_turn(live, doors, page):
    for slug in ("jolieville", "montclair", "jolieville"):
        page.goto(f"{live.url}/c/{slug}/page/")
        assert f'"schema": "c_{slug}"' in page.content()


def test_browser_is_sent_to_the_log_in_page(live, doors, page):
    page.goto(f"{live.url}/c/jolieville/foyer/")

    assert page.url == f"{live.url}/compte/connexion/?next=/c/jolieville/foyer/"

"""The tests of this room run on two small URLconfs of their own."""

import pytest


@pytest.fixture
def doors(communes, settings):
    """The test URLconfs in place of the real ones."""
    settings.ROOT_URLCONF = "tests.tenants.urls_public"
    settings.PUBLIC_SCHEMA_URLCONF = "tests.tenants.urls_public"
    settings.COMMUNE_URLCONF = "tests.tenants.urls_commune"
    without_menus(settings)
    return communes


def without_menus(settings) -> None:
    """The small URLconfs hold none of the pages that the menus name."""
    settings.NAV_PORTAL = settings.NAV_OFFICE = settings.NAV_LEGAL = settings.NAV_ACCOUNT = []
    settings.NAV_OPERATOR = [("", "", "")]
    settings.NAV_LINKS = dict.fromkeys(settings.NAV_LINKS, "")
    settings.NAV_OFFICE_HOME = settings.NAV_SEARCH = settings.NAV_THEME = ""

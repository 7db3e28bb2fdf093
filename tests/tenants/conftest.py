"""The tests of this room run on two small URLconfs of their own."""

import pytest


@pytest.fixture
def doors(communes, settings):
    """The test URLconfs in place of the real ones."""
    settings.ROOT_URLCONF = "tests.tenants.urls_public"
    settings.PUBLIC_SCHEMA_URLCONF = "tests.tenants.urls_public"
    settings.COMMUNE_URLCONF = "tests.tenants.urls_commune"
    return communes

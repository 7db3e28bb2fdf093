"""The operator, signed in."""

import pytest
from django.db import connection

from tests.factories import accounts


@pytest.fixture
def olga(communes, client):
    """A client signed in as the operator."""
    client.force_login(accounts.operator())
    return client


@pytest.fixture
def dropped(communes):
    """The schema a test makes is dropped, whatever happened."""
    yield
    with connection.cursor() as cursor:
        cursor.execute('DROP SCHEMA IF EXISTS "c_saint_elan" CASCADE')

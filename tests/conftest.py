"""Two communes made once a run, a clean database for each test, and no network.

See `tests/README.md`. Take `communes` (never `getfixturevalue("db")`): pytest-django makes the
test database only for tests that ask for it by name.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from graphlib import TopologicalSorter
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.template import engines

from deploy import embedded
from tenants.context import commune_scope, public_scope
from tenants.models import Commune
from tenants.operations import communes as communes_operation
from tests.strict_templates import StrictVariable

pytest_plugins = ["tests.browser"]

# Rows that belong to the schema, not to a test.
KEPT_TABLES = ("django_migrations", "family_tenantidentity")
CAST = (
    {"slug": "jolieville", "name": "Jolieville", "short_code": "JOLI", "school_zone": "B"},
    {"slug": "montclair", "name": "Montclair", "short_code": "MONT", "school_zone": "B"},
)
MADE: list[Commune] = []


@pytest.fixture(scope="session")
def _servers() -> None:
    """The embedded servers, unless DATABASE_URL and REDIS_URL name others."""
    embedded.ensure()


@pytest.fixture(scope="session")
def django_db_setup(_servers, django_db_setup, django_db_blocker) -> None:
    """The test database, with both communes of the cast made for good."""
    with django_db_blocker.unblock():
        _assert_test_database()
        for facts in CAST:
            commune = communes_operation.provision(
                **facts, now=datetime(2026, 9, 1, 8, tzinfo=UTC), starter=False
            )
            MADE.append(commune)


@pytest.fixture
def communes(request, db) -> Iterator[SimpleNamespace]:
    """Jolieville and Montclair, empty. The connection is on public before and after."""
    _assert_test_database()
    connection.set_schema_to_public()
    # A transactional test's flush took the rows away; bulk_create avoids TenantMixin.save.
    Commune.objects.bulk_create(MADE, ignore_conflicts=True)
    yield SimpleNamespace(**{commune.slug: _copy(commune) for commune in MADE})
    connection.set_schema_to_public()
    if _is_transactional(request):
        _empty_communes()


@pytest.fixture
def jolieville(communes) -> Commune:
    """The first commune."""
    return communes.jolieville


@pytest.fixture
def montclair(communes) -> Commune:
    """The other one, whose data must never show in the first."""
    return communes.montclair


@pytest.fixture
def scope(jolieville) -> Iterator[Commune]:
    """The test runs inside Jolieville."""
    with commune_scope(jolieville):
        yield jolieville


@pytest.fixture
def now() -> datetime:
    """Tuesday 1 December 2026, 10:00 in Paris; passed to operations, the clock itself runs."""
    return datetime(2026, 12, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clean_cache(request) -> Iterator[None]:
    """No look-up, session or counter of one test is seen by the next."""
    yield
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        forget_cache()


@pytest.fixture(autouse=True, scope="session")
def _strict_templates() -> None:
    """A template of ours that prints an unknown variable fails the test."""
    engines["django"].engine.string_if_invalid = StrictVariable()


def forget_cache() -> None:
    """Drop this run's keys only: other runs share the server."""
    for alias in caches.settings:
        cache = caches[alias]
        client = cache._cache.get_client(None, write=True)
        keys = list(client.scan_iter(match=f"{cache.key_prefix}:*", count=1000))
        if keys:
            client.delete(*keys)


def _copy(commune: Commune) -> Commune:
    """A fresh object, so that a test's changes stay its own."""
    return Commune.from_db(
        "default",
        [field.attname for field in Commune._meta.concrete_fields],
        [getattr(commune, field.attname) for field in Commune._meta.concrete_fields],
    )


def _is_transactional(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server", "live"} & set(request.fixturenames)
    )


def _empty_communes() -> None:
    """What flush does for public, for both communes: delete from the tables that hold rows.

    Truncating a hundred tables makes half a thousand files; few tests fill more than ten.
    """
    schemas = [commune.schema_name for commune in MADE]
    tables = [f"{schema}.{name}" for name in _tables_children_first() for schema in schemas]
    with public_scope(), connection.cursor() as cursor:
        filled = " UNION ALL ".join(
            f"SELECT {place} WHERE EXISTS (SELECT FROM {table})"
            for place, table in enumerate(tables)
        )
        cursor.execute(filled)
        found = sorted(row[0] for row in cursor.fetchall())
        cursor.execute("".join(f"DELETE FROM {tables[place]};" for place in found) or "SELECT 1")


@cache
def _tables_children_first() -> list[str]:
    """Commune tables, each before those it points to."""
    models = {
        model: {
            field.related_model
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model is not model
        }
        for label in settings.TENANT_APPS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    }
    parents_first = TopologicalSorter(models).static_order()
    names = [model._meta.db_table for model in parents_first if model in models]
    return [name for name in reversed(names) if name not in KEPT_TABLES]


def _assert_test_database() -> None:
    name = connection.settings_dict["NAME"]
    if not str(name).startswith("test_"):
        pytest.exit(f"refusing to run tests on the database {name!r}", returncode=3)

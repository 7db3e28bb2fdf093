"""One scope decides the schema, and gives it back whatever happens."""

import threading

import pytest
from django.core.cache import caches
from django.db import connection

from family.models import TenantIdentity
from tenants.context import (
    NoCommune,
    WrongSchema,
    assert_schema,
    commune_scope,
    current_commune,
    current_schema_name,
    public_scope,
    verify_identity,
)
from tenants.rules.slugs import SlugError


def database_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def test_scope_switches_and_restores(communes):
    with commune_scope(communes.jolieville):
        assert database_schema() == "c_jolieville"
        with commune_scope("c_montclair"):
            assert database_schema() == "c_montclair"
            assert current_commune() == communes.montclair
        assert current_commune() == communes.jolieville
        with public_scope():
            assert database_schema() == "public"
        assert database_schema() == "c_jolieville"
    assert database_schema() == "public"


def test_scope_restores_after_a_library_moved_the_connection(communes):
    with public_scope(), public_scope():
        connection.set_schema("c_montclair")
    assert database_schema() == "public"


def test_scope_restores_after_an_exception(communes):
    with pytest.raises(ZeroDivisionError), commune_scope(communes.jolieville):
        raise ZeroDivisionError
    assert current_schema_name() == "public"


@pytest.mark.parametrize("name", ["public", "c_x,public", "c_ab", 'c_a"; DROP', "pg_catalog", ""])
def test_scope_refuses_names_that_are_not_ours(db, name):
    with pytest.raises(SlugError), commune_scope(name):
        pass
    assert current_schema_name() == "public"


def test_no_commune_outside_a_scope(db):
    with pytest.raises(NoCommune):
        current_commune()
    with pytest.raises(NoCommune):
        assert_schema()


def test_identity_tells_the_right_schema_from_another(communes):
    with commune_scope(communes.jolieville):
        assert_schema(communes.jolieville)
        with pytest.raises(WrongSchema):
            verify_identity(communes.montclair)


def test_identity_sees_a_stale_search_path(communes):
    """B14: the code believes it is in Jolieville, the connection is elsewhere."""
    with commune_scope(communes.jolieville):
        database_schema()
        with connection.cursor() as cursor:
            cursor.execute("SET search_path = c_montclair, public")
        with pytest.raises(WrongSchema):
            assert_schema()
        connection.search_path_set_schemas = None


def test_identity_sees_a_swapped_canary(communes):
    with commune_scope(communes.jolieville):
        TenantIdentity.objects.update(commune_uid=communes.montclair.pk)
        with pytest.raises(WrongSchema):
            assert_schema()


@pytest.mark.django_db(transaction=True)
def test_scope_of_one_thread_is_not_seen_by_another(communes):
    seen = []

    def look() -> None:
        seen.append(database_schema())
        connection.close()

    with commune_scope(communes.jolieville):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["public"]


def test_commune_cache_keeps_communes_apart(communes):
    cache = caches["commune"]
    with commune_scope(communes.jolieville):
        cache.set("theme", "bleu")
    with commune_scope(communes.montclair):
        assert cache.get("theme") is None
    with pytest.raises(NoCommune):
        cache.get("theme")

"""The only place that switches schema, and what depends on the schema in force."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db import connection
from django_tenants.postgresql_backend.base import FakeTenant

from tenants.models import Commune
from tenants.rules.slugs import check_schema_name

PUBLIC = "public"


class NoCommune(RuntimeError):
    """Commune data was asked for outside any commune: a programming error, never shown."""


class WrongSchema(RuntimeError):
    """The database is not where the code thinks: nothing may be read or written."""


@contextmanager
def commune_scope(commune: Commune | str) -> Iterator[None]:
    """Work in one commune's schema, then go back to where the caller was, whatever happens.

    ``commune`` is a Commune or its schema name (``c_jolieville``). The choice belongs to this
    thread's connection. Raises SlugError when the name is not one of ours.
    """
    if isinstance(commune, str):
        tenant: Any = FakeTenant(schema_name=check_schema_name(commune))
    else:
        check_schema_name(commune.schema_name)
        tenant = commune
    with _switched(tenant):
        yield


@contextmanager
def public_scope() -> Iterator[None]:
    """Work on public tables only (operator's pages, fan-outs), then go back."""
    with _switched(FakeTenant(schema_name=PUBLIC)):
        yield


@contextmanager
def _switched(tenant: Any) -> Iterator[None]:
    before = connection.tenant
    if before is not None and before.schema_name == tenant.schema_name:
        # Same schema: the search path stays as it is, one SET less.
        connection.tenant = tenant
    else:
        connection.set_tenant(tenant)
    try:
        yield
    finally:
        # Compared again: a library call inside may have moved the connection.
        if before is None:
            connection.set_schema_to_public()
        elif connection.schema_name == before.schema_name:
            connection.tenant = before
        else:
            connection.set_tenant(before)


def current_schema_name() -> str:
    """The schema in force on this thread's connection, ``public`` outside any commune."""
    return connection.schema_name


def current_commune() -> Commune:
    """The commune in force. Raises NoCommune on public; may read one public row."""
    tenant = connection.tenant
    if isinstance(tenant, Commune):
        return tenant
    if connection.schema_name == PUBLIC:
        raise NoCommune("no commune is in force")
    commune = Commune.objects.get(schema_name=connection.schema_name)
    connection.tenant = commune
    return commune


def verify_identity(commune: Commune) -> None:
    """Ask the database itself whose schema this is (one query). Raises WrongSchema.

    Compares ``current_schema()`` and the canary row with ``commune``: a stale search path, a
    fallback to public or a swapped schema is seen before anything is read or written.
    """
    identity = apps.get_model(settings.TENANT_IDENTITY_MODEL)
    table = connection.ops.quote_name(identity._meta.db_table)
    with connection.cursor() as cursor:
        # Unqualified on purpose: it is the search path that is being tested.
        cursor.execute(f"SELECT current_schema(), commune_uid, schema_name FROM {table}")
        rows = cursor.fetchall()
    if rows != [(commune.schema_name, commune.pk, commune.schema_name)]:
        raise WrongSchema(f"expected {commune.schema_name}, the database answers {rows}")


def assert_schema(commune: Commune | None = None) -> None:
    """First line of a money write: the code and the database agree on the commune."""
    verify_identity(commune or current_commune())


def zone_of(commune: Commune) -> ZoneInfo:
    """The commune's time zone, given to rules with ``now`` (R6)."""
    return ZoneInfo(commune.time_zone)


def commune_key(key: str, prefix: str, version: int) -> str:
    """Key function of the ``commune`` cache: the schema is read at call time.

    Raises NoCommune on public, so that a commune's data never lands on a common key.
    """
    if connection.schema_name == PUBLIC:
        raise NoCommune("the commune cache is used inside a commune only")
    return f"{prefix}:{connection.schema_name}:{version}:{key}"

"""The schemas themselves: make, migrate, sign, and tell which ones are behind."""

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tenants.context import PUBLIC, commune_scope, current_schema_name, public_scope
from tenants.models import Commune
from tenants.rules.slugs import check_schema_name


def create(schema: str) -> None:
    """Make an empty schema; nothing happens when it is there. Raises SlugError on a bad name."""
    name = connection.ops.quote_name(check_schema_name(schema))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {name}")


def migrate(schema: str) -> None:
    """Bring one schema (or ``public``) up to date; the caller's schema is put back."""
    if schema != PUBLIC:
        check_schema_name(schema)
    # The command leaves the connection on public, and on the schema itself when it fails.
    with public_scope():
        call_command("migrate_schemas", schema_name=schema, interactive=False, verbosity=0)


def sign(commune: Commune) -> None:
    """Write the canary row of the schema in force, once."""
    assert current_schema_name() == commune.schema_name
    identity = apps.get_model(settings.TENANT_IDENTITY_MODEL)
    identity.objects.get_or_create(
        singleton=True,
        defaults={"commune_uid": commune.pk, "schema_name": commune.schema_name},
    )


def wanted() -> set[tuple[str, str]]:
    """Every migration of the code, as (app, name); the same set is recorded in each schema."""
    return set(MigrationLoader(None).graph.nodes)


def public_is_behind(known: set[tuple[str, str]]) -> bool:
    """Whether ``public`` lacks a migration of the code."""
    with public_scope():
        return bool(known - set(MigrationRecorder(connection).applied_migrations()))


def behind(known: set[tuple[str, str]]) -> list[str]:
    """The communes' schemas that lack a migration, in slug order; those being made excepted."""
    late = []
    rows = Commune.objects.exclude(status=Commune.Status.PROVISIONING).order_by("slug")
    for schema in rows.values_list("schema_name", flat=True):
        with commune_scope(schema):
            if known - set(MigrationRecorder(connection).applied_migrations()):
                late.append(schema)
    return late

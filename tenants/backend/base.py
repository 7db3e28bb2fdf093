"""The database engine named by the settings (``ENGINE = "tenants.backend"``)."""

import os
from typing import Any

from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.postgresql.features import DatabaseFeatures as PostgresFeatures
from django.db.backends.postgresql.introspection import TableInfo
from django.db.backends.postgresql.operations import DatabaseOperations as PostgresOperations
from django.db.backends.postgresql.schema import DatabaseSchemaEditor as PostgresSchemaEditor
from django_tenants.postgresql_backend.base import DatabaseWrapper as TenantsWrapper
from django_tenants.postgresql_backend.introspection import DatabaseSchemaIntrospection

TABLES_OF_ONE_SCHEMA = """
    SELECT c.relname,
           CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
           obj_description(c.oid, 'pg_class')
    FROM pg_catalog.pg_depend d
    JOIN pg_catalog.pg_class c ON c.oid = d.objid
    WHERE d.classid = 'pg_catalog.pg_class'::regclass
      AND d.refclassid = 'pg_catalog.pg_namespace'::regclass
      AND d.refobjid = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = %s)
      AND c.relkind IN ('f', 'm', 'p', 'r', 'v')
"""


class SchemaIntrospection(DatabaseSchemaIntrospection):
    """Lists one schema's tables; django-tenants reads all of pg_class four times a commune."""

    def get_table_list(self, cursor: Any) -> list[TableInfo]:
        """Tables and views of the current schema only."""
        cursor.execute(TABLES_OF_ONE_SCHEMA, [self.connection.schema_name])
        return [TableInfo(*row) for row in cursor.fetchall() if row[0] not in self.ignored_tables]


class DatabaseOperations(PostgresOperations):
    """Foreign keys are checked at the statement (architecture §2, rule 4)."""

    def deferrable_sql(self) -> str:
        """Nothing: no constraint of ours waits for the end of the transaction."""
        return ""


class DatabaseFeatures(PostgresFeatures):
    """Tells the deletion collector to null a cycle first, since nothing is deferred."""

    can_defer_constraint_checks = False


class DatabaseSchemaEditor(PostgresSchemaEditor):
    """Django's, without SET CONSTRAINTS, which fails on a constraint that is not deferrable."""

    sql_create_column_inline_fk = (
        "CONSTRAINT %(name)s REFERENCES %(to_table)s(%(to_column)s)%(deferrable)s"
    )
    sql_delete_fk = "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s"


class DatabaseCreation(PostgresCreation):
    """Drops the test database even when a browser test left a connection behind."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        self.connection.close_pool()
        with self._nodb_cursor() as cursor:
            name = self.connection.ops.quote_name(test_database_name)
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class DatabaseWrapper(TenantsWrapper):
    """One connection, its commune chosen by ``tenants.context.commune_scope`` only."""

    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
    features_class = DatabaseFeatures
    creation_class = DatabaseCreation

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # django-tenants replaces the introspection in the same way, after __init__.
        self.introspection = SchemaIntrospection(self)


def forget_pools() -> None:
    """In a forked child: drop the parent's pools without closing the sockets it still uses."""
    for pool in DatabaseWrapper._connection_pools.values():
        # The parent's connections must not be given to, nor closed by, the child.
        _KEPT.append(pool)
    DatabaseWrapper._connection_pools.clear()


# A collected pool would close the parent's sockets: keep what was inherited, unused.
_KEPT: list[Any] = []

os.register_at_fork(after_in_child=forget_pools)

"""What the database holds, table by table, to say that a refusal changed nothing."""

from collections.abc import Mapping

from django.db import connection

PUBLIC_TABLES = (
    "shared_account",
    "tenants_adhesion",
    "tenants_agentrole",
    "tenants_commune",
    "tenants_operatorevent",
    "tenants_outbox",
    "tenants_paymentroute",
    "tenants_pendingjoin",
    "tenants_provisioningjob",
)
# They say who came by and when, not what anybody wrote.
FLEETING = {"shared_account": ("last_login",)}


def taken() -> dict[str, str]:
    """Table → a fingerprint of its rows, of both communes and of public (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname, tablename FROM pg_tables WHERE schemaname LIKE 'c\\_%%'"
            " OR (schemaname = 'public' AND tablename = ANY(%s)) ORDER BY 1, 2",
            [list(PUBLIC_TABLES)],
        )
        tables = cursor.fetchall()
        parts = [
            f"SELECT '{schema}.{table}', md5(coalesce(string_agg(row, '|' ORDER BY row), ''))"
            f" FROM (SELECT (to_jsonb(t) {_without(table)})::text AS row"
            f' FROM "{schema}"."{table}" t) r'
            for schema, table in tables
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The tables that are not as they were."""
    return sorted(name for name in after if before.get(name) != after[name])


def _without(table: str) -> str:
    return "".join(f" - '{column}'" for column in FLEETING.get(table, ()))


def counts() -> dict[str, int]:
    """Table → how many rows."""
    tables = sorted(taken())
    with connection.cursor() as cursor:
        parts = [
            'SELECT \'{0}.{1}\', count(*) FROM "{0}"."{1}"'.format(*name.split("."))
            for name in tables
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())

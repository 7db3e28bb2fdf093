"""Numbers without holes: one counter row, moved in the issuing transaction (R78)."""

from django.db import connection

from invoicing.models import Counter, Regie
from shared.ids import new_id
from shared.locks import assert_in_transaction

# One statement makes or moves the row and keeps it locked until the commit: a worker killed
# before takes no number (E4: a sequence left 2 587 holes where this left none).
_SQL = """
INSERT INTO {table} (id, regie_id, year, series, last) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (regie_id, year, series) DO UPDATE SET last = {table}.last + EXCLUDED.last
RETURNING last
"""


def next(regie: Regie, year: int, series: str, count: int = 1) -> int:
    """Take ``count`` numbers in a row and return the first (R78).

    The lock on the row comes last in the order of decisions.md. Raises RuntimeError outside a
    transaction, ValueError for a count below one.
    """
    assert_in_transaction()
    if count < 1:
        raise ValueError(count)
    table = connection.ops.quote_name(Counter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(table=table), [new_id(), regie.pk, year, series, count])
        (last,) = cursor.fetchone()
    return last - count + 1

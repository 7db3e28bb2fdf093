"""Counting statements outside a request."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET ", "SAVEPOINT", "RELEASE")


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent inside, transaction commands left out."""
    found: list[str] = []

    def wrapper(execute, sql, *rest):
        if not str(sql).lstrip().upper().startswith(UNCOUNTED):
            found.append(str(sql))
        return execute(sql, *rest)

    with connection.execute_wrapper(wrapper):
        yield found

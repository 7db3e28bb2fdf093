"""The one lock helper: rows in the order of their keys, late, and one retry."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import Model, QuerySet

from shared.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
M = TypeVar("M", bound=Model)

LOCK_NOT_AVAILABLE = "55P03"
DEADLOCK_DETECTED = "40P01"


def rows(queryset: QuerySet[M]) -> list[M]:
    """Lock and read rows ``ORDER BY id FOR NO KEY UPDATE`` (decisions.md, one order everywhere).

    NO KEY UPDATE lets foreign keys be checked meanwhile. The test switch ``TEST_LOCKS_OFF``
    reads without locking, so that a race test can be seen to fail.
    """
    ordered = queryset.order_by("id")
    if settings.TEST_LOCKS_OFF:
        return list(ordered)
    return list(ordered.select_for_update(of=("self",), no_key=True))


def retried(operation: Callable[P, T]) -> Callable[P, T]:
    """Run a whole operation again once when a lock was not had in time, then raise ``Busy``.

    Only at the outermost level: inside a transaction the failure must reach its owner.
    """

    @wraps(operation)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        if transaction.get_connection().in_atomic_block:
            return operation(*args, **kwargs)
        try:
            return operation(*args, **kwargs)
        except OperationalError as error:
            if not is_contention(error):
                raise
        try:
            return operation(*args, **kwargs)
        except OperationalError as error:
            if is_contention(error):
                raise Busy from error
            raise

    return run


def is_contention(error: Exception) -> bool:
    """True for a lock timeout or a deadlock (by SQLSTATE, never by message)."""
    state = getattr(getattr(error, "__cause__", None), "sqlstate", None)
    return state in {LOCK_NOT_AVAILABLE, DEADLOCK_DETECTED}


def assert_in_transaction() -> None:
    """A write that needs its caller's transaction refuses to run without one."""
    if not connection.in_atomic_block:
        raise RuntimeError("cette écriture doit être faite dans une transaction")

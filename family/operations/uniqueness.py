"""Two agents write the same name at once: the second is told, in French (SQLSTATE, not a name)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from shared.errors import DomainError

UNIQUE_VIOLATION = "23505"


@contextmanager
def told(code: str, sentence: str) -> Iterator[None]:
    """Turn a broken unique constraint into a refusal; the caller's transaction stays usable."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) == UNIQUE_VIOLATION:
            raise DomainError(code, sentence) from error
        raise

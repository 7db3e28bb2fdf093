"""The one maker of primary keys: time-ordered UUIDs made by the application."""

import uuid

from uuid_utils.compat import uuid7


def new_id() -> uuid.UUID:
    """A new UUIDv7 (a real ``uuid.UUID``), monotonic inside the process.

    Migrations name this path: never move it.
    """
    return uuid7()

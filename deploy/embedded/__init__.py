"""A real PostgreSQL and a real Redis-protocol server, started with no setting at all.

`DATABASE_URL` and `REDIS_URL` point elsewhere when they are set; then nothing is started here.
This package imports neither Django nor anything else of ours.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded import places, postgres, valkey
from deploy.embedded.errors import EmbeddedError

__all__ = [
    "EmbeddedError",
    "database_url",
    "ensure",
    "in_use",
    "redis_url",
    "running",
    "stop",
]


def database_url(state: Path | None = None) -> str:
    """Say where PostgreSQL is or will be, as a libpq URL; starts nothing."""
    return os.environ.get("DATABASE_URL") or postgres.url(places.state(state))


def redis_url(state: Path | None = None) -> str:
    """Say where the Redis-protocol server is or will be (`unix://…` when it is ours)."""
    return os.environ.get("REDIS_URL") or valkey.url(places.state(state))


def ensure(state: Path | None = None) -> None:
    """Start what is ours and not yet running; returns when both servers answer.

    Safe to call from several processes at once: one of them starts, the others wait.
    Raises `EmbeddedError` with a sentence and the end of the server's log.
    """
    folder = places.state(state)
    wanted = [
        server
        for server, variable in ((postgres, "DATABASE_URL"), (valkey, "REDIS_URL"))
        if not os.environ.get(variable)
    ]
    if all(server.answers(folder) for server in wanted):
        return
    try:
        with _starting(folder):
            for server in wanted:
                if not server.answers(folder):
                    server.start(folder)
    except OSError as error:
        raise EmbeddedError(
            f"Les serveurs de données ne peuvent pas démarrer dans {folder} : {error}"
        ) from error


def running(state: Path | None = None) -> bool:
    """Tell whether one of our two servers answers."""
    folder = places.state(state)
    return postgres.answers(folder) or valkey.answers(folder)


def in_use(state: Path | None = None) -> bool:
    """Tell whether any other process holds a connection to our PostgreSQL."""
    folder = places.state(state)
    return postgres.answers(folder) and postgres.clients(folder) > 0


def stop(state: Path | None = None) -> None:
    """Stop both servers of this folder, losing nothing; does nothing when they are not there."""
    folder = places.state(state)
    if not folder.is_dir():
        return
    with _starting(folder):
        postgres.stop(folder)
        valkey.stop(folder)


@contextmanager
def _starting(folder: Path) -> Iterator[None]:
    """Hold the one lock that orders every start and stop of this folder."""
    places.make_private(folder)
    lock = folder / "start.lock"
    lock.touch(mode=0o600)
    places.hand_over(lock, folder.stat().st_uid)
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield

"""The site as gunicorn serves it to the bench, with what each request cost in its headers."""

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SET ", "SAVEPOINT", "RELEASE")
_site = get_wsgi_application()
if not settings.IS_TEST:
    raise RuntimeError("the bench runs in test mode only")


class Counter:
    """Counts statements; transaction and search path commands are left out."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        text = str(sql)
        if not text.lstrip().upper().startswith(UNCOUNTED):
            self.statements.append(text)
        return execute(sql, *rest)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request; X-Bench-CPU is the worker's user + system seconds since it started."""
    counter = Counter()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        info = connection.connection.info if connection.connection else None
        backend = LAST.get("pid") if info is None else info.backend_pid
        extra = [
            ("X-Bench-Queries", str(len(counter.statements))),
            ("X-Bench-CPU", repr(time.process_time())),
            ("X-Bench-PG", str(backend or "")),
        ]
        return start_response(status, headers + extra, *rest)

    with connection.execute_wrapper(counter):
        answer = _site(environ, start)
    if os.environ.get("BENCH_SQL"):
        for text in counter.statements:
            print("SQL", " ".join(text.split())[:300], flush=True)
    return answer


LAST: dict[str, int] = {}


def _remember(sender: Any, connection: Any, **_: Any) -> None:
    LAST["pid"] = connection.connection.info.backend_pid


def _listen() -> None:
    from django.db.backends.signals import connection_created  # noqa: PLC0415 - after set-up

    connection_created.connect(_remember, weak=False)


_listen()

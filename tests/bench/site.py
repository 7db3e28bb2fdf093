"""gunicorn with one worker, and a signed-in browser that adds up what its requests cost."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median_high

import requests

from tests.bench import data

ASSET = re.compile(r"""(?:href|src)="(/[^"#?]*\.(?:css|js|svg|png|ico|woff2)[^"#]*)""")


@dataclass(slots=True)
class Cost:
    """Per request: CPU in ms, statements, bytes of the page, wall in ms."""

    app_ms: float
    pg_ms: float
    wall_ms: float
    queries: int
    size: int


@dataclass(slots=True)
class Browser:
    """A session of one account on the site under measure."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def sign_in(self, username: str) -> None:
        """Straight into the session store: the password's hash is not what is measured."""
        from django.conf import settings  # noqa: PLC0415
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
        from django.contrib.sessions.backends.cached_db import SessionStore  # noqa: PLC0415

        from shared.models import Account  # noqa: PLC0415

        account = Account.objects.get(username=username)
        store = SessionStore()
        store[SESSION_KEY] = str(account.pk)
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        store[HASH_SESSION_KEY] = account.get_session_auth_hash()
        store.save()
        token = secrets.token_hex(16)
        self.session.cookies.set(settings.SESSION_COOKIE_NAME, store.session_key)
        self.session.cookies.set(settings.CSRF_COOKIE_NAME, token)
        self.session.headers["X-CSRFToken"] = token

    def get(self, path: str) -> requests.Response:
        """A page that must be there."""
        return self._checked(self.session.get(self.url + path, allow_redirects=False), {200})

    def post(self, path: str, **form: str) -> requests.Response:
        """A form sent; the answer is not followed."""
        answer = self.session.post(self.url + path, data=form, allow_redirects=False)
        return self._checked(answer, {200, 302, 303})

    def assets(self, page: requests.Response) -> int:
        """Requests of a first load: the page and its local files."""
        found = set(ASSET.findall(page.text))
        for path in found:
            self._checked(self.session.get(self.url + path), {200})
        return 1 + len(found)

    @staticmethod
    def _checked(answer: requests.Response, wanted: set[int]) -> requests.Response:
        if answer.status_code not in wanted:
            raise RuntimeError(f"{answer.status_code} {answer.url}\n{answer.text[:600]}")
        return answer


@contextmanager
def site(*, now: str = data.CLOCK, workers: int = 1, **environ: str) -> Iterator[str]:
    """The address of a gunicorn of our own, stopped in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "tests.bench.wsgi:application"]
    command += [f"--workers={workers}", f"--bind=127.0.0.1:{port}", "--no-control-socket"]
    command += ["--log-level=error", "--timeout=120"]
    process = subprocess.Popen(command, env={**os.environ, "RIBAMBELLE_NOW": now, **environ})
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def measure(
    browser: Browser,
    act: Callable[[Browser], requests.Response],
    *,
    before: Callable[[], object] = lambda: None,
    warm: int = 5,
    number: int = 30,
) -> Cost:
    """``act`` after 5 warm-ups, 30 times; ``before`` prepares each one, in this process.

    CPU is what the worker and its backend used between the end of the warm-up and the end of the
    last request: nothing else reaches them meanwhile.
    """
    for _ in range(warm):
        before()
        answer = act(browser)
    app, pg = _used(answer)
    wall, counts, size = 0.0, [], 0
    for _ in range(number):
        before()
        started = time.perf_counter()
        answer = act(browser)
        wall += time.perf_counter() - started
        counts.append(int(answer.headers["X-Bench-Queries"]))
        size = max(size, len(answer.content))
    app_end, pg_end = _used(answer)
    each = 1000 / number
    return Cost(
        (app_end - app) * each, (pg_end - pg) * each, wall * each, median_high(counts), size
    )


def _used(answer: requests.Response) -> tuple[float, float]:
    """Seconds of CPU so far: the worker's, its backend's."""
    return (
        float(answer.headers["X-Bench-CPU"]),
        data.backend_cpu(answer.headers["X-Bench-PG"]),
    )


def _wait(port: int, process: subprocess.Popen) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError("gunicorn did not start")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer")

"""A real web server and a real worker on the test database, to be killed with SIGKILL."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import requests
from django.conf import settings
from django.db import connection
from django.test import Client

from shared.models import Account

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "a" * 32
PATIENCE_S = 30


@dataclass
class Process:
    """A process group of ours and, for the web, its address."""

    popen: subprocess.Popen[bytes]
    url: str = ""

    def kill(self) -> None:
        """SIGKILL to all of it: nothing is flushed, nothing is said goodbye to."""
        if self.popen.poll() is None:
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(timeout=20)


@contextmanager
def web(
    mails: Path, *, workers: int = 1, threads: int = 4, **environment: str
) -> Iterator[Process]:
    """Gunicorn on a free port, answering; killed at the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        command = ["gunicorn", "deploy.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
        command += [f"--workers={workers}", f"--threads={threads}", "--no-control-socket"]
        with _running(command, mails, environment | {"MAIN_URL": url}, listener.fileno()) as one:
            one.url = url
            wait_for(lambda: _answers(url), one)
            yield one


@contextmanager
def worker(mails: Path, **environment: str) -> Iterator[Process]:
    """A Celery worker with its beat; killed at the end."""
    command = ["celery", "-A", "deploy.celery", "worker", "-B", "--pool=solo", "-l", "WARNING"]
    command += ["--schedule", str(mails / "beat"), "--without-gossip", "--without-mingle"]
    quick = {"OUTBOX_SECONDS": "1", "RIBAMBELLE_WORKER": "1"}
    with _running(command, mails, quick | environment) as one:
        yield one


@contextmanager
def _running(
    command: list[str], mails: Path, environment: dict[str, str], *sockets: int
) -> Iterator[Process]:
    mails.mkdir(exist_ok=True)
    variables = {
        **os.environ,
        "RIBAMBELLE_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "tests.safety.settings",
        "DATABASE_URL": database_url(),
        "SAFETY_MAILS": str(mails),
        **environment,
    }
    with (mails / "log").open("ab") as log:
        popen = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=variables,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=sockets,
        )
    one = Process(popen)
    try:
        yield one
    finally:
        one.kill()


def database_url() -> str:
    """The test database, as another process names it."""
    facts = connection.settings_dict
    query = urlencode({"host": facts["HOST"], "port": facts["PORT"]})
    person = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    return f"postgresql://{person}@/{facts['NAME']}?{query}"


def wait_for(said: Callable[[], Any], process: Process | None = None) -> Any:
    """Wait until something is true and return it; fails after half a minute."""
    limit = time.monotonic() + PATIENCE_S
    while not (found := said()):
        if process is not None and process.popen.poll() is not None:
            raise AssertionError(f"the process ended with {process.popen.returncode}")
        if time.monotonic() > limit:
            raise AssertionError("waited for nothing")
        time.sleep(0.05)
    return found


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/sante/", timeout=5).ok
    except requests.RequestException:
        return False


def is_paused_in_a_transaction() -> bool:
    """Whether another process holds a transaction open without working (the test's pause)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
        )
        return bool(cursor.fetchone()[0])


def browser(account: Account) -> requests.Session:
    """Somebody signed in, as the web process will recognise them."""
    client = Client()
    client.force_login(account)
    session = requests.Session()
    session.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[
        settings.SESSION_COOKIE_NAME
    ].value
    session.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    session.headers["X-CSRFToken"] = TOKEN
    return session


def mails_in(folder: Path) -> list[str]:
    """The mails that left, as texts."""
    return [file.read_text(errors="replace") for file in sorted(folder.glob("*.log"))]

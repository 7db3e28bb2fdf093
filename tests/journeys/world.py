"""A whole Ribambelle beside the tests: its own database, web, worker with beat, and bank."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from deploy import embedded, ports
from tests.deploy.simulators.bank import Bank, start_bank

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class World:
    """The site at ``url``, told that it is ``moment``; `at` moves it to another day."""

    url: str
    folder: Path
    environment: dict[str, str] = field(repr=False)
    bank: Bank = field(repr=False)
    facts: dict[str, Any] = field(default_factory=dict)
    moment: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    def at(self, moment: str) -> None:
        """Serve as if it were this local time (ISO); web and worker start again if it moves."""
        if moment == self.moment and all(one.poll() is None for one in self.processes):
            return
        self.stop()
        self.moment = self.environment["RIBAMBELLE_NOW"] = moment
        web = ["gunicorn", "deploy.wsgi:application", "--bind", urlsplit(self.url).netloc]
        self._start("web", *web, "--threads=4", "--no-control-socket", "--graceful-timeout=3")
        worker = ["celery", "-A", "deploy.celery", "worker", "-B", "--concurrency=1"]
        worker += ["--schedule", str(self.folder / "beat"), "--without-gossip", "--without-mingle"]
        self._start("worker", *worker, RIBAMBELLE_WORKER="1")
        self._wait()

    def manage(self, *command: str) -> str:
        """Run a management command on the world's data; returns what it printed."""
        return self.run("manage.py", *command)

    def run(self, *command: str) -> str:
        """Run Python on the world's data to its end; raises `RuntimeError` with its last words."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{command} → {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        """End web and worker as a SIGTERM would; their work stays in the outbox."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def log(self, name: str) -> str:
        """What a process has written so far."""
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _start(self, name: str, *module: str, **more: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as output:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *module],
                    cwd=ROOT,
                    env=self.environment | more,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            )

    def _wait(self) -> None:
        limit = time.monotonic() + READY_SECONDS
        while not self._answers():
            if time.monotonic() > limit or self.processes[0].poll() is not None:
                raise RuntimeError(f"the site does not answer:\n{self.log('web')[-2000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=3)
        try:
            connection.request("GET", "/sante/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def living(folder: Path, moment: str) -> Iterator[World]:
    """Make the database, fill it, start bank, web and worker; end and drop them all after."""
    name = "_".join(filter(None, ["test_journey_ribambelle", _suffix()]))
    main = embedded.database_url()
    _make(main, name)
    site = f"http://{ports.HOST}:{ports.keep_free(folder / 'web-port')}"
    try:
        with start_bank(folder, DEMO_BANK_DELAY_S="1") as bank:
            world = World(site, folder, _environment(folder, name, site, bank.url), bank)
            world.environment["RIBAMBELLE_NOW"] = moment
            world.facts = json.loads(world.run("-m", "tests.journeys.people").splitlines()[-1])
            try:
                world.at(moment)
                yield world
            finally:
                world.stop()
    finally:
        _drop(main, name)


def _suffix() -> str:
    return os.environ.get("RIBAMBELLE_TEST_SUFFIX", "") + os.environ.get("PYTEST_XDIST_WORKER", "")


def _environment(folder: Path, name: str, site: str, bank: str) -> dict[str, str]:
    """The demo's settings, with a data folder and a database of its own."""
    return {
        **os.environ,
        "RIBAMBELLE_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "deploy.settings",
        "RIBAMBELLE_DATA": str(folder),
        "RIBAMBELLE_TEST_SUFFIX": f"journey{_suffix()}",
        "DATABASE_URL": urlunsplit(urlsplit(embedded.database_url())._replace(path=f"/{name}")),
        "REDIS_URL": embedded.redis_url(),
        "MAIN_URL": site,
        "DEMO_BANK_URL": bank,
        "OUTBOX_SECONDS": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _make(main: str, name: str) -> None:
    _drop(main, name)
    with psycopg.connect(main, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _drop(main: str, name: str) -> None:
    assert name.startswith("test_")
    with psycopg.connect(main, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )

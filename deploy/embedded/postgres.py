"""The embedded PostgreSQL: one cluster, one role, one database, reached by a unix socket only."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg

from deploy.embedded import binaries, places, privileges, processes
from deploy.embedded.errors import EmbeddedError

ROLE = DATABASE = "ribambelle"
START_SECONDS = 60
STOP_SECONDS = 20
BUILTIN_LOCALE_SINCE = 17

SETTINGS = {
    "listen_addresses": "",
    "port": "5432",  # only names the socket: no TCP port is opened
    "unix_socket_permissions": "0700",
    "max_connections": "300",
    "max_locks_per_transaction": "256",  # one transaction may create or drop several communes
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    "fsync": "on",
}
# CREATEDB is for the test databases; btree_gist is a trusted extension, so an owner may create it.
FIRST_STATEMENTS = f"""\
CREATE ROLE {ROLE} LOGIN CREATEDB;
CREATE DATABASE {DATABASE} OWNER {ROLE};
"""


def url(state: Path) -> str:
    """Give the libpq URL of our database in this folder."""
    return _url(state, ROLE, DATABASE)


def answers(state: Path) -> bool:
    """Ask the server itself: a pid file or `pg_ctl status` would believe a zombie."""
    if not (state / "postgres").is_dir():
        return False
    # A libpq URL with a folder as host: pg_isready reads neither role nor database.
    command = [binaries.postgres("pg_isready"), "-q", "-t", "5", "-d", _url(state, ROLE, DATABASE)]
    finished = subprocess.run(command, env=processes.environment(), check=False)
    return finished.returncode == 0


def clients(state: Path) -> int:
    """Count the connections other than the one that asks."""
    question = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(_url(state, "postgres", "postgres")) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else 0


def start(state: Path) -> None:
    """Make the cluster if there is none, start it and wait until it answers; the caller locks."""
    data = state / "postgres"
    log = places.log(state, "postgres")
    if not data.is_dir():
        _create(state, data)
    _forget_dead_server(data)
    before = privileges.prefix(data)
    run = places.make_sockets(state, "postgres", data.stat().st_uid)
    ended = state / "logs" / "postgres.ended"
    options = SETTINGS | {"unix_socket_directories": str(run)}
    command = [*before, str(binaries.postgres("postgres")), "-D", str(data)]
    for name, value in options.items():
        command += ["-c", f"{name}={value}"]

    processes.launch(command, log=log, ended=ended, environment=processes.environment())

    if not processes.wait_until(lambda: answers(state), seconds=START_SECONDS, unless=ended):
        raise EmbeddedError.with_log("PostgreSQL n'a pas démarré. / PostgreSQL did not start.", log)


def stop(state: Path) -> None:
    """End sessions and stop cleanly; at worst stop at once and let the next start recover."""
    data = state / "postgres"
    pid_file = data / "postmaster.pid"
    for wanted in (signal.SIGINT, signal.SIGQUIT):
        if not pid_file.exists() or processes.works_in(data) is False:
            return
        with suppress(ProcessLookupError, ValueError, IndexError):
            os.kill(int(pid_file.read_text().splitlines()[0]), wanted)
        if processes.wait_until(lambda: not pid_file.exists(), seconds=STOP_SECONDS):
            return
    raise EmbeddedError.with_log(
        "PostgreSQL ne s'arrête pas. / PostgreSQL does not stop.", places.log(state, "postgres")
    )


def _url(state: Path, role: str, database: str) -> str:
    folder = places.sockets(state, "postgres")
    return f"postgresql://{role}@/{database}?host={folder}&port=5432"


def _create(state: Path, data: Path) -> None:
    """Make a cluster under a temporary name with its role and database, then rename it.

    So a folder named `postgres` is always complete, whenever the machine stopped.
    """
    unfinished = state / "postgres.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    places.make_private(unfinished)
    before = privileges.prefix(unfinished)
    initdb = [*before, str(binaries.postgres("initdb")), "-D", str(unfinished), "-U", "postgres"]
    # The socket folder lets only its owner in: that is the authentication.
    initdb += ["--auth=trust", "--encoding=UTF8", "--no-instructions", *_locale()]
    _run(state, initdb)
    single = [*before, str(binaries.postgres("postgres")), "--single", "-D", str(unfinished)]
    _run(state, [*single, "postgres"], FIRST_STATEMENTS)
    unfinished.rename(data)


def _locale() -> list[str]:
    """Choose an order by code point that still knows the case of letters; never ICU."""
    version = subprocess.check_output([binaries.postgres("initdb"), "--version"], text=True)
    major = int(version.split()[2].split(".")[0])
    if major >= BUILTIN_LOCALE_SINCE:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


def _run(state: Path, command: list[str], statements: str = "") -> None:
    finished = subprocess.run(
        command,
        input=statements,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=processes.environment(),
        cwd="/",
        check=False,
    )
    log = places.log(state, "postgres")
    with log.open("a") as output:
        output.write(finished.stdout)
    # Single-user PostgreSQL reports a failed statement in words only.
    if finished.returncode or "ERROR:" in finished.stdout:
        raise EmbeddedError.with_log(
            "La base de données n'a pas pu être créée. / The database could not be created.", log
        )


def _forget_dead_server(data: Path) -> None:
    """Remove a pid file whose number was taken by another program since (reboot, container).

    Only when no live process works in the data folder, our lock being held: PostgreSQL would
    refuse to start, and nobody else can be starting it.
    """
    if (data / "postmaster.pid").exists() and processes.works_in(data) is False:
        (data / "postmaster.pid").unlink()

"""The bench's own database: made from dataset *jolieville* once, copied where work changes it."""

import os
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME = "ribambelle_bench"
CLOCK = "2026-12-01T10:00"
# Bumped when the dataset changes, so that an old copy is not measured; new migrations tell by
# themselves.
VERSION = "4"


def environment() -> None:
    """Test mode, our own database and keys, the dataset's clock; before Django is loaded."""
    from deploy import embedded  # noqa: PLC0415 - tells where the servers are

    url = os.environ.get("DATABASE_URL") or embedded.database_url()
    os.environ.update(
        DATABASE_URL=_named(url, NAME),
        DJANGO_SETTINGS_MODULE="deploy.settings",
        LOG_LEVEL="ERROR",
        RIBAMBELLE_MODE="test",
        RIBAMBELLE_NOW=CLOCK,
        RIBAMBELLE_TEST_SUFFIX="bench",
    )


def prepare(number: int) -> None:
    """The dataset with ``number`` communes: the first whole, the others small."""
    from django.core.management import call_command  # noqa: PLC0415

    with _server() as server:
        made = server.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [NAME],
        ).fetchone()
        version = _version()
        if made is None or made[0] != version:
            print("# the dataset is made once, this takes a minute", file=sys.stderr, flush=True)
            server.execute(f'DROP DATABASE IF EXISTS "{NAME}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{NAME}"')
            call_command("prepare", stdout=sys.stderr)
            call_command("seed", dataset="jolieville", stdout=sys.stderr)
            server.execute(f"COMMENT ON DATABASE \"{NAME}\" IS '{version}'")
    if number > 1:
        call_command("seed", dataset="jolieville", communes=number, scale=0.04, stdout=sys.stderr)
    let_go()


def _version() -> str:
    """The dataset's version and the migrations it was made with."""
    root = Path(__file__).parents[2]
    names = sorted(path.stem for path in root.glob("*/migrations/0*.py"))
    return f"{VERSION}-{zlib.crc32(' '.join(names).encode()):08x}"


@contextmanager
def copy(suffix: str) -> Iterator[None]:
    """A copy of the database for work that changes it; this process is moved to it and back."""
    from django.db import connection  # noqa: PLC0415

    name = f"{NAME}_{suffix}"
    let_go()
    with _server() as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{NAME}"')
        before = os.environ["DATABASE_URL"]
        os.environ["DATABASE_URL"] = _named(before, name)
        connection.settings_dict["NAME"] = name
        try:
            yield
        finally:
            let_go()
            connection.settings_dict["NAME"] = NAME
            os.environ["DATABASE_URL"] = before
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def backend_cpu(pid: str | int | None) -> float:
    """User + system seconds of a process of this machine, 0 when it cannot be read."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def let_go() -> None:
    """Close every connection: a database is copied, or a process forks."""
    from django.db import connection  # noqa: PLC0415

    connection.close()
    connection.close_pool()


@contextmanager
def _server() -> Iterator[psycopg.Connection]:
    with psycopg.connect(_named(os.environ["DATABASE_URL"], "postgres"), autocommit=True) as server:
        yield server


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))

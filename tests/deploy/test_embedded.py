"""The embedded servers: side by side, in awkward folders, after a crash."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from deploy import embedded
from deploy.embedded import places, privileges

ROOT = Path(__file__).resolve().parents[2]
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root puts another user on")

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give a maker of state folders whose servers are stopped at the end."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = []

    def make(name: str) -> Path:
        made.append(tmp_path / name)
        return made[-1]

    yield make
    for state in made:
        embedded.stop(state)
        for server in ("postgres", "valkey"):
            shutil.rmtree(places.sockets(state, server), ignore_errors=True)


def query(state, statement):
    with psycopg.connect(embedded.database_url(state), autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else None


def cache(state):
    return redis.Redis.from_url(embedded.redis_url(state))


def postmaster(state):
    return int((state / "postgres" / "postmaster.pid").read_text().split()[0])


def test_urls_start_nothing(folder):
    state = folder("rien")

    assert embedded.database_url(state).endswith(f"host={state}/run/postgres&port=5432")
    assert embedded.redis_url(state) == f"unix://{state}/run/valkey/valkey.sock?db=0"
    assert not state.exists()


def test_addresses_of_real_servers_are_honoured(folder, monkeypatch):
    state = folder("ailleurs")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    monkeypatch.setenv("REDIS_URL", "redis://somewhere/0")

    embedded.ensure(state)

    assert embedded.database_url(state) == "postgresql://somewhere/else"
    assert embedded.redis_url(state) == "redis://somewhere/0"
    assert not state.exists()


def test_first_start_gives_an_ordinary_role_what_it_needs(folder):
    state = folder("neuf")

    embedded.ensure(state)

    assert query(
        state, "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ) == [("ribambelle", False, True)]
    query(state, "CREATE EXTENSION btree_gist")
    assert query(state, "SELECT upper('é'), 'Z' < 'a', 'z' < 'é'") == [("É", True, True)]


def test_no_tcp_port_is_opened(folder):
    state = folder("muet")

    embedded.ensure(state)

    assert query(state, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'") == [
        ("",)
    ]
    with cache(state) as client:
        assert client.config_get("port") == {"port": "0"}


def test_two_folders_do_not_meet(folder):
    here, there = folder("ici"), folder("la")

    embedded.ensure(here)
    embedded.ensure(there)
    query(here, "CREATE TABLE only_here ()")
    with cache(here) as client:
        client.set("only", "here")

    assert query(there, "SELECT to_regclass('only_here')") == [(None,)]
    with cache(there) as client:
        assert client.get("only") is None


def test_stop_and_start_again_loses_nothing(folder):
    state = folder("reprise")
    embedded.ensure(state)
    query(state, "CREATE TABLE kept AS SELECT 42 AS number")
    with cache(state) as client:
        client.set("kept", "42")

    embedded.stop(state)
    stopped = embedded.running(state)
    embedded.ensure(state)

    assert not stopped
    assert query(state, "SELECT number FROM kept") == [(42,)]
    with cache(state) as client:
        assert client.get("kept") == b"42"


def test_killed_postgres_starts_again(folder):
    """A killed postmaster is reaped, so its lock file does not forbid the next start."""
    state = folder("chute")
    embedded.ensure(state)
    query(state, "CREATE TABLE kept AS SELECT 42 AS number")
    killed = postmaster(state)

    os.kill(killed, signal.SIGKILL)
    embedded.ensure(state)

    assert postmaster(state) != killed
    assert query(state, "SELECT number FROM kept") == [(42,)]


def test_pid_taken_by_another_program_does_not_forbid_the_start(folder):
    """After a reboot the old number may belong to anybody."""
    state = folder("redemarrage")
    embedded.ensure(state)
    pid_file = state / "postgres" / "postmaster.pid"
    content = pid_file.read_text().split("\n")
    os.kill(int(content[0]), signal.SIGINT)
    embedded.stop(state)
    with subprocess.Popen(["sleep", "60"]) as other:
        pid_file.write_text("\n".join([str(other.pid), *content[1:]]))
        pid_file.chmod(0o600)

        embedded.ensure(state)

        other.kill()
    assert query(state, "SELECT 1") == [(1,)]


@pytest.mark.parametrize("name", ["très long dossier, à vide " * 5, "d" * 90])
def test_long_or_unusual_path_moves_the_sockets_only(folder, name):
    state = folder(name.strip())

    embedded.ensure(state)

    assert places.sockets(state, "postgres").parent == Path("/tmp")
    assert places.sockets(state, "postgres").stat().st_mode & 0o777 == 0o700
    assert (state / "postgres").is_dir()
    assert query(state, "SELECT 1") == [(1,)]


@AS_ROOT
def test_socket_folder_prepared_by_someone_else_is_refused(folder):
    state = folder("d" * 90)
    places.sockets(state, "postgres").mkdir()
    os.chown(places.sockets(state, "postgres"), 12345, 12345)

    with pytest.raises(embedded.EmbeddedError, match="autre utilisateur"):
        embedded.ensure(state)


def test_launchers_at_once_start_one_server(folder):
    state = folder("course")
    command = [sys.executable, "-m", "deploy.embedded", "start"]
    environment = os.environ | {"RIBAMBELLE_DATA": str(state)}

    launchers = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(3)
    ]

    assert [launcher.wait(60) for launcher in launchers] == [0, 0, 0]
    assert (state / "logs" / "postgres.log").read_text().count("ready to accept connections") == 1


@AS_ROOT
def test_root_without_namespaces_becomes_an_ordinary_user(folder, tmp_path, monkeypatch):
    """Most containers forbid user namespaces: the data folder is handed to a servant."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "setpriv").symlink_to(shutil.which("setpriv"))
    monkeypatch.setenv("PATH", str(tools))
    privileges._namespace_allowed.cache_clear()
    state = folder("conteneur")

    embedded.ensure(state)
    query(state, "CREATE TABLE kept AS SELECT 42 AS number")
    embedded.stop(state)
    monkeypatch.undo()
    privileges._namespace_allowed.cache_clear()
    embedded.ensure(state)

    assert (state / "postgres").stat().st_uid != 0
    assert query(state, "SELECT number FROM kept") == [(42,)]


def test_failed_start_says_so_with_the_end_of_the_log(folder):
    state = folder("abime")
    embedded.ensure(state)
    embedded.stop(state)
    (state / "postgres" / "global" / "pg_control").unlink()

    with pytest.raises(embedded.EmbeddedError, match=r"(?s)PostgreSQL n'a pas démarré.*pg_control"):
        embedded.ensure(state)

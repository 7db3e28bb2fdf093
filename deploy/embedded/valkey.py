"""The embedded Redis-protocol server: queue, cache and sessions, reached by a unix socket only."""

import socket
from pathlib import Path

from deploy.embedded import binaries, places, privileges, processes
from deploy.embedded.errors import EmbeddedError

ANSWER_SECONDS = 5
START_SECONDS = 30
STOP_SECONDS = 20


def url(state: Path) -> str:
    """Give the redis-py URL of our server in this folder."""
    return f"unix://{_socket(state)}?db=0"


def answers(state: Path) -> bool:
    """Ask the server itself; false while it still loads its file."""
    return _ask(state, b"PING\r\n") == b"+PONG"


def start(state: Path) -> None:
    """Start the server and wait until it answers; the caller locks.

    Each write goes to the append-only file, so a queued task survives a stop.
    """
    data = places.make_private(state / "valkey")
    log = places.log(state, "valkey")
    ended = state / "logs" / "valkey.ended"
    places.make_sockets(state, "valkey", data.stat().st_uid)
    options = {
        "port": "0",
        "unixsocket": str(_socket(state)),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "daemonize": "no",
    }
    command = [*_prefix(data), str(binaries.valkey())]
    for name, value in options.items():
        command += [f"--{name}", value]

    processes.launch(command, log=log, ended=ended, environment=processes.environment())

    if not processes.wait_until(lambda: answers(state), seconds=START_SECONDS, unless=ended):
        raise EmbeddedError.with_log("Valkey n'a pas démarré. / Valkey did not start.", log)


def stop(state: Path) -> None:
    """Ask the server to write what it holds and leave."""
    _ask(state, b"SHUTDOWN\r\n")
    if not processes.wait_until(lambda: not _listens(state), seconds=STOP_SECONDS):
        raise EmbeddedError.with_log(
            "Valkey ne s'arrête pas. / Valkey does not stop.", places.log(state, "valkey")
        )


def _prefix(data: Path) -> list[str]:
    """Root may run this server as itself; only a folder of someone else changes that."""
    return privileges.prefix(data) if data.stat().st_uid else []


def _socket(state: Path) -> Path:
    return places.sockets(state, "valkey") / "valkey.sock"


def _listens(state: Path) -> bool:
    return _ask(state, b"PING\r\n") is not None


def _ask(state: Path, question: bytes) -> bytes | None:
    """Send one inline command; the first line of the answer, or None when nobody listens."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(str(_socket(state)))
            connection.sendall(question)
            return connection.recv(256).partition(b"\r\n")[0]
        except OSError:
            return None

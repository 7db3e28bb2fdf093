"""`make demo`: servers, data, bank, worker and web in the foreground, until Ctrl-C."""

import fcntl
import http.client
import os
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from deploy import embedded, ports
from deploy.embedded import places
from deploy.supervisor import Child, Failed, Stopped, Supervisor

READY_SECONDS = 60
STOP_SECONDS = 30
HEALTH = "/sante/"


def main(arguments: list[str]) -> int:
    """Run the demo, or stop the one of this folder (`stop`); returns the exit status."""
    os.umask(0o077)
    os.chdir(places.REPOSITORY)
    state = places.make_private(places.state())
    if arguments == ["stop"]:
        return _stop_other(state)
    with (state / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _complain(f"La démonstration tourne déjà dans ce dossier : {_address(state)}")
            return 1
        try:
            listener = ports.open_web(os.environ.get("PORT", ""))
        except ports.PortError as error:
            _complain(str(error))
            return 1
        with listener:
            return _serve(state, listener)


def _serve(state: Path, listener: socket.socket) -> int:
    port = listener.getsockname()[1]
    if port != ports.DEFAULT_PORT and not os.environ.get("PORT"):
        _say(f"Le port {ports.DEFAULT_PORT} est occupé : ce sera le {port}.")
    (state / "demo.lock").write_text(f"{os.getpid()}\nhttp://{ports.HOST}:{port}/\n")
    supervisor = Supervisor(places.make_private(state / "logs"), _say)
    supervisor.listen_to_signals()
    try:
        _start(supervisor, state, listener)
        _say(f"Ribambelle est prêt : http://{ports.HOST}:{port}/")
        _show_logins(state)
        supervisor.watch()
    except Stopped:
        _say("Arrêt…")
    except (Failed, ports.PortError, embedded.EmbeddedError) as error:
        _complain(f"Ribambelle ne peut pas démarrer.\n{error}")
        return 1
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        supervisor.stop()
        _stop_servers(state)
        (state / "demo.lock").write_text("")
    return 0


def _start(supervisor: Supervisor, state: Path, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    _start_servers(state)
    bank = ports.keep_free(state / "demo-bank-port")
    shared = {
        "RIBAMBELLE_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "deploy.settings",
        "MAIN_URL": f"http://{ports.HOST}:{port}",
        "DEMO_BANK_URL": f"http://{ports.HOST}:{bank}",
        "DEMO_BANK_PORT": str(bank),
        "PYTHONUNBUFFERED": "1",
    }
    supervisor.start(Child("bank", _module("deploy.simulators.demo_bank"), shared))
    if not (state / "demo-logins.txt").exists():
        _say("Première fois : trois communes se remplissent, patience…")
    supervisor.run("steps", _module("deploy.steps"), shared)

    worker = ["celery", "-A", "deploy.celery", "worker", "-B", "--concurrency=2", "-l", "INFO"]
    worker += ["--schedule", str(state / "beat-schedule"), "--without-gossip", "--without-mingle"]
    web = ["gunicorn", "deploy.wsgi:application", "--bind", f"fd://{listener.fileno()}"]
    web += ["--workers=2", "--threads=4", "--graceful-timeout=5", "--no-control-socket"]
    supervisor.start(Child("web", _module(*web), shared, (listener.fileno(),)))
    supervisor.watch(lambda: _is_healthy(port), READY_SECONDS)
    # After the web: they would fight for the processor while people wait for a first page.
    supervisor.start(Child("worker", _module(*worker), shared | {"RIBAMBELLE_WORKER": "1"}))


def _start_servers(state: Path) -> None:
    """Start what is missing, and remember that it was the demo that started it."""
    if not embedded.running():
        (state / "demo-servers").touch()
    embedded.ensure()


def _stop_servers(state: Path) -> None:
    """Stop the servers the demo started, unless someone else (tests, a shell) is using them."""
    if not (state / "demo-servers").exists():
        return
    try:
        if embedded.in_use():
            _say("Les serveurs de données servent encore à un autre : ils restent (make stop).")
            return
        embedded.stop()
    except embedded.EmbeddedError as error:
        _complain(str(error))
        return
    (state / "demo-servers").unlink()


def _stop_other(state: Path) -> int:
    """Stop the demo that runs in this folder, then the servers."""
    with (state / "demo.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with suppress(ProcessLookupError, ValueError, IndexError):
                os.kill(int((state / "demo.lock").read_text().split()[0]), signal.SIGTERM)
            limit = time.monotonic() + STOP_SECONDS
            while not _lock(lock):
                if time.monotonic() > limit:
                    _complain("La démonstration ne s'arrête pas.")
                    return 1
                time.sleep(0.1)
    try:
        embedded.stop()
    except embedded.EmbeddedError as error:
        _complain(str(error))
        return 1
    (state / "demo-servers").unlink(missing_ok=True)
    return 0


def _lock(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _address(state: Path) -> str:
    lines = (state / "demo.lock").read_text().split()
    return lines[1] if len(lines) > 1 else "elle démarre"


def _module(*command: str) -> list[str]:
    return [sys.executable, "-m", *command]


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=3)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _show_logins(state: Path) -> None:
    logins = state / "demo-logins.txt"
    if logins.exists():
        _say(logins.read_text().rstrip())
    _say("Ctrl-C arrête tout.")


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

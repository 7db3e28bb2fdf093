"""Run several programs as one: start them, watch them, and stop all of them."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 10
# A program that falls this often, this soon after its start, will not stand up by itself.
FALLS_ALLOWED = 3
SOON_SECONDS = 30
WATCH_SECONDS = 0.2
PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """Someone asked to stop (Ctrl-C, SIGTERM)."""


class Failed(Exception):
    """A program cannot run; the message ends with its last words."""


@dataclass
class Child:
    """A program that must keep running."""

    name: str
    command: Sequence[str]
    environment: dict[str, str] = field(default_factory=dict)
    sockets: tuple[int, ...] = ()
    falls: int = 0
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = None


class Supervisor:
    """Holds the children of one run; their output goes to one log file each."""

    def __init__(self, logs: Path, say: Callable[[str], None]) -> None:
        self.logs = logs
        self.say = say
        self.children: list[Child] = []
        self._asked = threading.Event()

    def listen_to_signals(self) -> None:
        """Turn Ctrl-C, SIGTERM and a closed terminal into `Stopped` at the next wait."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._asked.set())

    def run(self, name: str, command: Sequence[str], environment: dict[str, str]) -> None:
        """Run a program to its end. Raises `Failed` when it fails, `Stopped` when asked."""
        step = Child(name, command, environment)
        self._launch(step, fresh=True)
        self.children.append(step)
        while step.process and step.process.poll() is None:
            self.pause(0.05)
        self.children.remove(step)
        if step.process and step.process.returncode:
            raise Failed(self._last_words(step))

    def start(self, child: Child) -> None:
        """Start a program that is restarted whenever it falls."""
        self._launch(child, fresh=True)
        self.children.append(child)

    def watch(self, until: Callable[[], bool] = lambda: False, seconds: float = 0) -> None:
        """Keep all children running until `until` says true; for ever without it.

        Raises `Stopped` when asked, `Failed` when a child keeps falling or after `seconds`.
        """
        limit = time.monotonic() + seconds if seconds else float("inf")
        while not until():
            for child in self.children:
                self._raise_up(child)
            if time.monotonic() > limit:
                raise Failed("\n".join(self._last_words(child) for child in self.children))
            self.pause(WATCH_SECONDS)

    def pause(self, seconds: float) -> None:
        """Wait; raises `Stopped` as soon as someone asks."""
        if self._asked.wait(seconds):
            raise Stopped

    def stop(self) -> None:
        """Ask every child to end, then end with force what is left of it. Safe to call twice."""
        alive = [(child.name, child.process) for child in self.children if child.process]
        self.children.clear()
        for _, process in alive:
            _signal_group(process, signal.SIGTERM)
        limit = time.monotonic() + STOP_SECONDS
        for name, process in alive:
            try:
                process.wait(max(0.1, limit - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"« {name} » ne s'arrête pas : arrêt forcé.")
            # Even after its leader left, a group may hold a child of its own.
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def _raise_up(self, child: Child) -> None:
        if child.process is None or child.process.poll() is None:
            return
        # Its own children may have outlived it, and would work beside the new ones.
        _signal_group(child.process, signal.SIGKILL)
        soon = time.monotonic() - child.started < SOON_SECONDS
        child.falls = child.falls + 1 if soon else 1
        if child.falls >= FALLS_ALLOWED:
            raise Failed(self._last_words(child))
        self.say(f"« {child.name} » s'est arrêté : il est relancé.")
        self._launch(child, fresh=False)

    def _launch(self, child: Child, *, fresh: bool) -> None:
        self.pause(0)
        with self._log(child).open("wb" if fresh else "ab") as output:
            child.process = subprocess.Popen(
                child.command,
                env=os.environ | child.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches us only: we decide the order.
                start_new_session=True,
                pass_fds=child.sockets,
                preexec_fn=_die_with_parent,
            )
        child.started = time.monotonic()

    def _log(self, child: Child) -> Path:
        return self.logs / f"{child.name}.log"

    def _last_words(self, child: Child, lines: int = 20) -> str:
        log = self._log(child)
        tail = log.read_text(errors="replace").splitlines()[-lines:]
        status = child.process.poll() if child.process else None
        ending = "ne répond pas" if status is None else f"s'est arrêté (code {status})"
        return "\n".join(
            [f"« {child.name} » {ending} ; {log} :", *(f"  | {line}" for line in tail)]
        )


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _die_with_parent() -> None:
    """Even when we are killed outright, nothing stays behind (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

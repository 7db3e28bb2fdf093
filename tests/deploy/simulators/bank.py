"""The demonstration bank as a real process on a free port, for any test that pays."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class Bank:
    """A running bank: `url`, and what only tests may ask it."""

    url: str
    process: subprocess.Popen[str]
    environment: dict[str, str] = field(repr=False)

    def control(self, idop: str, **orders: Any) -> dict[str, Any]:
        """Decide an operation: answer (paid, refused, cancelled, late), delay_s, notify,
        tamper_amount_cents, age_s, forget."""
        answer = requests.post(f"{self.url}/api/control/{idop}", json=orders, timeout=10)
        answer.raise_for_status()
        return answer.json()

    def fault(self, on: str, kind: str, *, seconds: float = 0, times: int = 1) -> None:
        """Plan faults: `on` create or read; `kind` 502, malformed or slow (answers late)."""
        self.control("faults", on=on, kind=kind, seconds=seconds, times=times)

    def pay(self, idop: str, answer: str = "paid") -> requests.Response:
        """Do what the payer does: open the page, press a button; the redirect is not followed."""
        page = f"{self.url}/payer/{idop}"
        requests.get(page, timeout=10)
        return requests.post(page, data={"answer": answer}, timeout=10, allow_redirects=False)

    def stop(self) -> None:
        """Stop the process as `make demo` does."""
        self.process.terminate()
        self.process.communicate(timeout=10)

    def restart(self) -> None:
        """Stop and start again on the same port with the same memory."""
        self.stop()
        self.environment["DEMO_BANK_PORT"] = self.url.rpartition(":")[2]
        self.process = _launch(self.environment)
        _address(self.process)


def _launch(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "deploy.simulators.demo_bank"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if "http://" not in line:
        raise RuntimeError(f"the bank did not start: {process.communicate(timeout=10)[1]}")
    return line.split(" : ")[1].strip()


@contextmanager
def start_bank(folder: Path, **environment: str) -> Iterator[Bank]:
    """Run a bank that keeps its memory in `folder`, controls open, and stop it at the end."""
    variables = {
        **os.environ,
        "RIBAMBELLE_MODE": "test",
        "DEMO_BANK_PORT": "0",
        "DEMO_BANK_STATE": str(folder / "demo_bank.sqlite3"),
        "DEMO_BANK_CONTROL": "1",
        **environment,
    }
    process = _launch(variables)
    bank = Bank("", process, variables)
    try:
        bank.url = _address(process)
        yield bank
    finally:
        if bank.process.poll() is None:
            bank.stop()

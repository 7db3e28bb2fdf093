"""`make demo` refuses clearly, before it starts anything."""

import fcntl
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import ports

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def demo(tmp_path):
    """Give a runner of the demo on an empty data folder."""

    def run(**environment):
        return subprocess.run(
            [sys.executable, "-m", "deploy.demo"],
            cwd=ROOT,
            env=os.environ | {"RIBAMBELLE_DATA": str(tmp_path)} | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def test_asked_port_that_is_busy_stops_the_demo(demo, tmp_path):
    with socket.socket() as busy:
        busy.bind((ports.HOST, 0))
        busy.listen()
        number = busy.getsockname()[1]

        finished = demo(PORT=str(number))

    assert finished.returncode == 1
    assert f"Le port {number} ne peut pas être ouvert" in finished.stderr
    assert not (tmp_path / "postgres").exists()


def test_nonsense_port_stops_the_demo(demo):
    finished = demo(PORT="huit mille")

    assert finished.returncode == 1
    assert "PORT=huit mille n'est pas un port" in finished.stderr


def test_second_demo_in_one_folder_names_the_first(demo, tmp_path):
    with (tmp_path / "demo.lock").open("w") as first:
        first.write("1234\nhttp://127.0.0.1:8123/\n")
        first.flush()
        fcntl.flock(first, fcntl.LOCK_EX)

        finished = demo()

    assert finished.returncode == 1
    assert "tourne déjà dans ce dossier : http://127.0.0.1:8123/" in finished.stderr


def test_server_that_cannot_start_is_told_with_its_log(demo, tmp_path):
    """A file stands where PostgreSQL's folder should be made."""
    (tmp_path / "postgres.unfinished").write_text("")

    finished = demo(DATABASE_URL="")

    assert finished.returncode == 1
    assert "Ribambelle ne peut pas démarrer." in finished.stderr
    assert "Traceback" not in finished.stderr

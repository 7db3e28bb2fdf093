"""The supervisor of `make demo`: nothing stays behind, what falls is raised or reported."""

import os
import signal
import sys
import time

import pytest

from deploy.supervisor import Child, Failed, Stopped, Supervisor

# Writes its own number and its child's, then sleeps with it.
WITH_A_CHILD = (
    "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '300']);"
    "open(sys.argv[1], 'w').write(f'{os.getpid()} {child.pid}'); time.sleep(300)"
)
DEAF = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "open(sys.argv[1], 'w').write('deaf'); time.sleep(300)"
)


@pytest.fixture
def said():
    return []


@pytest.fixture
def supervisor(tmp_path, said):
    made = Supervisor(tmp_path, said.append)
    yield made
    made.stop()


@pytest.fixture
def signals():
    """Put the handlers of pytest back afterwards."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def python(name, code, *arguments):
    return Child(name, [sys.executable, "-c", code, *map(str, arguments)])


def is_running(pid):
    """A zombie that nobody reaped yet is not running."""
    try:
        os.kill(pid, 0)
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def assert_ends(*pids):
    """A signalled process is gone soon; the machine may take a moment to remove it."""
    limit = time.monotonic() + 10
    while any(map(is_running, pids)):
        assert time.monotonic() < limit
        time.sleep(0.02)


def written(path):
    return lambda: path.exists() and bool(path.read_text())


def test_stop_leaves_neither_children_nor_grandchildren(supervisor, tmp_path):
    pids = tmp_path / "pids"
    supervisor.start(python("web", WITH_A_CHILD, pids))
    supervisor.watch(written(pids), 30)

    supervisor.stop()

    assert_ends(*map(int, pids.read_text().split()))


def test_stop_uses_force_on_a_child_that_does_not_listen(supervisor, said, tmp_path, monkeypatch):
    monkeypatch.setattr("deploy.supervisor.STOP_SECONDS", 0.2)
    deaf = python("worker", DEAF, tmp_path / "deaf")
    supervisor.start(deaf)
    supervisor.watch(written(tmp_path / "deaf"), 30)

    supervisor.stop()

    assert deaf.process.returncode == -signal.SIGKILL
    assert said == ["« worker » ne s'arrête pas : arrêt forcé."]


def test_fallen_child_is_raised_and_told(supervisor, said, tmp_path):
    pids = tmp_path / "pids"
    child = python("web", WITH_A_CHILD, pids)
    supervisor.start(child)
    supervisor.watch(written(pids), 30)
    fallen, orphan = map(int, pids.read_text().split())
    pids.unlink()

    os.kill(fallen, signal.SIGKILL)
    supervisor.watch(written(pids), 30)

    assert child.process.pid != fallen
    assert said == ["« web » s'est arrêté : il est relancé."]
    assert_ends(orphan)


def test_child_that_keeps_falling_is_reported_with_its_last_words(supervisor):
    supervisor.start(python("worker", "raise SystemExit('le courtier ne répond pas')"))

    with pytest.raises(Failed, match=r"(?s)« worker ».*code 1.*le courtier ne répond pas"):
        supervisor.watch(seconds=60)


def test_step_that_fails_is_reported_with_its_last_words(supervisor):
    with pytest.raises(Failed, match=r"(?s)« seed ».*code 3.*table absente"):
        supervisor.run(
            "seed", [sys.executable, "-c", "print('table absente'); raise SystemExit(3)"], {}
        )


def test_step_is_given_its_environment(supervisor, tmp_path):
    code = "import os; print(os.environ['RIBAMBELLE_MODE'])"

    supervisor.run("prepare", [sys.executable, "-c", code], {"RIBAMBELLE_MODE": "demo"})

    assert (tmp_path / "prepare.log").read_text() == "demo\n"


def test_one_that_never_gets_ready_is_reported(supervisor, tmp_path):
    supervisor.start(python("web", WITH_A_CHILD, tmp_path / "pids"))

    with pytest.raises(Failed, match="« web » ne répond pas"):
        supervisor.watch(lambda: False, 0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_the_watch(supervisor, signals, tmp_path, number):
    pids = tmp_path / "pids"
    supervisor.listen_to_signals()
    supervisor.start(python("web", WITH_A_CHILD, pids))
    supervisor.watch(written(pids), 30)

    os.kill(os.getpid(), number)

    with pytest.raises(Stopped):
        supervisor.watch(seconds=30)

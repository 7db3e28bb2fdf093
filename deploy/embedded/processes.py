"""Start a server that outlives us, and know whether it is alive."""

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

POLL_SECONDS = 0.02

# The subshell stays the server's parent and reaps it: in a container whose first process does not
# reap, a killed postmaster would stay a zombie and forbid the next start.
PARENT = '( "$@"; echo $? > "$0" ) &'


def launch(command: list[str], *, log: Path, ended: Path, environment: dict[str, str]) -> None:
    """Start `command` in a session of its own; its exit status goes to the file `ended`."""
    ended.unlink(missing_ok=True)
    with log.open("ab") as output:
        subprocess.run(
            ["/bin/sh", "-c", PARENT, str(ended), *command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd="/",
            env=environment,
        )


def wait_until(
    condition: Callable[[], bool], *, seconds: float, unless: Path | None = None
) -> bool:
    """Poll until `condition`; false after `seconds`, or at once when the file `unless` appears."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit or (unless is not None and unless.exists()):
            return condition()
        time.sleep(POLL_SECONDS)
    return True


def environment() -> dict[str, str]:
    """Give our environment without what would redirect PostgreSQL (PGHOST, PGDATA, PGPORT…)."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_", "LANGUAGE"))
    } | {"LANG": "C", "TZ": "UTC"}


def works_in(folder: Path) -> bool | None:
    """Tell whether a live process has `folder` as its current folder; None where one cannot know.

    A zombie has no folder, so it does not count.
    """
    if not Path("/proc/self/cwd").exists():
        return None
    target, owner = str(folder.resolve()), folder.stat().st_uid
    doubtful = False
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if os.readlink(entry / "cwd") == target:
                return True
        except PermissionError:
            doubtful = doubtful or _is_postgres_of(entry, owner)
        except OSError:
            continue
    return None if doubtful else False


def _is_postgres_of(entry: Path, owner: int) -> bool:
    """PostgreSQL runs as the owner of its data: those of other people are not ours."""
    try:
        return entry.stat().st_uid == owner and (entry / "comm").read_text().strip() == "postgres"
    except OSError:
        return False

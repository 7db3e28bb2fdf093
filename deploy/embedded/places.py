"""Where the embedded servers keep their data, their sockets and their logs."""

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path

from deploy.embedded.errors import EmbeddedError

REPOSITORY = Path(__file__).resolve().parents[2]

# sun_path holds 108 bytes with its final zero on Linux, 104 on macOS and the BSDs.
SOCKET_LIMIT = 107 if os.uname().sysname == "Linux" else 103
LONGEST_SOCKET = ".s.PGSQL.5432.lock"
# A comma means "several hosts" to libpq; blanks, % and accents would need quoting in each URL.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")


def state(folder: Path | None = None) -> Path:
    """Give the folder of everything a run leaves behind (`RIBAMBELLE_DATA` moves it)."""
    chosen = folder or os.environ.get("RIBAMBELLE_DATA") or REPOSITORY / ".ribambelle"
    return Path(chosen).absolute()


def sockets(folder: Path, server: str) -> Path:
    """Give the folder of a server's socket: inside `folder`, or a short one if that is too long.

    The short one is always below /tmp, never $TMPDIR or $XDG_RUNTIME_DIR: two processes with
    different environments must find the same server.
    """
    inside = folder / "run" / server
    fits = len(os.fsencode(inside / LONGEST_SOCKET)) <= SOCKET_LIMIT
    if fits and PLAIN_PATH.fullmatch(str(inside)):
        return inside
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:20]
    return Path("/tmp") / f"ribambelle-{digest}-{server}"


def log(folder: Path, name: str) -> Path:
    """Give the log file of one server or child process; its folder is made."""
    path = make_private(folder / "logs") / f"{name}.log"
    path.touch(mode=0o600)
    hand_over(path, folder.stat().st_uid)
    return path


def make_private(folder: Path) -> Path:
    """Make a folder that only its owner enters.

    Made by root inside a folder of someone else, it is theirs: they must find it usable later.
    """
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        hand_over(folder, folder.parent.stat().st_uid)
    return folder


def make_sockets(folder: Path, server: str, owner: int) -> Path:
    """Make the folder of the socket for a server that runs as `owner`.

    Below /tmp anybody may have made it before us. Raises `EmbeddedError` when they did.
    """
    run = sockets(folder, server)
    if run.is_relative_to(folder):
        make_private(run.parent)
    with suppress(FileExistsError):
        run.mkdir(mode=0o700)
    found = run.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), owner):
        raise EmbeddedError(
            f"{run} appartient à un autre utilisateur. / {run} belongs to another user."
        )
    hand_over(run, owner)
    if os.geteuid() in (0, owner):
        run.chmod(0o700)
    return run


def hand_over(path: Path, owner: int) -> None:
    """Give a file made by root to `owner`; does nothing for anybody but root."""
    if os.geteuid() == 0 and path.stat().st_uid != owner:
        os.chown(path, owner, -1)

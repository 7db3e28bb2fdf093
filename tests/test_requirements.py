"""Every direct dependency has a reason and a lock, and no file names a package registry."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
RUNTIME = PROJECT["dependencies"]
DEVELOPMENT = PROJECT["optional-dependencies"]["dev"]
# Written in pieces, so that this file does not name them either.
REGISTRIES = re.compile("|".join(["py" + r"pi\.", "pythonhost" + "ed", "registry" + r"\.npm"]))
SHORTEST_REASON = 8


def _name(requirement: str) -> str:
    """Give the canonical name of what a requirement asks for."""
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found, requirement
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def _locked(lock: str) -> dict[str, str]:
    """Read a lock: canonical name → its block with version and hashes."""
    blocks = re.split(r"\n(?=\S)", (ROOT / "requirements" / lock).read_text())
    return {_name(block): block for block in blocks if re.match(r"[A-Za-z]", block)}


@pytest.mark.parametrize("requirement", [*RUNTIME, *DEVELOPMENT])
def test_dependency_has_a_reason(requirement):
    """A dependency enters pyproject.toml with a one-line reason."""
    lines = [
        line
        for line in (ROOT / "pyproject.toml").read_text().splitlines()
        if line.strip().startswith(f'"{requirement}"')
    ]

    assert len(lines) == 1
    assert len(lines[0].partition('",  # ')[2]) >= SHORTEST_REASON


@pytest.mark.parametrize(
    ("lock", "wanted"), [("base.txt", RUNTIME), ("dev.txt", RUNTIME + DEVELOPMENT)]
)
def test_lock_holds_every_dependency(lock, wanted):
    locked = _locked(lock)

    assert {_name(requirement) for requirement in wanted} - locked.keys() == set()


@pytest.mark.parametrize("lock", ["base.txt", "dev.txt"])
def test_lock_pins_a_version_and_hashes(lock):
    loose = [
        name
        for name, block in _locked(lock).items()
        if "==" not in block.splitlines()[0] or "--hash=sha256:" not in block
    ]

    assert loose == []


def test_locks_agree():
    """What production installs is what was tested."""
    tested = _locked("dev.txt")

    assert {name: tested.get(name) for name in _locked("base.txt")} == _locked("base.txt")


def test_no_committed_file_names_a_registry():
    """Packages come from wherever the machine's own pip is told to look."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    naming = [
        name
        for name in filter(None, listed.split("\0"))
        if (ROOT / name).is_file() and REGISTRIES.search((ROOT / name).read_text(errors="ignore"))
    ]

    assert naming == []

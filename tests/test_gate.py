"""What every commit must pass besides its tests: style, import contracts, types, migrations."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "check", "."], id="ruff-check"),
        pytest.param(["-m", "ruff", "format", "--check", "."], id="ruff-format"),
        pytest.param(["-c", LINT_IMPORTS], id="import-contracts"),
        pytest.param(["-m", "mypy"], id="types-of-the-inner-rooms"),
    ],
)
def test_tool_has_nothing_to_say(command):
    finished = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.mark.django_db
def test_migrations_are_up_to_date_with_the_models(capsys):
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=1)
    except SystemExit:
        pytest.fail(capsys.readouterr().out)


@pytest.mark.django_db
def test_system_check_has_nothing_to_say():
    call_command("check", fail_level="WARNING")

"""Chromium for the journeys: the machine's own, in French, against a live server."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

DEBIAN_OLD = "chromium-browser"


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type: Any, browser_type_launch_args: dict[str, Any]
) -> dict[str, Any]:
    """The browser of ``CHROMIUM`` or of the PATH; Playwright's own when there is neither.

    Without any, the journeys are skipped; where ``RIBAMBELLE_REQUIRE_BROWSER`` is set they fail.
    """
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which(DEBIAN_OLD)
    if not found and not Path(browser_type.executable_path).exists():
        refuse = pytest.fail if os.environ.get("RIBAMBELLE_REQUIRE_BROWSER") else pytest.skip
        refuse("Chromium est introuvable : installez-le ou donnez CHROMIUM.")
    args = ["--disable-dev-shm-usage", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    launch = {**browser_type_launch_args, "args": args}
    if found:
        launch.pop("channel", None)
        launch["executable_path"] = found
    return launch


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A French visitor in Paris; a test sets its own viewport."""
    return {**browser_context_args, "locale": "fr-FR", "timezone_id": "Europe/Paris"}


@pytest.fixture
def live(communes: SimpleNamespace, live_server: Any, settings: Any) -> SimpleNamespace:
    """The site on a real port, with both communes: ``live.url``, ``live.jolieville``…"""
    settings.MAIN_URL = live_server.url
    return SimpleNamespace(url=live_server.url, **vars(communes))

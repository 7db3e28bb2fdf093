"""What a demanding visitor notices of each page: pictures, axe, width, console, taps."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

FOLDER = Path(__file__).resolve().parents[2] / "screenshots"
HEIGHT = 844
TALLEST = 5000
PHONE, DESK, NARROW = 390, 1280, 320
# Colours are all that changes in the dark: the rest was read in the light.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
# A form sent back with its mistakes is no mistake of the page.
REFUSED = re.compile(r"status of (409|422) ")
AXE = Axe()


class Eyes:
    """Looks through one page (a browser tab); ``faults`` is what it found wrong so far.

    Idle eyes only go through the pages, for who wants to be somewhere.
    """

    def __init__(self, page: Any, *, width: int = PHONE, is_idle: bool = False) -> None:
        self.page = page
        self.is_idle = is_idle
        self.width = width
        self.faults: list[str] = []
        self.taps = 0
        self.seen: set[str] = set()
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._say(f"script: {error}"))
        page.on("response", self._answered)

    def look(self, name: str, *, schemes: Sequence[str] = ("light", "dark")) -> None:
        """Keep a picture of this page as a phone and a desk show it, and read it with axe."""
        if self.is_idle or name in self.seen:
            return
        page = self.page
        self.seen.add(name)
        for width in (PHONE, DESK):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            self._shoot(name, width)
            for scheme in schemes:
                page.emulate_media(color_scheme=scheme)
                self._read(f"{name} {width} {scheme}", None if scheme == "light" else COLOURS)
            page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": NARROW, "height": HEIGHT})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > NARROW:
            self._say(f"{name}: {wide} px wide on a screen of {NARROW}")
        page.set_viewport_size({"width": self.width, "height": HEIGHT})

    def tap(self, target: Any) -> None:
        """One tap of the parent, counted; ``target`` is a locator or its selector."""
        self.taps += 1
        found = self.page.locator(target) if isinstance(target, str) else target
        found.click()

    def submit(self, button: Any) -> None:
        """Press a button that leads to another page, and be there."""
        with self.page.expect_navigation():
            button.click()

    def counted(self) -> int:
        """Taps since the last time this was asked."""
        taps, self.taps = self.taps, 0
        return taps

    def _shoot(self, name: str, width: int) -> None:
        """The whole page on a screen as tall as it, so that a bar that sticks stays below."""
        folder = FOLDER / str(width)
        folder.mkdir(parents=True, exist_ok=True)
        # A page that is being replaced has no document for an instant.
        self.page.wait_for_load_state()
        tall = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.set_viewport_size({"width": width, "height": max(HEIGHT, min(tall, TALLEST))})
        self.page.screenshot(path=folder / f"{name}.png", animations="disabled", scale="css")
        self.page.set_viewport_size({"width": width, "height": HEIGHT})

    def _read(self, where: str, options: dict[str, Any] | None) -> None:
        for rule in AXE.run(self.page, options=options).response["violations"]:
            nodes = [node["html"][:160] for node in rule["nodes"][:3]]
            self._say(f"{where}: {rule['id']} {nodes}")

    def _hear(self, message: Any) -> None:
        if message.type in {"error", "warning"} and not REFUSED.search(message.text):
            self._say(f"console at {self.page.url}: {message.text}")

    def _answered(self, response: Any) -> None:
        if response.status >= 500:
            self._say(f"{response.status} at {response.url}")

    def _say(self, fault: str) -> None:
        if fault not in self.faults:
            self.faults.append(fault)


def plain(text: str) -> str:
    """A sentence of the screen with ordinary spaces, for comparing."""
    return re.sub(r"\s+", " ", text).strip()

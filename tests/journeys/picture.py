"""The README's picture, `deploy/pictures/calendrier.png`: a month of the demonstration's canteen.

``.venv/bin/python -m tests.journeys.picture`` makes it again, from data of its own.
"""

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from deploy import embedded
from tests.journeys import booking, joining
from tests.journeys.conftest import MOMENT
from tests.journeys.eyes import DESK, Eyes
from tests.journeys.world import ROOT, World, living

PICTURE = ROOT / "deploy" / "pictures" / "calendrier.png"
HEIGHT = 1010


def main() -> None:
    """Make the world, take the picture, end the world."""
    embedded.ensure()
    with tempfile.TemporaryDirectory() as folder, living(Path(folder), MOMENT) as world:
        take(world)
    print(f"{PICTURE} : {PICTURE.stat().st_size // 1000} ko")


def take(world: World) -> None:
    """Camille's January: seen, booked, closed, free, in the cart."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(locale="fr-FR", timezone_id="Europe/Paris")
        eyes = Eyes(page, width=DESK, is_idle=True)
        joining.signs_up(eyes, world)
        joining.proves_and_joins(eyes, world)
        page.goto(f"{world.url}/c/jolieville/reserver/")
        canteen = booking.service(page, "Restaurant scolaire")
        eyes.submit(canteen.get_by_role("link", name="Camille"))
        page.locator(booking.FREE).first.click()
        expect(page.locator(".cell.s-in_cart")).to_have_count(1)
        page.set_viewport_size({"width": DESK, "height": HEIGHT})
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE, animations="disabled", scale="css")
        browser.close()


if __name__ == "__main__":
    main()

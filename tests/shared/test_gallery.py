"""Every component in a real browser: axe, narrow screens, arrow keys, what the page weighs."""

import gzip
import mimetypes
import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from tests.shared import gallery

SITE = "http://ribambelle.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
SCREENS = [(width, scheme) for width in (390, 1280) for scheme in ("light", "dark")]


@pytest.fixture
def show(page: Any) -> Callable[[int, str], Any]:
    """Open the gallery as one width and one scheme see it, served without any server."""
    page.sizes = {}

    def answer(route: Any) -> None:
        address = route.request.url.removeprefix(SITE).partition("?")[0]
        if address == "/":
            html = render_to_string("components/gallery.html", gallery.context())
            body, kind = html.encode(), "text/html; charset=utf-8"
        else:
            found = finders.find(address.removeprefix("/static/"))
            with open(found, "rb") as file:  # noqa: PTH123 - finders answers with text
                body, kind = file.read(), mimetypes.guess_type(found)[0] or "text/plain"
        page.sizes[address] = len(gzip.compress(body))
        headers = {"Content-Type": kind}
        if page.strict:
            headers["Content-Security-Policy"] = POLICY
        route.fulfill(body=body, headers=headers)

    def open_gallery(width: int, scheme: str, *, strict: bool = True) -> Any:
        page.strict = strict
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        page.route(f"{SITE}/**", answer)
        page.goto(f"{SITE}/")
        return page

    return open_gallery


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
def test_gallery_has_nothing_for_axe_to_say(show, width: int, scheme: str) -> None:
    page = show(width, scheme, strict=False)

    found = Axe().run(page).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


@pytest.mark.parametrize("width", [320, 390, 640, 1280])
def test_gallery_never_scrolls_sideways(show, width: int) -> None:
    page = show(width, "light")

    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_gallery_breaks_no_content_policy_and_stays_light(show, page: Any) -> None:
    """The first load: at most 8 requests and 60 kB compressed, everything included."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))

    show(390, "light")
    page.wait_for_load_state("networkidle")

    assert [text for text in said if "Content Security" in text or "Error" in text] == []
    # The commune's theme.css is one more request, of a few bytes.
    assert len(page.sizes) + 1 <= 8
    assert sum(page.sizes.values()) < 60_000


def test_arrow_keys_walk_days_and_weeks_and_step_over_days_without_school(show) -> None:
    page = show(1280, "light")
    page.focus("#day-5")

    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "day-7"

    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.id") == "day-14"


def test_sum_follows_what_is_ticked_and_the_button_needs_one(show) -> None:
    page = show(1280, "light")

    page.check("input[name=invoice][value='2']")
    assert re.sub(r"\s", " ", page.text_content("[data-sum]")) == "39,60 €"

    page.uncheck("[data-check-all]")
    assert page.is_disabled("[data-needs]")


@pytest.mark.parametrize("width", [390, 1280])
def test_targets_are_44_pixels_high(show, width: int) -> None:
    page = show(width, "light")

    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, select, input")]
            .filter((e) => e.type !== "hidden" && getComputedStyle(e).display !== "inline")
            .filter((e) => {
                const { height } = (e.closest("label") || e).getBoundingClientRect();
                return height > 0 && height < 43.5;
            })
            .map((e) => e.outerHTML.slice(0, 80))"""
    )

    assert small == []

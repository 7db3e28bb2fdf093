"""One living Ribambelle for all journeys, and tabs that notice what is wrong."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys import world as worlds
from tests.journeys.eyes import DESK, PHONE, Eyes

# A Wednesday of term before 10 o'clock: tomorrow's care can still be given back.
MOMENT = "2027-01-13T08:30"


@pytest.fixture(scope="session")
def world(_servers: None, tmp_path_factory: Any) -> Iterator[worlds.World]:
    """Web, worker with beat and bank, on a database of their own."""
    with worlds.living(tmp_path_factory.mktemp("monde"), MOMENT) as living:
        yield living


@pytest.fixture
def tab(browser: Any, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Eyes]]:
    """Open a browser of one's own: a parent's phone unless told otherwise."""
    opened = []

    def open_one(width: int = PHONE, **more: Any) -> Eyes:
        context = browser.new_context(**browser_context_args, **more)
        opened.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return Eyes(page, width=width)

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def parent(tab: Callable[..., Eyes]) -> Eyes:
    """A parent with a phone in one hand."""
    return tab()


@pytest.fixture
def agent(tab: Callable[..., Eyes]) -> Eyes:
    """Somebody at a desk of the town hall."""
    return tab(DESK)

"""Agents of Jolieville by role, and a client that goes in as one of them."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tenants.context import commune_scope
from tests.factories import accounts
from tests.family.office import town


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doors read Tuesday 1 December 2026, 10:00 in Paris."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")


@pytest.fixture
def people(jolieville) -> Iterator[SimpleNamespace]:
    """Jolieville peopled; the test runs inside it."""
    with commune_scope(jolieville):
        yield town.people()


@pytest.fixture
def enter(jolieville, client) -> Callable[..., Any]:
    """``enter("lecteur")``: the client signed in as an agent with these roles."""

    def sign_in(*roles: str) -> Any:
        agent = accounts.agent(jolieville, *roles)
        client.force_login(agent.account)
        return agent

    return sign_in


@pytest.fixture
def base(jolieville) -> str:
    """Where the office begins."""
    return f"/c/{jolieville.slug}/gestion"

"""The menu lights the page one is on, or the entry the page is under."""

import pytest
from django.test import Client

from tests.factories import accounts


def lit(client: Client, path: str) -> list[str]:
    """Labels of the entries shown as current."""
    return [item.label for item in client.get(path).context["nav_items"] if item.current]


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("", ["Aujourd’hui"]),
        ("familles/", ["Familles"]),
        ("familles/nouveau/", ["Familles"]),
        ("recherche/?q=martin", []),
    ],
)
def test_menu_lights_one_entry_at_most(jolieville, client, path, labels):
    agent = accounts.agent(jolieville)
    client.force_login(agent.account)

    assert lit(client, f"/c/{jolieville.slug}/gestion/{path}") == labels

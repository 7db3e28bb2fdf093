"""Lines B5, B12 and B13 with their full counts: ``make proof ONLY=B12``."""

import pytest

from tests.access import snapshot
from tests.access.forms import FIELDS
from tests.access.routes import routes
from tests.access.test_fields import BY_NAME, form_of, sender
from tests.access.test_matrix import (
    METHODS,
    PEOPLE,
    agrees,
    expected,
    passes_guard,
    send,
    told,
    who,
)
from tests.access.world import ROLES
from tests.safety.test_canary import FOR_ALL, FOREIGN, crawl, every_address

pytestmark = [pytest.mark.proof, pytest.mark.django_db, pytest.mark.timeout(1800)]

# Sent twice they go there and back, or mean twice: one more tap, one more desk payment.
THERE_AND_BACK = {"booking:toggle"}


def test_b12_every_address_for_everybody_in_every_way(world, browse):
    """The whole product at once, with its count."""
    wrong, asked = [], 0
    for person in PEOPLE:
        account, town, held = who(world)[person]
        ask = browse(account)
        own = world.jolieville.other if person == "other family" else world.jolieville.own
        for route in routes(lambda one: not one.name.startswith("account_")):
            for method in METHODS:
                asked += 1
                said = told(send(ask, method, route, world.jolieville.own, own))
                wanted = expected(route, person, town, held)
                passed = account is not None and passes_guard(route, town)
                if not agrees(route, said, wanted, guard_passed=passed):
                    wrong.append((person, method, route.name, said, wanted))
    print(f"\nB12 {asked} requests, {len(PEOPLE) + 1} kinds of people, {len(wrong)} wrong")
    assert wrong == []


# An operator reads who runs a commune: agents' accounts are public, like the communes' names.
MANAGER = f"Gestionnaire {FOREIGN} (gestionnaire.{FOREIGN.lower()})"


@pytest.mark.parametrize("person", ["parent", "neighbour", *ROLES, "operator"])
def test_b13_crawl_of_everybody(world, browse, person):
    """0 canary of the other commune."""
    town = world.jolieville
    account = (
        world.operator
        if person == "operator"
        else getattr(town, person, None) or town.agents[person]
    )
    seen = crawl(browse(account), ["/", *every_address(world)])
    if person == "operator":
        seen = {path: said.replace(MANAGER, "") for path, said in seen.items()}
    leaks = [
        path
        for path, said in seen.items()
        if FOREIGN.lower() in said.lower() and path not in FOR_ALL
    ]
    print(f"\nB13 {person}: {len(seen)} addresses, {len(leaks)} leaks")
    assert leaks == []


@pytest.mark.parametrize("name", sorted(set(FIELDS) - THERE_AND_BACK))
def test_b5_form_sent_twice_counts_once(world, client, name):
    """Double submit, back button, two tabs: the second press adds no row."""
    route, own = BY_NAME[name], world.jolieville.own
    client.force_login(sender(world, route))
    client.raise_request_exception = False
    path, data = route.path("jolieville", own), form_of(name, own)
    client.post(path, data)
    before = snapshot.counts()

    answer = client.post(path, data)

    more = [table for table, rows in snapshot.counts().items() if rows > before[table]]
    assert answer.status_code < 500
    # A refused second press may be written down; an object made twice may not.
    assert [table for table in more if not table.endswith("auditevent")] == []

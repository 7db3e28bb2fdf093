"""B12: every address × everybody, made from the URL map; a new address joins by itself.

Anonymous or disabled: log-in page. Wrong commune or family: 404. Right commune, wrong role: 403.
A view without a mark, or an argument the world has no id for, fails the build.
"""

from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from shared.ids import new_id
from tests.access.routes import FORGOTTEN, Route, routes
from tests.access.world import ROLES, Town

pytestmark = [pytest.mark.django_db]
LOGIN = "/compte/connexion/"
IN, OUT, LOST, FORBIDDEN, NOT_THIS_WAY = "in", "log-in", 404, 403, 405
# Ids in the address of a family's page that are the commune's, the same for every family.
COMMON = {"service_id"}
METHODS = ("get", "htmx", "post")


def who(world: SimpleNamespace) -> dict[str, tuple]:
    """Name → (account, the town they are a parent of, their roles in Jolieville)."""
    joli, mont = world.jolieville, world.montclair
    return {
        "anonymous": (None, None, ()),
        "own parent": (joli.parent, joli, ()),
        "other family": (joli.neighbour, joli, ()),
        "other commune's parent": (mont.parent, mont, ()),
        "other commune's gestionnaire": (mont.agents["gestionnaire"], None, ()),
        "other commune's régisseur": (mont.agents["regisseur"], None, ()),
        "nobody's": (world.nobody, None, ()),
        "operator": (world.operator, None, ()),
        **{role: (joli.agents[role], None, (role,)) for role in ROLES},
    }


PEOPLE = [
    "anonymous",
    "own parent",
    "other family",
    "other commune's parent",
    "other commune's gestionnaire",
    "other commune's régisseur",
    "nobody's",
    "operator",
    *ROLES,
]


def expected(route: Route, person: str, town: Town | None, held: tuple) -> object:
    """What the rule says of an address of Jolieville, its ids those of the first family."""
    kind = route.access.kind
    if kind == "public":
        return IN
    if person == "anonymous":
        return OUT
    if kind == "operator":
        return IN if person == "operator" else LOST
    if kind == "signed_in":
        # The ids of the address belong to Claire of the first family.
        if route.needs == ["slug"]:
            return IN if town is not None and town.commune.slug == "jolieville" else LOST
        return IN if not route.needs or person == "own parent" else LOST
    parent = town is not None and town.commune.slug == "jolieville"
    if kind == "member":
        if held:
            return FORBIDDEN
        if not parent:
            return LOST
        is_common = not set(route.needs) - COMMON
        return IN if person == "own parent" or is_common else LOST
    assert kind == "agent"
    if held:
        return IN if route.lets_in(held[0]) else FORBIDDEN
    return FORBIDDEN if parent else LOST


def told(answer) -> object:
    """What an answer says, in the words of ``expected``."""
    where = answer.headers.get("Location", "") + answer.headers.get("HX-Redirect", "")
    if where.startswith(LOGIN) and "next=" in where:
        return OUT
    if answer.status_code in (403, 404, 405) or answer.status_code >= 500:
        return answer.status_code
    return IN


def send(ask, method: str, route: Route, ids, told_ids=None):
    """One visit: by address, with what the view must be told in the query and in the form."""
    path, data = route.path("jolieville", ids), route.asks(told_ids or ids)
    if method == "htmx":
        return ask("get", path, data, htmx=True)
    if method == "post" and data:
        path += "?" + urlencode(data)
    return ask(method, path, data)


def agrees(route: Route, said: object, wanted: object, *, guard_passed: bool) -> bool:
    """Whether the answer keeps the rule; 405 is told once the guard has let somebody in."""
    if said == NOT_THIS_WAY:
        return wanted == IN or guard_passed
    if route.name in FORGOTTEN:
        return said == wanted or (wanted in (IN, LOST) and said == IN)
    return said == wanted or (wanted == IN and said == LOST and route.looks_up_a_word)


def passes_guard(route: Route, town: Town | None) -> bool:
    """Whether only the object is somebody else's."""
    kind = route.access.kind
    return kind == "signed_in" or (
        kind == "member" and town is not None and town.commune.slug == "jolieville"
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("person", PEOPLE)
def test_b12_every_address_answers_everybody_as_it_must(world, browse, person, method):
    account, town, held = who(world)[person]
    ask = browse(account)
    # Forms name the sender's own children: foreign ones are in test_fields.
    own = world.jolieville.other if person == "other family" else world.jolieville.own
    wrong = []
    for route in routes(lambda one: not one.name.startswith("account_")):
        said = told(send(ask, method, route, world.jolieville.own, own))
        wanted = expected(route, person, town, held)
        passed = account is not None and passes_guard(route, town)
        if not agrees(route, said, wanted, guard_passed=passed):
            wrong.append((route.name, f"{said} instead of {wanted}"))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("method", METHODS)
def test_b12_disabled_account_is_sent_to_the_log_in_page(world, browse, method):
    """Its session is still there: the account is read again at each request."""
    account = world.jolieville.parent
    ask = browse(account)
    account.is_active = False
    account.save(update_fields=["is_active"])
    try:
        wrong = [
            route.name
            for route in routes(lambda one: one.access.kind != "public")
            if told(send(ask, method, route, world.jolieville.own)) != OUT
        ]
    finally:
        account.is_active = True
        account.save(update_fields=["is_active"])
    assert not wrong, "\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ids", ["other commune", "nobody's"])
@pytest.mark.parametrize("role", ["gestionnaire", "regisseur"])
def test_b12_ids_of_another_commune_are_not_found_in_this_office(world, browse, role, ids, method):
    """An agent names, in an address of their own office, an object of another commune's."""
    ask = browse(world.jolieville.agents[role])
    wrong = []
    for route in routes(lambda one: one.needs and one.access.kind == "agent"):
        if not route.lets_in(role):
            continue
        foreign = world.montclair.own
        if ids == "nobody's":
            foreign = dict.fromkeys(foreign, new_id())
        answer = send(ask, method, route, foreign)
        if answer.status_code not in (404, 405):
            wrong.append((route.name, answer.status_code))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("ids", ["other commune", "nobody's"])
def test_b12_ids_of_another_commune_are_not_found_by_a_parent(world, browse, ids, method):
    ask = browse(world.jolieville.parent)
    wrong = []
    for route in routes(lambda one: one.needs and one.access.kind in ("member", "signed_in")):
        if route.name in FORGOTTEN:
            continue
        foreign = world.montclair.own
        if ids == "nobody's":
            foreign = dict.fromkeys(foreign, new_id()) | {"slug": "ailleurs"}
        answer = send(ask, method, route, foreign)
        if answer.status_code not in (404, 405):
            wrong.append((route.name, answer.status_code))
    assert not wrong, "\n" + "\n".join(map(str, wrong))


def test_every_address_has_a_mark_and_ids_in_the_world(world):
    """A new address joins by itself, or says here what it lacks."""
    unmarked = [route.name for route in routes() if route.access is None]
    unknown = [
        (route.name, missing)
        for route in routes()
        if (missing := [one for one in route.needs if one not in world.jolieville.own])
    ]
    assert (unmarked, unknown) == ([], [])


def test_matrix_sees_a_door_left_open(world):
    """Shown a planted fault: the rule does not agree with a view that lets everybody in."""
    office = next(one for one in routes() if one.name == "tenants_office:agents")
    assert expected(office, "own parent", world.jolieville, ()) == FORBIDDEN
    assert expected(office, "anonymous", None, ()) == OUT
    assert expected(office, "other commune's gestionnaire", None, ()) == LOST
    assert told(SimpleNamespace(status_code=200, headers={})) == IN

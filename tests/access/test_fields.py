"""B12: each POST with a foreign id in each field of its form; nothing changes."""

import re

import pytest

from tests.access.forms import FIELDS, GOOD, NO_FIELDS, SAME_FAMILY, is_account
from tests.access.routes import Route, routes

pytestmark = [pytest.mark.django_db]
BY_NAME = {route.name: route for route in routes()}
CASES = [(name, wrong) for name, fields in FIELDS.items() for wrong in fields]
IDS = [f"{name} {wrong}" for name, wrong in CASES]


def sender(world, route: Route):
    """Somebody of Jolieville whom the view lets in."""
    kind = route.access.kind
    if kind == "operator":
        return world.operator
    if kind == "agent":
        return world.jolieville.agents[
            "gestionnaire" if route.lets_in("gestionnaire") else "regisseur"
        ]
    return world.jolieville.parent


def form_of(name: str, own, *, wrong: str = "", bad=None) -> dict:
    """The whole form with our own ids, one field excepted."""
    data = dict(GOOD[name](own)) if name in GOOD else {}
    for what, (field, value) in FIELDS[name].items():
        if what != wrong and not what.endswith("only"):
            _put(data, field, value(own, own))
    if wrong:
        field, value = FIELDS[name][wrong]
        _put(data, field, value(bad, own))
    return data


def _put(data: dict, field: str, value: str) -> None:
    if field:
        data[field] = value
    else:
        data[value] = "p"


@pytest.mark.parametrize("whose", ["other commune", "neighbour"])
@pytest.mark.parametrize(("name", "wrong"), CASES, ids=IDS)
def test_b12_foreign_id_in_a_field_changes_nothing(world, browse, name, wrong, whose):
    """404, or a sentence beside the form; never a 5xx, never a write."""
    route, own = BY_NAME[name], world.jolieville.own
    if whose == "neighbour" and route.access.kind == "agent" and name not in SAME_FAMILY:
        pytest.skip("an agent works for every family of the commune")
    if whose == "neighbour" and wrong in {"prestation", "cell (prestation)", "commune"}:
        pytest.skip("the commune's own, offered to every family")
    bad = world.montclair.own if whose == "other commune" else world.jolieville.other
    ask = browse(sender(world, route))

    answer = ask(
        "post",
        route.path("jolieville", own),
        form_of(name, own, wrong=wrong, bad=bad),
        watch=True,
    )

    assert answer.status_code < 500
    assert answer.changed == []


@pytest.mark.parametrize("name", list(FIELDS))
def test_same_form_with_our_own_ids_is_accepted(world, browse, name):
    """So that the refusals above are those of the foreign id, not of a form badly filled."""
    route, own = BY_NAME[name], world.jolieville.own
    ask = browse(sender(world, route))

    answer = ask("post", route.path("jolieville", own), form_of(name, own), watch=True)

    said = re.sub(r"<[^>]+>|\s+", " ", answer.body.decode(errors="replace"))
    assert answer.changed != [], (answer.status_code, said)


def test_every_view_that_takes_a_post_is_in_the_registry(world, browse):
    """A new one must say which of its fields may name an object, or that none does."""
    takers = set()
    for route in routes(lambda one: not is_account(one.name)):
        ask = browse(sender(world, route))
        answer = ask("post", route.path("jolieville", world.jolieville.own))
        if answer.status_code != 405 and route.access.kind != "public":
            takers.add(route.name)
    known = set(FIELDS) | NO_FIELDS
    lost = [f"not registered: {name}" for name in sorted(takers - known)]
    lost += [f"takes no POST: {name}" for name in sorted(known - takers)]
    assert not lost, "\n" + "\n".join(lost)

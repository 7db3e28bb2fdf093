"""Role × verb: each cell of the table, and the separations of R89."""

import pytest

from tenants.rules.rights import ROLE_LABELS, VERB_LABELS, Role, Verb, can, verbs_of

# One letter a role that holds the verb: g(estionnaire), r(égisseur), a(nimateur), l(ecteur).
EXPECTED = {
    Verb.VIEW_TODAY: "gral",
    Verb.VIEW_FAMILIES: "grl",
    Verb.EDIT_FAMILIES: "g",
    Verb.ISSUE_CODES: "g",
    Verb.IMPORT_FAMILIES: "g",
    Verb.VIEW_REQUESTS: "grl",
    Verb.ANSWER_REQUESTS: "g",
    Verb.BOOK_FOR_FAMILY: "g",
    Verb.POINT_ATTENDANCE: "ga",
    Verb.CLOSE_DAY: "ga",
    Verb.EDIT_SETUP: "g",
    Verb.EDIT_TARIFFS: "g",
    Verb.VIEW_BILLING: "grl",
    Verb.DRAFT_RUN: "gr",
    Verb.PROMOTE_RUN: "r",
    Verb.COLLECT: "r",
    Verb.VIEW_PAYMENTS: "grl",
    Verb.EDIT_REGIES: "g",
    Verb.MANAGE_AGENTS: "g",
    Verb.EXPORT: "gr",
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("verb", Verb)
def test_each_role_holds_exactly_its_verbs(role: Role, verb: Verb) -> None:
    assert can([role], verb) is (role.value[0] in EXPECTED[verb])


def test_who_sets_tariffs_neither_promotes_nor_collects() -> None:
    """R89."""
    for role in Role:
        held = verbs_of([role])

        assert not (Verb.EDIT_TARIFFS in held and held & {Verb.PROMOTE_RUN, Verb.COLLECT})
        assert not (Verb.EDIT_REGIES in held and Verb.COLLECT in held)


def test_roles_add_up() -> None:
    assert verbs_of([Role.ANIMATEUR, Role.LECTEUR]) == verbs_of([Role.ANIMATEUR]) | verbs_of(
        [Role.LECTEUR]
    )


@pytest.mark.parametrize("roles", [[], ["maire"], [""]])
def test_no_role_or_an_unknown_one_allows_nothing(roles: list[str]) -> None:
    assert verbs_of(roles) == frozenset()


def test_a_role_read_from_the_database_as_text_works() -> None:
    assert can(["regisseur"], Verb.PROMOTE_RUN)


def test_every_role_and_verb_is_named_in_french() -> None:
    assert set(ROLE_LABELS) == set(Role)
    assert set(VERB_LABELS) == set(Verb)
    assert len(set(VERB_LABELS.values())) == len(Verb)

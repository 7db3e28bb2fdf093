"""Who may open what: anonymous, disabled, wrong commune, wrong role (B12 in small)."""

import pytest

from family.models import TenantIdentity
from shared.ids import new_id
from tenants import guards
from tenants.context import WrongSchema, commune_scope
from tenants.models import Adhesion
from tenants.rules.rights import Role, Verb
from tests.factories import accounts

HOUSEHOLD = "/c/jolieville/foyer/"
FAMILIES = "/c/jolieville/gestion/familles/"
COLLECT = "/c/jolieville/gestion/encaisser/"


def parent(commune, now):
    account = accounts.account()
    return account, Adhesion.objects.create(
        account=account, commune=commune, guardian_uid=new_id(), created_at=now
    )


@pytest.mark.parametrize("path", ["/panier/", "/operateur/", HOUSEHOLD, FAMILIES + "?q=a"])
def test_anonymous_is_sent_to_the_log_in_page_and_back(doors, client, path):
    response = client.get(path)

    assert response.status_code == 302
    assert response.url.startswith("/compte/connexion/?next=/")
    assert response.url.endswith(path.replace("?", "%3F").replace("=", "%3D"))


def test_anonymous_htmx_leaves_the_page(doors, client):
    response = client.post(
        HOUSEHOLD,
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/c/jolieville/page/"},
    )

    assert response.status_code == 200
    assert response.headers["HX-Redirect"] == "/compte/connexion/?next=/c/jolieville/page/"


def test_disabled_account_is_anonymous(doors, client, now):
    account, _ = parent(doors.jolieville, now)
    client.force_login(account)
    account.is_active = False
    account.save()

    assert client.get(HOUSEHOLD).status_code == 302


def test_member_enters_as_their_guardian(doors, client, now):
    account, adhesion = parent(doors.jolieville, now)
    client.force_login(account)

    assert client.get(HOUSEHOLD).content.decode() == str(adhesion.guardian_uid)


def test_member_of_another_commune_finds_nothing(doors, client, now):
    account, _ = parent(doors.montclair, now)
    client.force_login(account)

    for path in (HOUSEHOLD, FAMILIES):
        assert client.get(path).status_code == 404


def test_adhesion_taken_away_counts_at_once(doors, client, now):
    account, adhesion = parent(doors.jolieville, now)
    client.force_login(account)
    adhesion.delete()

    assert client.get(HOUSEHOLD).status_code == 404


def test_parent_may_not_open_the_office_of_their_commune(doors, client, now):
    account, _ = parent(doors.jolieville, now)
    client.force_login(account)

    assert client.get(FAMILIES).status_code == 403


def test_agent_enters_with_a_role_that_allows_it(doors, client):
    agent = accounts.agent(doors.jolieville, Role.LECTEUR, Role.ANIMATEUR)
    client.force_login(agent.account)

    assert client.get(FAMILIES).content.decode() == "animateur,lecteur"


def test_agent_without_the_verb_is_refused_with_a_sentence(doors, client):
    agent = accounts.agent(doors.jolieville, Role.ANIMATEUR)
    client.force_login(agent.account)

    assert client.get(FAMILIES).status_code == 403


def test_agent_needs_only_one_of_the_verbs(doors, client):
    agent = accounts.agent(doors.jolieville, Role.REGISSEUR)
    client.force_login(agent.account)

    assert client.get(COLLECT).status_code == 200


def test_agent_without_adhesion_may_not_open_family_pages(doors, client):
    client.force_login(accounts.agent(doors.jolieville).account)

    assert client.get(HOUSEHOLD).status_code == 403


def test_agent_of_another_commune_finds_nothing(doors, client):
    client.force_login(accounts.agent(doors.montclair).account)

    for path in (FAMILIES, HOUSEHOLD):
        assert client.get(path).status_code == 404


def test_console_exists_for_operators_only(doors, client):
    client.force_login(accounts.agent(doors.jolieville).account)
    assert client.get("/operateur/").status_code == 404

    client.force_login(accounts.operator())
    assert client.get("/operateur/").status_code == 200


def test_operator_has_no_right_in_a_commune(doors, client):
    client.force_login(accounts.operator())

    for path in (FAMILIES, HOUSEHOLD):
        assert client.get(path).status_code == 404


def test_wrong_canary_stops_the_request(doors, client, now):
    """B14: nothing is shown when the schema says it is another commune's."""
    account, _ = parent(doors.jolieville, now)
    client.force_login(account)
    with commune_scope(doors.jolieville):
        TenantIdentity.objects.update(commune_uid=doors.montclair.pk)

    with pytest.raises(WrongSchema):
        client.get(HOUSEHOLD)


def test_member_page_costs_three_queries_before_the_view(
    doors, client, now, django_assert_num_queries
):
    account, _ = parent(doors.jolieville, now)
    client.force_login(account)
    client.get(HOUSEHOLD)

    # SET search_path, account, adhesion, canary: the session comes from the cache.
    with django_assert_num_queries(4):
        client.get(HOUSEHOLD)


def test_view_carries_one_mark():
    with pytest.raises(TypeError):
        guards.public(guards.signed_in(lambda request: None))
    with pytest.raises(TypeError):
        guards.agent()


def test_mark_tells_the_verbs():
    view = guards.agent(Verb.COLLECT)(lambda request: None)

    assert (view.access.kind, view.access.verbs) == ("agent", {Verb.COLLECT})

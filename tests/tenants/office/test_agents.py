"""The office's own pages: who works here, and what the commune says of itself."""

import pytest

from shared.accounts.throttles import Throttle
from tenants.models import AgentRole, Commune, OperatorEvent
from tenants.operations import staffing
from tests.factories import accounts

GOOD = {"accent": "#1d4f91", "phone": "01 23 45 67 89"}


@pytest.fixture
def me(jolieville, client):
    """A gestionnaire of Jolieville, signed in."""
    agent = accounts.agent(jolieville, username="nadia.lebrun")
    client.force_login(agent.account)
    return agent


def roles(account):
    """What an account may do in Jolieville."""
    return set(
        AgentRole.objects.filter(account=account, commune__slug="jolieville").values_list(
            "role", flat=True
        )
    )


def said(answer):
    """The page's words."""
    return answer.content.decode().replace("\u00a0", " ")


URL = "/c/jolieville/gestion/agents/"


@pytest.mark.parametrize("named", ["rene.regie", "RENE.REGIE", "rene.regie@exemple.fr"])
def test_agent_is_added_by_identifiant_or_proved_address(me, client, named):
    rene = accounts.account("rene.regie")

    answer = client.post(URL, {"named": named, "roles": ["regisseur", "animateur"]}, follow=True)

    assert roles(rene) == {"regisseur", "animateur"}
    assert "Rene Regie est agent de Jolieville." in said(answer)
    assert set(
        OperatorEvent.objects.filter(actor_uid=me.account.pk).values_list("verb", flat=True)
    ) == {"agent.granted"}


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"named": "personne", "roles": ["lecteur"]}, "Aucun compte confirmé à ce nom."),
        ({"named": "rene.regie", "roles": []}, "Choisissez au moins un rôle."),
        ({"named": "rene.regie", "roles": ["maire"]}, "Sélectionnez un choix valide"),
        ({"named": "", "roles": ["lecteur"]}, "À remplir."),
    ],
)
def test_wrong_agent_is_refused_in_french(me, client, posted, sentence):
    rene = accounts.account("rene.regie")

    answer = client.post(URL, posted)

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert roles(rene) == set()


def test_unproved_address_names_nobody(me, client):
    rene = accounts.account("rene.regie", verified=False)

    client.post(URL, {"named": "rene.regie@exemple.fr", "roles": ["lecteur"]})

    assert roles(rene) == set()


def test_names_are_not_tried_without_end(me, client, monkeypatch):
    monkeypatch.setattr(staffing, "LOOKUPS", Throttle("agent-lookup-test", 2, 3600))

    for _ in range(2):
        client.post(URL, {"named": "personne", "roles": ["lecteur"]})
    answer = client.post(URL, {"named": "personne", "roles": ["lecteur"]})

    assert "Trop d’essais" in said(answer)


def test_roles_are_changed_then_taken_back(me, client, jolieville):
    rene = accounts.agent(jolieville, "regisseur", username="rene.regie").account

    client.post(f"{URL}{rene.pk}/", {"roles": ["lecteur"]})
    assert roles(rene) == {"lecteur"}
    client.post(f"{URL}{rene.pk}/retirer/")

    assert roles(rene) == set()


@pytest.mark.parametrize("path", ["", "retirer/"])
def test_last_gestionnaire_stays(me, client, path):
    answer = client.post(f"{URL}{me.account.pk}/{path}", {"roles": ["lecteur"]}, follow=True)

    assert "au moins un gestionnaire" in said(answer)
    assert roles(me.account) == {"gestionnaire"}


def test_agent_of_another_commune_is_nobody_here(me, client, montclair):
    other = accounts.agent(montclair, username="marc.mont").account

    assert client.get(f"{URL}{other.pk}/").status_code == 404
    assert client.post(f"{URL}{other.pk}/retirer/").status_code == 404
    assert AgentRole.objects.filter(account=other).exists()


@pytest.mark.parametrize("path", ["agents/", "commune/"])
@pytest.mark.parametrize("role", ["regisseur", "animateur", "lecteur"])
def test_other_roles_may_not(client, jolieville, role, path):
    client.force_login(accounts.agent(jolieville, role).account)

    assert client.get(f"/c/jolieville/gestion/{path}").status_code == 403


def test_commune_says_who_it_is(me, client, jolieville):
    answer = client.post("/c/jolieville/gestion/commune/", GOOD, follow=True)

    assert "enregistrés" in said(answer)
    assert Commune.objects.get(slug="jolieville").phone == "01 23 45 67 89"
    assert OperatorEvent.objects.filter(verb="commune.edited").exists()


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"accent": "#ffe066"}, "trop claire"),
        ({"accent": "jaune"}, "Écrivez une couleur"),
        ({"siret": "123"}, "quatorze chiffres"),
        ({"email": "mairie"}, "Ce n’est pas une adresse e-mail"),
    ],
)
def test_unreadable_colour_and_wrong_facts_are_refused(me, client, posted, sentence):
    answer = client.post("/c/jolieville/gestion/commune/", {**GOOD, **posted})

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not OperatorEvent.objects.filter(verb="commune.edited").exists()
    assert Commune.objects.get(slug="jolieville").accent == "#1d4f91"

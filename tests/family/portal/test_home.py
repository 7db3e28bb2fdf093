"""*Accueil*: one page for all communes, never empty, never broken by one of them."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from deploy import settings as deployed
from family.operations import joining, messages
from family.portal import home
from shared import clock
from tenants.context import commune_scope
from tenants.operations import communes as communes_operation
from tenants.selectors.memberships import communes_of
from tests.factories import accounts, families

NAMES = "tests.family.portal.panels_of_test.names"
BROKEN = "tests.family.portal.panels_of_test.broken"


@pytest.fixture(autouse=True)
def _panels(settings):
    settings.HOME_PANELS = [NAMES]


def _joined(account, *communes):
    for commune in communes:
        with commune_scope(commune):
            accounts.join(account, commune, families.martin().guardian)


def test_a_visitor_reads_the_promise_of_the_leaflet(client, communes):
    page = client.get("/").content.decode().replace("\u00a0", " ")
    assert "Les services enfance de votre commune sont en ligne !" in page
    assert "simplement et gratuitement" in page
    assert "Concrètement, comment faire ?" in page


def test_a_new_account_finds_the_field_for_its_code(client, communes):
    client.force_login(accounts.account("neuve.venue"))
    page = client.get("/").content.decode()
    assert 'name="code"' in page
    assert 'name="birth_date"' in page


def test_a_code_given_at_signup_asks_only_for_the_date(client, communes):
    account = accounts.account("amandine.petit")
    joining.keep(account, "JOLI-7K3QF-M2XDP", now=clock.now())
    client.force_login(account)
    page = client.get("/").content.decode()
    assert "Terminez votre adhésion à Jolieville" in page
    assert 'name="code"' not in page


def test_panels_of_every_commune_are_merged_into_one(communes):
    account = accounts.account("claire.martin")
    _joined(account, communes.montclair, communes.jolieville)
    composed = home.compose(
        account, communes_of(account), home.makers(), now=datetime(2026, 12, 1, tzinfo=UTC)
    )
    assert [panel.names for panel in composed.aside] == [
        ("jolieville:Léa", "jolieville:Hugo", "montclair:Léa", "montclair:Hugo")
    ]
    assert (composed.main, composed.silent) == ([], [])


def test_one_failing_commune_is_named_and_the_others_are_shown(client, communes, settings):
    """One failing commune is not a 500 (§3.8, n° 8)."""
    settings.HOME_PANELS = [BROKEN, NAMES]
    account = accounts.account("claire.martin")
    _joined(account, communes.jolieville, communes.montclair)
    client.force_login(account)
    answer = client.get("/")
    assert answer.status_code == 200
    assert answer.context["panels"].silent == ["Montclair"]
    assert len(answer.context["panels"].aside[0].names) == 4
    assert "ne répond pas pour le moment" in answer.content.decode()


def test_every_room_answers_for_a_family_that_has_nothing_yet(client, communes, settings):
    settings.HOME_PANELS = deployed.HOME_PANELS
    account = accounts.account("claire.martin")
    _joined(account, communes.jolieville, communes.montclair)
    client.force_login(account)
    answer = client.get("/")
    assert answer.context["panels"].silent == []
    assert "Les sept prochains jours" in answer.content.decode()


def test_home_costs_the_same_for_each_commune_more(client, communes, now):
    """One and three communes: a constant number of queries a commune."""
    third = communes_operation.provision(
        name="Saint-Aubin", slug="saint-aubin", short_code="SAUB", now=now, starter=False
    )
    counts = []
    for name, joined in (
        ("une.commune", [communes.jolieville]),
        ("deux.communes", [communes.jolieville, communes.montclair]),
        ("trois.communes", [communes.jolieville, communes.montclair, third]),
    ):
        account = accounts.account(name)
        _joined(account, *joined)
        client.force_login(account)
        client.get("/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/")
        counts.append(len(counted))
    assert counts[2] - counts[1] == counts[1] - counts[0]
    assert counts[1] - counts[0] <= 9


def test_unread_messages_are_shown_until_they_are_marked_read(client, communes, now):
    account = accounts.account("claire.martin")
    _joined(account, communes.jolieville)
    with commune_scope(communes.jolieville), transaction.atomic():
        guardian = families.Guardian.objects.get()
        messages.tell(guardian, "welcome", now=now, children=["Léa"])
    client.force_login(account)
    assert "Bienvenue, Jolieville" in client.get("/").content.decode()
    page = client.get("/messages/").content.decode()
    assert "vous y trouverez Léa" in page
    assert client.get("/messages/lus/").status_code == 405
    client.post("/messages/lus/")
    assert "Bienvenue, Jolieville" not in client.get("/").content.decode()
    assert "Bienvenue, Jolieville" in client.get("/messages/").content.decode()


def test_an_agent_finds_the_door_of_the_office(client, communes):
    agent = accounts.agent(communes.montclair)
    client.force_login(agent.account)
    page = client.get("/").content.decode()
    assert 'href="/c/montclair/gestion/"' in page


def test_find_a_commune_by_name_or_postcode(client, communes):
    communes.montclair.postcode = "42130"
    communes.montclair.save_base(raw=True)
    by_name = client.get("/communes/?q=joliev").content.decode()
    by_code = client.get("/communes/?q=4213").content.decode()
    assert ('href="/c/jolieville/"' in by_name, 'href="/c/montclair/"' in by_name) == (True, False)
    assert ('href="/c/jolieville/"' in by_code, 'href="/c/montclair/"' in by_code) == (False, True)
    assert "Aucune commune" in client.get("/communes/?q=xyz").content.decode()

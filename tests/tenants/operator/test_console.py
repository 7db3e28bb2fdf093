"""The console's lists: constant queries, troubles first, doors shut and opened with a trace."""

import pytest

from shared import clock
from shared.ids import new_id
from tenants.models import Commune, OperatorEvent, Outbox
from tests.factories import accounts

OLD = 60 * 60


def rows(schema, kind, number=1, *, seconds_ago=OLD, tries=0):
    at = clock.now().timestamp() - seconds_ago
    due = clock.now().fromtimestamp(at, tz=clock.now().tzinfo)
    Outbox.objects.bulk_create(
        Outbox(schema=schema, kind=kind, object_id=new_id(), due_at=due, tries=tries)
        for _ in range(number)
    )


def test_list_shows_every_commune_with_its_troubles(olga, communes):
    accounts.agent(communes.jolieville)
    rows("c_montclair", "mail", 3)

    said = olga.get("/operateur/").content.decode()

    assert "Jolieville" in said
    assert "3 en retard, 0 en échec" in said


def test_list_is_searched_by_name_or_address(olga):
    said = olga.get("/operateur/?q=montc").content.decode()

    assert "Montclair" in said
    assert "Jolieville" not in said
    assert "Aucune commune à ce nom" in olga.get("/operateur/?q=zzz").content.decode()


def test_list_costs_the_same_for_two_and_five_communes(olga, now, django_assert_num_queries):
    olga.get("/operateur/")
    with django_assert_num_queries(5):
        olga.get("/operateur/")
    Commune.objects.bulk_create(
        Commune(
            schema_name=f"c_town_{letter}",
            slug=f"town-{letter}",
            name=letter,
            short_code=f"TO{letter.upper()}",
            created_at=now,
        )
        for letter in "abc"
    )
    with django_assert_num_queries(5):
        olga.get("/operateur/")


def test_suspend_needs_a_motive_then_shuts_every_door(olga, communes):
    page = f"/operateur/communes/{communes.jolieville.pk}/"

    refused = olga.post(f"{page}suspendre/", {"motive": " "})
    assert refused.status_code == 422
    assert "Indiquez le motif de la suspension." in refused.content.decode()
    assert olga.get("/c/jolieville/").status_code == 200

    assert olga.post(f"{page}suspendre/", {"motive": "Impayé"}).url == page
    assert olga.get("/c/jolieville/").status_code == 503
    again = olga.post(f"{page}suspendre/", {"motive": "Encore"})
    assert "Jolieville est suspendue." in again.content.decode()

    assert olga.post(f"{page}retablir/").url == page
    assert olga.get("/c/jolieville/").status_code == 200
    said = olga.get("/operateur/journal/").content.decode()
    assert "Commune suspendue" in said
    assert "Motif : Impayé" in said
    assert "Commune rétablie" in said


def test_restore_of_an_open_commune_says_so(olga, communes):
    page = f"/operateur/communes/{communes.jolieville.pk}/"

    assert "Jolieville est active." in olga.post(f"{page}retablir/", follow=True).content.decode()


def test_outbox_names_what_is_late_and_failing(olga):
    rows("c_jolieville", "mail", 2)
    rows("c_jolieville", "invoicing.invoice_pdf", tries=4, seconds_ago=-OLD)
    rows("public", "tenants.provision", seconds_ago=-OLD)

    said = olga.get("/operateur/envois/").content.decode()

    assert "E-mail à une famille" in said
    assert "PDF d’une facture" in said
    assert "plateforme" in said
    assert said.count("à regarder") == 2


def test_failed_rows_are_tried_again_at_once(olga):
    rows("c_jolieville", "mail", 2, tries=5, seconds_ago=-OLD)
    rows("c_montclair", "mail", 1, tries=5, seconds_ago=-OLD)

    said = olga.post(
        "/operateur/envois/relancer/", {"schema": "c_jolieville", "kind": "mail"}, follow=True
    )

    assert "2 tâches à refaire" in said.content.decode()
    assert Outbox.objects.filter(due_at__lte=clock.now()).count() == 2
    assert OperatorEvent.objects.get(verb="outbox.retried").facts["rows"] == 2


@pytest.mark.parametrize("path", ["", "communes/nouvelle/", "envois/", "journal/"])
def test_console_does_not_exist_for_an_agent(communes, client, path):
    client.force_login(accounts.agent(communes.jolieville).account)

    assert client.get(f"/operateur/{path}").status_code == 404


def test_commune_that_is_not_there_is_404(olga):
    assert olga.get(f"/operateur/communes/{new_id()}/").status_code == 404

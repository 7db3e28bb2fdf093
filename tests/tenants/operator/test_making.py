"""A commune asked for from the console: refused in French, made in the background, resumed."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from booking.models import Activity, CalendarEntry, DeadlineRule, Service, Tariff
from booking.rules import deadlines
from booking.selectors.deadlines import rule_of
from invoicing.models import Regie, RegieService
from shared import clock
from shared.actors import Actor
from shared.errors import DomainError
from tenants import tasks
from tenants.context import commune_scope
from tenants.models import AgentRole, Commune, OperatorEvent, Outbox, ProvisioningJob
from tenants.operations import ordering, outbox, schemas
from tests.factories import accounts

NEW = "/operateur/communes/nouvelle/"
GOOD = {
    "name": "Saint-Élan",
    "slug": "saint-elan",
    "short_code": "selan",
    "school_zone": "B",
    "time_zone": "Europe/Paris",
    "postcode": "33100",
    "city": "Saint-Élan",
    "email": "",
    "phone": "05 56 00 00 00",
    "manager": "",
    "starter": "on",
}


def post(client, **changes):
    return client.post(NEW, {**GOOD, **changes})


def drained() -> int:
    return outbox.drain(clock.now() + timedelta(minutes=1))


def test_order_writes_and_a_worker_makes_the_commune(olga, dropped):
    """The page answers at once; the worker opens it with its starter data."""
    accounts.account("nadia.lebrun")

    response = post(olga, manager="nadia.lebrun")

    commune = Commune.objects.get(slug="saint-elan")
    assert response.url == f"/operateur/communes/{commune.pk}/"
    assert (commune.status, commune.department) == ("provisioning", "33")
    assert olga.get("/c/saint-elan/").status_code == 404
    assert "en préparation" in olga.get(response.url).content.decode()

    assert drained() >= 1

    commune.refresh_from_db()
    assert commune.status == "active"
    assert AgentRole.objects.get(commune=commune).account.username == "nadia.lebrun"
    assert not Outbox.objects.filter(kind=ordering.PROVISION).exists()
    assert "nadia.lebrun" in olga.get(response.url).content.decode()


def test_starter_data_is_complete_and_closed_to_families(olga, dropped):
    """Everything a gestionnaire checks is there; nothing is offered before they open it."""
    post(olga)
    drained()

    with commune_scope(Commune.objects.get(slug="saint-elan")):
        assert {s.name: s.is_active for s in Service.objects.all()} == {
            "Restaurant scolaire": False,
            "Accueil périscolaire": False,
        }
        assert Tariff.objects.count() == Activity.objects.count() == 3
        assert CalendarEntry.objects.filter(kind="public_holiday").count() >= 10
        assert CalendarEntry.objects.filter(kind="holiday", name__contains="Noël").exists()
        assert RegieService.objects.count() == Service.objects.count()
        assert Regie.objects.get().gateway == "none"
        assert [deadlines.problems(rule_of(rule)) for rule in DeadlineRule.objects.all()] == [
            [],
            [],
        ]


def test_a_commune_overseas_is_not_ordered_at_the_hour_of_paris(olga):
    """R6: every deadline would be hours away."""
    response = post(olga, postcode="97400")

    assert response.status_code == 422
    assert "est à l’heure de Indian/Reunion" in str(response.context["form"].errors["time_zone"])
    assert not Commune.objects.filter(slug="saint-elan").exists()


@pytest.mark.parametrize("slug", ["c_x,public", "x public", "Jolieville", "saint élan", "../x"])
def test_bad_address_is_refused_in_french_and_nothing_changes(olga, slug):
    """Issue 2 §5: a slug or schema name like `c_x,public`."""
    before = Commune.objects.count(), Outbox.objects.count(), OperatorEvent.objects.count()

    response = post(olga, slug=slug)

    assert response.status_code == 422
    assert "lettres minuscules sans accent" in response.content.decode()
    assert (
        Commune.objects.count(),
        Outbox.objects.count(),
        OperatorEvent.objects.count(),
    ) == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slug": "jolieville"}, "porte déjà cette adresse"),
        ({"short_code": "JOLI"}, "porte déjà cette adresse ou ce code court"),
        ({"short_code": "É"}, "de 3 à 6 lettres"),
        ({"name": ""}, "À remplir."),
        ({"postcode": "3310"}, "cinq chiffres"),
        ({"manager": "personne"}, "Aucun compte confirmé à ce nom"),
    ],
)
def test_bad_facts_are_refused_in_french_and_nothing_changes(olga, changes, sentence):
    response = post(olga, **changes)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Commune.objects.count() == 2
    assert not Outbox.objects.exists()
    assert not AgentRole.objects.exists()


def test_failed_making_shows_why_and_is_resumed(olga, dropped, monkeypatch):
    """Killed half-way: the door stays shut, the console says so, a button carries on."""
    with monkeypatch.context() as broken:

        def stop(schema):
            raise ZeroDivisionError

        broken.setattr(schemas, "migrate", stop)
        page = post(olga).url
        drained()
    said = olga.get(page).content.decode()
    assert "La création s’est arrêtée" in said
    assert olga.get("/c/saint-elan/").status_code == 404

    olga.post(f"{page}reprendre/")
    drained()

    assert ProvisioningJob.objects.get(commune__slug="saint-elan").status == "done"
    assert olga.get("/c/saint-elan/").status_code == 200
    assert "n’est pas en échec" in olga.post(f"{page}reprendre/", follow=True).content.decode()


def test_making_twice_changes_nothing(olga, dropped, now):
    """The outbox is at least once."""
    post(olga)
    drained()
    commune = Commune.objects.get(slug="saint-elan")

    tasks.make_commune(commune.pk, now=now)

    with commune_scope(commune):
        assert Service.objects.count() == 2


def test_progress_looks_again_then_reloads_the_page(olga, dropped):
    page = post(olga).url
    htmx = {"HX-Request": "true"}

    assert "every 2s" in olga.get(f"{page}avancement/", headers=htmx).content.decode()
    assert olga.get(f"{page}avancement/").url == page
    drained()
    assert olga.get(f"{page}avancement/", headers=htmx).headers["HX-Refresh"] == "true"


def test_order_is_all_or_nothing(communes, now):
    with pytest.raises(DomainError):
        ordering.order(
            manager="personne",
            name="Saint-Élan",
            slug="saint-elan",
            short_code="SELAN",
            by=Actor(uid=None, label="Olga"),
            now=now,
        )
    assert Commune.objects.count() == 2


@pytest.mark.parametrize("slug", ["c_x,public", "Jolieville", "jolieville"])
def test_command_refuses_in_french(communes, slug):
    """The command is another door to the same operation."""
    with pytest.raises(CommandError, match="lettres minuscules|déjà"):
        call_command("provision_commune", slug, "Nom", "NOMX")
    assert Commune.objects.count() == 2


def test_command_makes_the_same_commune(dropped, capsys):
    call_command("provision_commune", "saint-elan", "Saint-Élan", "SELAN", "--zone", "A")

    assert "/c/saint-elan/" in capsys.readouterr().out
    with commune_scope("c_saint_elan"):
        assert Service.objects.count() == 2


def test_a_commune_without_a_job_has_nothing_to_carry_on_with(olga, jolieville):
    """Made by hand, before jobs were kept: a sentence, not an error page."""
    ProvisioningJob.objects.filter(commune=jolieville).delete()
    page = f"/operateur/communes/{jolieville.pk}/reprendre/"
    assert "n’est pas en échec" in olga.post(page, follow=True).content.decode()

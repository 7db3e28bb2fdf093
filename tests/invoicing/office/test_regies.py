"""Régies set up by a gestionnaire, never by who collects (R85, R89)."""

import pytest

from family.models import AuditEvent
from invoicing.models import Regie, RegieService
from shared.ids import new_id
from tenants.rules.rights import Role
from tenants.urls import commune_url
from tests.factories import booking
from tests.factories import invoicing as money
from tests.invoicing.office.conftest import text

FIELDS = {
    "name": "Régie périscolaire",
    "code": "PE",
    "channel": "regie",
    "gateway": "demo",
    "client_number": "",
    "due_days": "30",
    "groups_invoices": "on",
    "is_open": "on",
    "phone": "04 77 00 00 01",
}


def url(commune, name="regies", *args) -> str:
    return commune_url(commune, f"invoicing_office:{name}", *args)


def test_regie_is_created_with_its_services(scope, gestionnaire):
    evening = booking.service("Accueil du soir")
    page = text(gestionnaire.get(url(scope)))
    assert "Aucune régie" in page
    assert "Accueil du soir : leurs réservations" in page

    sent = {**FIELDS, "services": [str(evening.id)]}
    page = text(gestionnaire.post(url(scope, "regie_new"), sent, follow=True))

    regie = Regie.objects.get()
    assert (regie.code, regie.gateway, regie.is_open) == ("PE", "demo", True)
    assert RegieService.objects.get().service == evening
    assert "Régie périscolaire : c’est enregistré." in page
    assert AuditEvent.objects.filter(verb="regie.created").count() == 1


def test_service_leaves_its_former_regie(scope, gestionnaire):
    """Exactly one régie a service."""
    evening = booking.service("Accueil du soir")
    former = money.regie(evening)

    gestionnaire.post(url(scope, "regie_new"), {**FIELDS, "services": [str(evening.id)]})

    assert RegieService.objects.get().regie.code == "PE"
    gestionnaire.post(url(scope, "regie", former.id), {**FIELDS, "name": "Autre", "code": "CA"})
    assert RegieService.objects.get().regie.code == "PE"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": "CA"}, "porte déjà ce nom ou ce code"),
        ({"name": "Régie CA"}, "porte déjà ce nom ou ce code"),
        ({"code": "é"}, "lettres capitales"),
        ({"channel": "titre"}, "Trésor public"),
        ({"due_days": "0"}, "supérieure"),
        ({"client_number": "12"}, "Six chiffres"),
        ({"gateway": "paypal"}, "Sélectionnez un choix valide"),
        ({"services": ["x"]}, "Sélectionnez un choix valide"),
    ],
)
def test_bad_regie_is_refused_with_a_sentence(scope, gestionnaire, change, said):
    money.regie()

    answer = gestionnaire.post(url(scope, "regie_new"), {**FIELDS, **change})

    assert answer.status_code == 422
    assert said in text(answer)
    assert Regie.objects.count() == 1


def test_code_is_frozen_once_printed(billed, gestionnaire):
    """R78: it is in the references already issued."""
    sent = {**FIELDS, "name": billed.regie.name, "code": "ZZ"}

    answer = gestionnaire.post(url(billed.commune, "regie", billed.regie.id), sent)

    assert answer.status_code == 422
    assert "il ne change plus" in text(answer)


def test_only_a_gestionnaire_sets_up(billed, as_role):
    for role in (Role.REGISSEUR, Role.LECTEUR, Role.ANIMATEUR):
        client = as_role(role)
        assert client.get(url(billed.commune)).status_code == 403
        assert client.get(url(billed.commune, "regie_new")).status_code == 403
        edit = url(billed.commune, "regie", billed.regie.id)
        assert client.post(edit, FIELDS).status_code == 403


def test_unknown_regie_is_not_found(scope, gestionnaire):
    assert gestionnaire.get(url(scope, "regie", new_id())).status_code == 404

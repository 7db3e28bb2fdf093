"""Who may open and do what about families: lecteurs read, gestionnaires write, others stay out."""

import pytest

from family.models import AdhesionCode, AuditEvent, Family, Guardian
from tenants.context import commune_scope
from tests.factories import accounts, families

READING = ("/familles/", "/recherche/?q=martin", "/familles/{family}/")
EDITING = (
    "/familles/nouveau/",
    "/familles/{family}/modifier/",
    "/familles/{family}/clore/",
    "/familles/{family}/responsable/",
    "/familles/{family}/enfant/",
    "/responsables/{guardian}/",
    "/responsables/{guardian}/quotient/",
    "/enfants/{child}/",
    "/codes/",
    "/ecoles/",
)
POSTS = (
    "/familles/{family}/rouvrir/",
    "/responsables/{guardian}/redevable/",
    "/responsables/{guardian}/retirer/",
    "/responsables/{guardian}/code/",
    "/enfants/{child}/classe/",
    "/enfants/{child}/responsable/",
    "/codes/envoyer/",
)


@pytest.fixture
def path(people, base):
    """A path with the Martins' ids in it."""
    ids = {
        "family": people.martin.family.pk,
        "guardian": people.martin.guardian.pk,
        "child": people.martin.lea.pk,
    }
    return lambda text: base + text.format(**ids)


@pytest.mark.parametrize("text", READING)
def test_lecteur_reads(enter, client, path, text):
    enter("lecteur")

    assert client.get(path(text)).status_code == 200


@pytest.mark.parametrize("text", [*EDITING, "/familles/export.xlsx"])
def test_lecteur_opens_no_form_and_exports_nothing(enter, client, path, text):
    enter("lecteur")

    assert client.get(path(text)).status_code == 403


@pytest.mark.parametrize("text", POSTS)
def test_lecteur_changes_nothing(enter, client, path, text):
    enter("lecteur")

    assert client.post(path(text), {"envoi": "letter"}).status_code == 403
    assert not AuditEvent.objects.exists()
    assert not AdhesionCode.objects.exists()


def test_lecteur_sees_no_button_that_writes(enter, client, path):
    enter("lecteur")

    page = client.get(path("/familles/{family}/")).content.decode()

    assert "Modifier" not in page
    assert "redevable</button>" not in page


@pytest.mark.parametrize("text", EDITING)
def test_gestionnaire_opens_each_form(enter, client, path, text):
    enter("gestionnaire")

    assert client.get(path(text)).status_code == 200


@pytest.mark.parametrize("text", [*READING, *EDITING])
def test_animateur_sees_no_family(enter, client, path, text):
    enter("animateur")

    assert client.get(path(text)).status_code == 403


@pytest.mark.parametrize("text", [*READING, *EDITING])
def test_anonymous_is_sent_to_log_in(client, path, text):
    answer = client.get(path(text))

    assert (answer.status_code, "/compte/" in answer.url) == (302, True)


@pytest.mark.parametrize("text", [*READING, *EDITING])
def test_agent_of_another_commune_finds_nothing(client, montclair, path, text):
    client.force_login(accounts.agent(montclair).account)

    assert client.get(path(text)).status_code == 404


def test_ids_of_another_commune_are_nobodys(enter, client, base, montclair, people):
    """Montclair's ids under Jolieville's path: B12."""
    with commune_scope(montclair):
        other = families.durand()
    enter("gestionnaire")

    for text in (
        f"/familles/{other.family.pk}/",
        f"/familles/{other.family.pk}/modifier/",
        f"/responsables/{other.guardian.pk}/",
        f"/responsables/{other.guardian.pk}/quotient/",
        f"/enfants/{other.zoe.pk}/",
    ):
        assert client.get(base + text).status_code == 404, text
    posted = {"envoi": "letter", "responsable": str(other.guardian.pk)}
    client.post(f"{base}/codes/envoyer/", posted)
    assert not AdhesionCode.objects.exists()
    with commune_scope(montclair):
        assert not AdhesionCode.objects.exists()


def test_a_parent_of_the_commune_is_refused(client, base, people, jolieville):
    me = accounts.member(jolieville, people.martin.guardian)
    client.force_login(me.account)

    assert client.get(f"{base}/familles/").status_code == 403


def test_nothing_changes_by_reading(enter, client, path):
    enter("gestionnaire")

    for text in POSTS:
        assert client.get(path(text)).status_code == 405, text
    assert Family.objects.filter(closed_at__isnull=False).count() == 0
    assert Guardian.objects.filter(is_payer=True).count() == Family.objects.count()

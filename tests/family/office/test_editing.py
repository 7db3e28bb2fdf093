"""What an agent types about a family is written once, or refused in French with nothing changed."""

from datetime import date, timedelta

import pytest

from family.models import (
    AuditEvent,
    Child,
    ChildGuardian,
    Family,
    FamilyQuotient,
    Guardian,
    School,
)
from tests.factories import families


@pytest.fixture
def at_work(enter, people):
    """A gestionnaire in a peopled Jolieville."""
    people.agent = enter("gestionnaire")
    return people


def said(answer):
    """The messages and refusals of a page."""
    return answer.content.decode().replace("\u00a0", " ")


def test_new_family_then_adult_then_child(at_work, client, base):
    answer = client.post(f"{base}/familles/nouveau/", {"name": "Zola", "is_resident": "on"})
    zola = Family.objects.get(name="Zola")
    assert answer.url.endswith(f"/familles/{zola.pk}/responsable/")

    client.post(answer.url, {"last_name": "Zola", "first_name": "Anne", "civility": "mme"})
    anne = Guardian.objects.get(first_name="Anne")
    posted = {
        "first_name": "Émile",
        "last_name": "Zola",
        "birth_date": "2019-04-02",
        "diet": "",
        "guardians": [str(anne.pk)],
    }
    client.post(f"{base}/familles/{zola.pk}/enfant/", posted)

    assert anne.is_payer
    assert ChildGuardian.objects.get(guardian=anne).child.first_name == "Émile"
    actors = set(
        AuditEvent.objects.filter(family_uid=zola.pk).values_list("actor_label", flat=True)
    )
    assert actors == {str(at_work.agent.account)}


def test_taken_file_number_is_said_beside_the_form(at_work, client, base):
    url = f"{base}/familles/{at_work.durand.family.pk}/modifier/"

    answer = client.post(url, {"name": "Durand", "file_number": "1001"})

    assert answer.status_code == 422
    assert "Le numéro 1001 est déjà celui du dossier Martin." in said(answer)
    assert Family.objects.get(pk=at_work.durand.family.pk).file_number == ""


def test_child_of_another_files_adult_needs_the_tie_page(at_work, client, base):
    """A foreign id among the adults of a new child is no choice."""
    posted = {
        "first_name": "Tom",
        "last_name": "Martin",
        "birth_date": "2020-01-01",
        "guardians": [str(at_work.durand.guardian.pk)],
    }

    answer = client.post(f"{base}/familles/{at_work.martin.family.pk}/enfant/", posted)

    assert answer.status_code == 422
    assert Child.objects.filter(family=at_work.martin.family).count() == 2


def test_quotient_of_zero_is_recorded_and_shown(at_work, client, base):
    """R52."""
    claire = at_work.martin.guardian
    posted = {"value": "0", "starts_on": "2026-12-01", "source": "caf"}

    client.post(f"{base}/responsables/{claire.pk}/quotient/", posted)

    page = client.get(f"{base}/familles/{at_work.martin.family.pk}/")
    current = page.context["adults"][0][0].current
    assert (current.value, current.first) == (0, date(2026, 12, 1))


def test_last_day_is_inclusive_on_screen(at_work, client, base):
    """R5."""
    claire = at_work.martin.guardian
    posted = {
        "value": "742,50",
        "starts_on": "01/12/2026",
        "last_day": "31/12/2026",
        "source": "caf",
    }

    client.post(f"{base}/responsables/{claire.pk}/quotient/", posted)

    row = FamilyQuotient.objects.get(value_hundredths=74_250)
    assert row.ends_on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("posted", "sentence"),
    [
        ({"value": "sept cents"}, "s’écrit en chiffres"),
        ({"value": ""}, "À remplir."),
        ({"starts_on": "31/02/2026"}, "Cette date n’existe pas"),
        ({"starts_on": "2026-01-01"}, "commence déjà le 01/01/2026"),
    ],
)
def test_wrong_quotient_is_refused(at_work, client, base, posted, sentence):
    claire = at_work.martin.guardian
    good = {"value": "742", "starts_on": "2026-12-01", "source": "caf"}

    answer = client.post(f"{base}/responsables/{claire.pk}/quotient/", {**good, **posted})

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert FamilyQuotient.objects.filter(guardian=claire).count() == 1


def test_child_gets_a_class_and_another_adult(at_work, client, base):
    lea, julien = at_work.martin.lea, Guardian.objects.get(first_name="Julien")
    school = School.objects.get()

    client.post(
        f"{base}/enfants/{lea.pk}/classe/",
        {"school": str(school.pk), "level": "CE2", "class_name": "Mme Roux"},
    )
    client.post(
        f"{base}/enfants/{lea.pk}/responsable/",
        {"guardian": str(julien.pk), "can_book": "on"},
    )

    assert lea.schoolings.get().level == "CE2"
    tie = ChildGuardian.objects.get(child=lea, guardian=julien)
    assert (tie.can_book, tie.has_authority) == (True, False)


def test_parent_of_another_file_is_found_by_address(at_work, client, base):
    """R69."""
    lea = at_work.martin.lea
    url = f"{base}/enfants/{lea.pk}/responsable/"

    unknown = client.post(url, {"other_email": "personne@exemple.fr", "can_book": "on"})
    client.post(url, {"other_email": "paul.durand@exemple.fr", "can_book": "on"})

    assert (unknown.status_code, "Aucun responsable ici" in said(unknown)) == (422, True)
    assert ChildGuardian.objects.filter(child=lea, guardian=at_work.durand.guardian).exists()


def test_rights_of_a_tie_change_and_the_last_one_stays(at_work, client, base):
    tie = ChildGuardian.objects.get(child=at_work.martin.lea)
    url = f"{base}/enfants/liens/{tie.pk}/"

    client.post(url, {"has_authority": "on"})
    answer = client.post(url, {"retirer": "1"}, follow=True)

    tie.refresh_from_db()
    assert (tie.can_book, tie.has_authority) == (False, True)
    assert "Gardez au moins un responsable" in said(answer)


def test_payer_is_chosen(at_work, client, base):
    julien = Guardian.objects.get(first_name="Julien")

    client.post(f"{base}/responsables/{julien.pk}/redevable/")

    payers = Guardian.objects.filter(family=at_work.martin.family, is_payer=True)
    assert list(payers) == [julien]


def test_closing_and_reopening(at_work, client, base):
    family = at_work.martin.family
    url = f"{base}/familles/{family.pk}"

    refused = client.post(f"{url}/clore/", {"motive": ""})
    client.post(f"{url}/clore/", {"motive": "Déménagement"})
    edited = client.post(f"{url}/modifier/", {"name": "Autre"})
    page = client.get(f"{url}/")
    client.post(f"{url}/rouvrir/")

    assert refused.status_code == edited.status_code == 422
    assert "Ce dossier est clos" in said(edited)
    assert "motif : Déménagement" in said(page)
    family.refresh_from_db()
    assert (family.closed_at, family.name) == (None, "Martin")


def test_history_says_who_changed_what(at_work, client, base):
    family = at_work.martin.family
    url = f"{base}/familles/{family.pk}"
    client.post(f"{url}/modifier/", {"name": "Martin", "file_number": "1001", "city": "Montclair"})

    (event,) = client.get(f"{url}/").context["history"]

    assert event["what"] == "Dossier modifié"
    assert "ville : Jolieville → Montclair" in event["detail"].replace("\u00a0", " ")


def test_school_with_pupils_is_kept(at_work, client, base):
    school = School.objects.get()

    answer = client.post(f"{base}/ecoles/{school.pk}/supprimer/", follow=True)
    client.post(f"{base}/ecoles/", {"name": "École Pasteur"})

    assert "elle est gardée" in said(answer)
    assert School.objects.count() == 2


def test_names_are_printed_as_text(enter, client, base, scope):
    household = families.family("<script>alert(1)</script>")
    enter("gestionnaire")

    page = client.get(f"{base}/familles/{household.pk}/").content.decode()

    assert "<script>alert(1)</script>" not in page


def test_history_of_upper_rooms_is_in_french(at_work, client, base, now):
    """Known acts by name, others by what they are about; never the code's own word."""
    family = at_work.martin.family
    for number, verb in enumerate(("invoice.issued", "invoice.sent_to_mars", "unheard.of")):
        AuditEvent.objects.create(
            at=now + timedelta(seconds=number), verb=verb, family_uid=family.pk, target_id="x"
        )

    events = client.get(f"{base}/familles/{family.pk}/").context["history"]

    assert [event["what"] for event in events] == ["Autre acte", "Facture", "Facture émise"]

"""Codes from the office: one by one, a selection, the whole list; letters and mails (R106)."""

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from family.models import AdhesionCode, Guardian
from tenants.operations import outbox
from tests.factories import families


@pytest.fixture
def at_work(enter, people):
    """A gestionnaire in a peopled Jolieville."""
    enter("gestionnaire")
    return people


def said(answer):
    """The page's words."""
    return answer.content.decode().replace("\u00a0", " ")


def test_selection_is_mailed_through_the_outbox(at_work, client, base, now):
    claire = at_work.martin.guardian
    posted = {"responsable": [str(claire.pk)], "envoi": "mail"}

    answer = client.post(f"{base}/codes/envoyer/", posted, follow=True)
    outbox.drain(now)

    assert "1 code part par e-mail." in said(answer)
    (letter,) = mail.outbox
    assert letter.to == [claire.email]
    assert "JOLI-" in letter.body
    assert AdhesionCode.objects.get().sent_at == now


def test_whole_list_is_printed_in_one_pdf(at_work, client, base):
    waiting = Guardian.objects.count()

    page = client.post(
        f"{base}/codes/envoyer/",
        {"tous": "1", "afficher": "a_envoyer", "envoi": "letter"},
        follow=True,
    )
    pdf = client.get(f"{base}/codes/lettres.pdf", {"lot": page.context["lot"]})

    assert page.context["count"] == waiting == AdhesionCode.objects.count()
    assert pdf.content.startswith(b"%PDF")
    assert (pdf["Content-Type"], pdf["Cache-Control"]) == ("application/pdf", "no-store")


def test_whole_list_follows_what_was_searched(at_work, client, base):
    posted = {"tous": "1", "q": "petit", "afficher": "a_envoyer", "envoi": "letter"}

    client.post(f"{base}/codes/envoyer/", posted)

    assert [code.guardian.first_name for code in AdhesionCode.objects.all()] == ["Nora"]


def test_nobody_ticked_is_said(at_work, client, base):
    answer = client.post(f"{base}/codes/envoyer/", {"envoi": "mail"}, follow=True)

    assert "Cochez au moins un responsable." in said(answer)
    assert not AdhesionCode.objects.exists()


@pytest.mark.parametrize("posted", [{"envoi": "pigeon"}, {"envoi": "mail", "responsable": "x"}])
def test_tampered_choice_is_404(at_work, client, base, posted):
    assert client.post(f"{base}/codes/envoyer/", posted).status_code == 404
    assert not AdhesionCode.objects.exists()


@pytest.mark.parametrize("lot", ["", "hier", "2026-12-01T10:00:00", "2026-12-01T10:00:00+00:00"])
def test_unknown_printing_is_404(at_work, client, base, lot):
    assert client.get(f"{base}/codes/lettres.pdf", {"lot": lot}).status_code == 404


def test_one_adult_code_sent_again_and_revoked(at_work, client, base):
    claire = at_work.martin.guardian
    client.post(f"{base}/responsables/{claire.pk}/code/", {"envoi": "letter"})
    code = AdhesionCode.objects.get()

    letter = client.get(f"{base}/codes/{code.pk}/lettre.pdf")
    client.post(f"{base}/codes/{code.pk}/renvoyer/")
    client.post(f"{base}/codes/{code.pk}/annuler/")
    dead = client.get(f"{base}/codes/{code.pk}/lettre.pdf")

    assert letter.content.startswith(b"%PDF")
    code.refresh_from_db()
    assert code.revoked_at is not None
    assert dead.status_code == 404


def test_mail_without_address_is_refused(at_work, client, base):
    julien = Guardian.objects.get(first_name="Julien")
    url = f"{base}/responsables/{julien.pk}/code/"

    answer = client.post(url, {"envoi": "mail"}, follow=True)

    assert "n’a pas d’adresse e-mail" in said(answer)
    assert not AdhesionCode.objects.exists()


def test_list_says_where_each_code_stands(at_work, client, base, now):
    claire = at_work.martin.guardian
    client.post(f"{base}/responsables/{claire.pk}/code/", {"envoi": "letter"})

    rows = client.get(f"{base}/codes/?afficher=tous").context["rows"]

    words = {row.guardian.first_name: code["words"].replace("\u00a0", " ") for row, code in rows}
    assert words["Claire"] == "Envoyé le mar. 1er déc."
    assert words["Nora"] == "Jamais envoyé"


def test_list_asks_a_constant_number_of_queries(enter, client, base, scope):
    enter("gestionnaire")

    def count(number):
        while Guardian.objects.count() < number:
            families.guardian(families.family("Foyer"), "Anne")
        client.get(f"{base}/codes/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{base}/codes/?q=anne")
        return len(queries)

    assert count(1) == count(3) == count(20)

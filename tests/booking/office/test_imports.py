"""The import page: a file is checked, shown, then written whole; a bad one gets a sentence."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from family.models import Child, Family, Guardian, ImportRun
from shared import sheets
from tests.factories import accounts

URL = "/c/jolieville/gestion/import/"
CSV = (
    "Numéro de dossier;Nom responsable;Prénom responsable;Prénom enfant;Date de naissance\n"
    "2001;Garcia;Lucie;Nino;12/04/2019\n"
    "2001;Garcia;Lucie;Alba;{born}\n"
)


@pytest.fixture(autouse=True)
def _frozen(monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")


@pytest.fixture
def me(scope, client):
    """A gestionnaire of Jolieville, signed in; the test runs inside Jolieville."""
    agent = accounts.agent(scope)
    client.force_login(agent.account)
    return agent


def upload(client, content, name="familles.csv"):
    """Post a file, follow to the page that shows it."""
    content = content.encode() if isinstance(content, str) else content
    return client.post(URL, {"file": SimpleUploadedFile(name, content)}, follow=True)


def said(answer):
    """The page's words."""
    return answer.content.decode().replace("\u00a0", " ")


def test_good_file_is_shown_then_written(me, client):
    page = upload(client, CSV.format(born="03/06/2021"))
    run = page.context["run"]
    assert "Le fichier est bon." in said(page)
    assert not Family.objects.exists()

    done = client.post(f"{URL}{run.pk}/confirmer/", follow=True)

    assert "Le fichier est importé." in said(done)
    assert (Family.objects.count(), Guardian.objects.count(), Child.objects.count()) == (1, 1, 2)


def test_workbook_made_from_the_model_is_read(me, client):
    model = client.get(f"{URL}modele.xlsx")
    book = load_workbook(io.BytesIO(model.content))
    headings = [cell.value for cell in book.active[1]]
    values = {
        "Numéro de dossier": "2001",
        "Nom responsable": "Garcia",
        "Prénom responsable": "Lucie",
        "Quotient": 742.5,
    }
    book.active.append([values.get(heading, "") for heading in headings])
    file = io.BytesIO()
    book.save(file)

    page = upload(client, file.getvalue(), "familles.xlsx")

    assert "Le fichier est bon." in said(page)
    assert page.context["run"].report["quotients"] == 1


def test_errors_are_listed_by_line_and_nothing_can_be_confirmed(me, client):
    page = upload(client, CSV.format(born="31/02/2021"))
    run = page.context["run"]

    assert "Ligne 3" in said(page)
    assert "« 31/02/2021 »" in said(page)
    refused = client.post(f"{URL}{run.pk}/confirmer/", follow=True)
    assert "Rien n’a été importé" in said(refused)
    assert not Family.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        ("", "f.csv", "vide"),
        ("Nom responsable;Prénom responsable\n", "f.csv", "que des titres"),
        (b"PK\x03\x04 not a zip", "f.xlsx", "ne peut pas être lu"),
        (b"\x00\x01\x02", "f.csv", "n’est pas un tableau"),
        ("a;b\n1;2", "f.pdf", "ni un tableau CSV ni un classeur"),
        ("Nom;Prénom\nGarcia;Lucie\n", "f.csv", "Il manque des colonnes"),
        ("x" * 10, "f.csv", "titres"),
    ],
)
def test_malformed_file_gets_a_sentence_and_nothing_changes(me, client, content, name, sentence):
    answer = upload(client, content, name)

    assert answer.status_code == 422
    assert sentence in said(answer)
    assert not ImportRun.objects.exists()


def test_no_file_is_said(me, client):
    assert "Choisissez un fichier." in said(client.post(URL))


def test_abandoned_import_forgets_its_rows(me, client):
    run = upload(client, CSV.format(born="03/06/2021")).context["run"]

    client.post(f"{URL}{run.pk}/abandonner/")

    run = ImportRun.objects.get()
    assert (run.status, run.rows) == (ImportRun.Status.ABANDONED, [])


def test_a_cell_that_looks_like_markup_is_printed_as_text(me, client):
    page = upload(client, CSV.format(born="<script>alert(1)</script>"))

    assert b"<script>alert(1)</script>" not in page.content


@pytest.mark.parametrize("role", ["lecteur", "regisseur", "animateur"])
def test_other_roles_may_not_import(scope, client, role):
    client.force_login(accounts.agent(scope, role).account)

    assert client.get(URL).status_code == 403
    assert upload(client, CSV.format(born="03/06/2021")).status_code == 403
    assert not ImportRun.objects.exists()


def test_import_of_another_commune_is_404(scope, client, montclair, me):
    run = upload(client, CSV.format(born="03/06/2021")).context["run"]
    client.force_login(accounts.agent(montclair).account)

    answer = client.get(f"/c/montclair/gestion/import/{run.pk}/")

    assert answer.status_code == 404


def test_five_hundred_families_are_written_at_once(me, client):
    columns = [
        sheets.Column(name, name)
        for name in (
            "Numéro de dossier",
            "Nom responsable",
            "Prénom responsable",
            "Email responsable",
            "Prénom enfant",
            "Date de naissance",
            "Quotient",
        )
    ]
    rows = (
        dict(
            zip(
                (column.key for column in columns),
                (n, f"Nom{n}", "Anne", f"a{n}@exemple.fr", "Léa", "14/05/2019", 500 + n),
                strict=True,
            )
        )
        for n in range(500)
    )
    run = upload(client, sheets.write_xlsx("Familles", columns, rows), "f.xlsx").context["run"]

    client.post(f"{URL}{run.pk}/confirmer/")

    assert (Family.objects.count(), Child.objects.count()) == (500, 500)

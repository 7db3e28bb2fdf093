"""Imports of families: checked line by line, written all at once or not at all."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Registration
from booking.operations import imports
from family.models import (
    AuditEvent,
    Child,
    ChildGuardian,
    Family,
    FamilyQuotient,
    Guardian,
    ImportRun,
    School,
    Schooling,
)
from shared.actors import Actor
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking, families

TODAY = date(2026, 12, 1)
BY = Actor(uid=new_id(), label="Nadia Agent", is_agent=True)


def row(line=2, **cells):
    """A whole line: the Petit family and Inès."""
    base = {
        "numero_de_dossier": "1024",
        "adresse": "12 rue des Lilas",
        "code_postal": "35000",
        "ville": "Jolieville",
        "nom_responsable": "Petit",
        "prenom_responsable": "Nora",
        "email_responsable": "nora.petit@exemple.fr",
        "quotient": "742,50",
        "quotient_depuis": "01/09/2026",
        "quotient_source": "CAF",
        "prenom_enfant": "Inès",
        "date_de_naissance": "14/05/2019",
        "ecole": "ecole jules ferry",
        "niveau": "CE1",
        "classe": "Mme Roux",
        "inscriptions": "",
    }
    return {**base, **cells, "_line": str(line)}


def done(rows, now):
    """Check then confirm."""
    run = imports.check(rows, "familles.csv", today=TODAY, by=BY, now=now)
    return imports.confirm(run, today=TODAY, by=BY, now=now)


@pytest.fixture
def ferry(scope):
    """The school of the file."""
    return School.objects.create(name="École Jules-Ferry")


@pytest.fixture
def canteen(scope):
    """A canteen with one group."""
    made = booking.service("Restaurant scolaire")
    return made, booking.Group.objects.create(service=made, name="Élémentaire")


def test_check_writes_no_family_and_says_what_it_would_do(ferry, canteen, now):
    rows = [row(inscriptions="restaurant scolaire > elementaire")]

    run = imports.check(rows, "familles.csv", today=TODAY, by=BY, now=now)

    assert run.errors == []
    assert run.report["families_created"] == run.report["children_created"] == 1
    assert run.report["registrations"] == run.report["quotients"] == 1
    assert not Family.objects.exists()


def test_confirm_writes_everything_with_its_history(ferry, canteen, now):
    run = done([row(inscriptions="Restaurant scolaire > Élémentaire")], now)

    family = Family.objects.get()
    adult = Guardian.objects.get()
    child = Child.objects.get()
    assert (family.name, family.file_number, family.city) == ("Petit", "1024", "Jolieville")
    assert (adult.full_name, adult.is_payer) == ("Nora Petit", True)
    assert (child.first_name, child.last_name, child.birth_date) == (
        "Inès",
        "Petit",
        date(2019, 5, 14),
    )
    assert ChildGuardian.objects.get().guardian == adult
    assert FamilyQuotient.objects.get().value_hundredths == 74_250
    schooling = Schooling.objects.get()
    assert (schooling.school, schooling.level, schooling.school_year) == (ferry, "CE1", 2026)
    registration = Registration.objects.get()
    assert (registration.child, registration.group) == (child, canteen[1])
    assert (registration.starts_on, registration.ends_on) == (TODAY, date(2027, 9, 1))
    assert AuditEvent.objects.filter(verb="family.imported", family_uid=family.pk).count() == 1
    assert (run.status, run.rows) == (ImportRun.Status.DONE, [])


def test_same_file_twice_changes_nothing(ferry, canteen, now):
    rows = [
        row(inscriptions="Restaurant scolaire"),
        row(3, prenom_enfant="Tom", date_de_naissance="02/09/2021", niveau="PS"),
    ]
    done(rows, now)
    before = AuditEvent.objects.filter(verb="family.imported").count()

    run = done(rows, now)

    assert {key: n for key, n in run.report.items() if n} == {"lines": 2}
    assert AuditEvent.objects.filter(verb="family.imported").count() == before
    assert (Family.objects.count(), Child.objects.count()) == (1, 2)


def test_two_lines_of_one_file_are_one_family(ferry, now):
    done([row(), row(3, prenom_enfant="Tom", date_de_naissance="02/09/2021", niveau="PS")], now)

    assert Family.objects.count() == Guardian.objects.count() == 1
    assert Child.objects.count() == ChildGuardian.objects.count() == 2


def test_family_is_found_by_email_and_name_without_number(ferry, now):
    cast = families.martin()
    cells = {
        "numero_de_dossier": "",
        "nom_responsable": "MARTIN",
        "prenom_responsable": "claire",
        "email_responsable": "Claire.Martin@exemple.fr",
        "prenom_enfant": "Lea",
        "quotient": "850",
        "telephone_responsable": "06 00 00 00 01",
    }

    run = done([row(**cells)], now)

    assert run.report["families_created"] == run.report["children_created"] == 0
    cast.guardian.refresh_from_db()
    assert (cast.guardian.phone, cast.guardian.last_name) == ("06 00 00 00 01", "Martin")
    assert run.report["quotients"] == 0


def test_quotient_closes_the_former_and_zero_is_a_value(ferry, now):
    """R52."""
    cast = families.martin()
    cells = {
        "numero_de_dossier": "",
        "nom_responsable": "Martin",
        "prenom_responsable": "Claire",
        "email_responsable": "claire.martin@exemple.fr",
        "prenom_enfant": "Léa",
        "quotient": "0",
        "quotient_depuis": "2026-12-01",
    }

    done([row(**cells)], now)

    rows = list(FamilyQuotient.objects.filter(guardian=cast.guardian).order_by("starts_on"))
    assert [(r.value_hundredths, r.starts_on, r.ends_on) for r in rows] == [
        (85_000, date(2026, 1, 1), date(2026, 12, 1)),
        (0, date(2026, 12, 1), None),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "why"),
    [
        ({"nom_responsable": ""}, "Nom responsable", "À remplir"),
        ({"email_responsable": "nora chez exemple"}, "Email responsable", "e-mail"),
        ({"date_de_naissance": "31/02/2019"}, "Date de naissance", "pas une date"),
        ({"date_de_naissance": "14/05/2091"}, "Date de naissance", "l’année"),
        ({"quotient": "sept cents"}, "Quotient", "chiffres"),
        ({"habite_la_commune": "peut-être"}, "Habite la commune", "oui ou non"),
        ({"ecole": "École Pasteur"}, "École", "École Jules-Ferry"),
        ({"niveau": "CE9"}, "Niveau", "CE1"),
        ({"code_postal": "350"}, "Code postal", "cinq chiffres"),
        ({"inscriptions": "Piscine"}, "Inscriptions", "Restaurant scolaire"),
        ({"inscriptions": "Restaurant scolaire > Grands"}, "Inscriptions", "Élémentaire"),
        (
            {"numero_de_dossier": "", "email_responsable": ""},
            "Numéro de dossier",
            "retrouve",
        ),
    ],
)
def test_error_names_line_column_and_why(ferry, canteen, now, cells, column, why):
    run = imports.check([row(7, **cells)], "f.csv", today=TODAY, by=BY, now=now)

    (error,) = [error for error in run.errors if error["column"] == column]
    assert error["line"] == 7
    assert why in error["why"]
    with pytest.raises(DomainError, match="Rien n’a été importé"):
        imports.confirm(run, today=TODAY, by=BY, now=now)
    assert not Family.objects.exists()


def test_lines_that_contradict_each_other_are_refused(ferry, now):
    rows = [row(2), row(3, adresse="1 place du Marché", prenom_enfant="Tom")]

    run = imports.check(rows, "f.csv", today=TODAY, by=BY, now=now)

    (error,) = run.errors
    assert (error["line"], error["column"]) == (3, "Adresse")
    assert "La ligne 2 dit" in error["why"]


def test_confirm_is_decided_again_and_refused_whole(ferry, now):
    run = imports.check([row()], "f.csv", today=TODAY, by=BY, now=now)
    School.objects.all().delete()

    with pytest.raises(DomainError, match="ligne 2"):
        imports.confirm(run, today=TODAY, by=BY, now=now)

    assert not Family.objects.exists()
    run.refresh_from_db()
    assert run.status == ImportRun.Status.CHECKED


def test_confirm_twice_is_refused(ferry, now):
    run = imports.check([row()], "f.csv", today=TODAY, by=BY, now=now)
    imports.confirm(run, today=TODAY, by=BY, now=now)

    with pytest.raises(DomainError, match="déjà terminé"):
        imports.confirm(run, today=TODAY, by=BY, now=now)

    assert Family.objects.count() == 1


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [({"nom_de_responsable": "x"}, "Colonnes inconnues"), ({}, "Il manque des colonnes")],
)
def test_unknown_or_missing_columns_are_refused(scope, now, cells, sentence):
    rows = [row(**cells)] if cells else [{"prenom_enfant": "Inès", "_line": "2"}]

    with pytest.raises(DomainError, match=sentence):
        imports.check(rows, "f.csv", today=TODAY, by=BY, now=now)

    assert not ImportRun.objects.exists()


def test_email_heading_may_have_a_hyphen(ferry, now):
    cells = row()
    cells["e_mail_responsable"] = cells.pop("email_responsable")

    done([cells], now)

    assert Guardian.objects.get().email == "nora.petit@exemple.fr"


def test_a_tie_undone_by_an_agent_stays_undone(ferry, now):
    """R69: a court may have asked for it."""
    second = {"nom_responsable_2": "Petit", "prenom_responsable_2": "Yves"}
    done([row(**second)], now)
    ChildGuardian.objects.filter(guardian__first_name="Yves").delete()

    done([row(**second)], now)

    assert not ChildGuardian.objects.filter(guardian__first_name="Yves").exists()


def test_the_proved_address_of_an_account_is_kept(ferry, now):
    done([row()], now)
    Guardian.objects.update(account_uid=new_id())

    done([row(email_responsable="autre@exemple.fr")], now)

    assert Guardian.objects.get().email == "nora.petit@exemple.fr"


def test_another_file_of_a_known_adult_is_refused(ferry, now):
    done([row()], now)

    run = imports.check([row(numero_de_dossier="2048")], "f.csv", today=TODAY, by=BY, now=now)

    assert "1024" in run.errors[0]["why"]


def test_queries_do_not_grow_with_the_lines(ferry, canteen, now):
    def count(numbers):
        rows = [
            row(
                n,
                numero_de_dossier=str(n),
                email_responsable=f"a{n}@exemple.fr",
                inscriptions="Restaurant scolaire",
            )
            for n in numbers
        ]
        with CaptureQueriesContext(connection) as queries:
            done(rows, now)
        return len(queries)

    assert count([100]) == count(range(200, 230))


def test_july_imports_the_coming_year():
    assert imports.year_of(date(2026, 7, 14)).start == date(2026, 9, 1)
    assert imports.year_of(date(2027, 6, 30)).start == date(2026, 9, 1)

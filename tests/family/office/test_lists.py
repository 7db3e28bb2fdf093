"""The list of files, its search, its export, and the search of every page."""

import io

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from family.models import Child, Family
from shared.ids import new_id
from tests.factories import families


def names(client, base, query=""):
    """The files a page lists, in order."""
    answer = client.get(f"{base}/familles/{query}")
    return [line.name for line in answer.context["lines"]]


@pytest.fixture
def at_work(enter, people):
    """A gestionnaire in a peopled Jolieville."""
    enter("gestionnaire")
    return people


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=lefevre", ["Lefèvre-Dubois"]),
        ("?q=ELOISE", ["Lefèvre-Dubois"]),
        ("?q=claire martin", ["Martin"]),
        ("?q=léa", ["Martin"]),
        ("?q=adulte3@exemple", ["O’Connor"]),
        ("?q=1014", ["Petit"]),
        ("?q=martin%25", []),
        ("?q=introuvable", []),
        ("?afficher=papier", ["Nguyen"]),
        ("?afficher=hors_commune", ["Lefèvre-Dubois", "Petit"]),
        ("?afficher=clos", []),
        ("?q=m&tri=-nom&afficher=papier", ["Nguyen"]),
    ],
)
def test_list_finds_by_any_word_whatever_the_accents(at_work, client, base, query, found):
    assert names(client, base, query) == found


def test_list_sorts_both_ways(at_work, client, base):
    assert names(client, base, "?tri=-nom") == list(reversed(names(client, base)))


def test_list_shows_who_has_no_account_or_no_quotient(at_work, client, base):
    at_work.martin.guardian.account_uid = new_id()
    at_work.martin.guardian.save()

    assert "Martin" not in names(client, base, "?afficher=sans_compte")
    assert "Martin" not in names(client, base, "?afficher=sans_quotient")
    assert "Petit" in names(client, base, "?afficher=sans_quotient")


def test_list_asks_a_constant_number_of_queries(enter, client, base, scope):
    enter("gestionnaire")

    def count(number):
        while Family.objects.count() < number:
            families.child(families.guardian(families.family("Foyer")).family)
        client.get(f"{base}/familles/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{base}/familles/?q=foyer")
        return len(queries)

    assert count(1) == count(3) == count(60)


def test_list_shows_25_a_page(enter, client, base, scope):
    for number in range(30):
        families.family(f"Foyer {number:02}")
    enter("gestionnaire")

    assert len(names(client, base)) == 25
    assert names(client, base, "?page=2") == [f"Foyer {number}" for number in range(25, 30)]
    # A page that is not there shows the last one.
    assert len(names(client, base, "?page=9")) == 5


def test_export_holds_the_whole_list_and_no_formula(enter, client, base, scope):
    families.guardian(families.family("=1+1"), "Ève")
    enter("gestionnaire")

    answer = client.get(f"{base}/familles/export.xlsx")

    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:2] == ("Numéro de dossier", "Nom du foyer")
    assert rows[1][1] == "'=1+1"


def test_search_finds_children_and_families(at_work, client, base):
    answer = client.get(f"{base}/recherche/", {"q": "lea martin"})

    found = answer.context["found"]
    assert [child.name for child in found.children] == ["Léa Martin"]
    assert [line.name for line in found.families] == ["Martin"]


@pytest.mark.parametrize("text", ["", "   ", "zzz", "' OR 1=1 --", "%", "\x00"])
def test_search_of_nothing_or_nonsense_is_a_page(at_work, client, base, text):
    answer = client.get(f"{base}/recherche/", {"q": text})

    assert answer.status_code == 200
    assert answer.context["found"].children == []


def test_closed_files_leave_the_search(at_work, client, base, now):
    Family.objects.update(closed_at=now)

    assert client.get(f"{base}/recherche/?q=lea").context["found"].children == []


def test_file_asks_a_constant_number_of_queries(at_work, client, base):
    household = at_work.martin.family

    def count():
        cache.clear()
        client.get(f"{base}/familles/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"{base}/familles/{household.pk}/")
        return len(queries)

    before = count()
    for number in range(3):
        adult = families.guardian(household, f"Adulte{number}", is_payer=False)
        families.quotient(adult)
        families.child(household, f"Enfant{number}")
    assert Child.objects.filter(family=household).count() == 5
    assert count() == before

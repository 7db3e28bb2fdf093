"""*Aujourd'hui*: figures that lead to their rows, the requests that wait, another day."""

import pytest

from tests.booking.office.conftest import TODAY, ask, eat, text_of
from tests.factories import accounts


def test_today_shows_who_is_expected_and_what_waits(office):
    eat(office, office.martin.lea, TODAY)
    office.martin.hugo.diet = "sans_porc"
    office.martin.hugo.save()
    eat(office, office.martin.hugo, TODAY)
    ask(office, office.martin.hugo, TODAY, state="confirmed")
    ask(office, office.durand.zoe, office.days[4], payer=office.durand.guardian)
    page = office.client.get(f"{office.base}/")
    kpis = [(one.value, one.text, one.total) for one in page.context["kpis"]]
    assert kpis[:4] == [
        (2, "Repas, 4\u00a0places", 4),
        (1, "Accueil du soir, 2\u00a0places", 2),
        (1, "menu particulier", None),
        (1, "demande à traiter", None),
    ]
    text = text_of(page)
    assert "<h1>Mardi 1er décembre</h1>" in text
    assert "Repas : 1 · Accueil du soir : 1" in text
    assert "1 demande attend une réponse, la plus ancienne depuis hier 16 h" in text
    assert f"/c/jolieville/gestion/pointage/{office.canteen.service.pk}/?jour=2026-12-01" in text


def test_another_day_is_shown_and_an_empty_one_says_so(office):
    page = office.client.get(f"{office.base}/?jour=2026-12-05")
    assert "Samedi 5 décembre" in text_of(page)
    assert "Aucun service n’ouvre ce jour-là" in text_of(page)
    assert office.client.get(f"{office.base}/?jour=hier").status_code == 200


def test_animateur_sees_the_day_but_no_request(office, as_role):
    ask(office, office.martin.lea, office.days[4])
    page = as_role("animateur").get(f"{office.base}/")
    assert page.status_code == 200
    assert "Demandes à traiter" not in text_of(page)


def test_a_parent_has_no_office(office):
    claire = accounts.member(office.commune, office.martin.guardian, username="claire.martin")
    office.client.force_login(claire.account)
    assert office.client.get(f"{office.base}/").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_today_costs_the_same_for_one_or_three(office, django_assert_max_num_queries, number):
    for day in office.days[4 : 4 + number]:
        ask(office, office.martin.lea, day)
        eat(office, office.martin.hugo, day)
    with django_assert_max_num_queries(22):
        office.client.get(f"{office.base}/")

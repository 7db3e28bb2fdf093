"""The office's side of a waiting list: points, the list with its reasons, offering (R39, R44)."""

from datetime import timedelta

import pytest

from booking.models import PriorityCriterion, Service
from booking.office import pages
from tests.booking.operations.test_waiting import Town, cancel_first, state_of
from tests.factories import accounts, booking


@pytest.fixture
def town(scope, now, monkeypatch, client):
    monkeypatch.setenv("RIBAMBELLE_NOW", now.isoformat())
    made = Town(scope, 1, 3)
    PriorityCriterion.objects.create(service=made.centre.service, kind="resident", points=10)
    for minute, adult in enumerate(made.homes):
        made.wish(adult, now + timedelta(minutes=minute))
    client.force_login(accounts.agent(scope, username="giselle").account)
    made.client = client
    return made


FORM = {"mode": "queue", "offer_hours": "12", "resident": "7", "parents_work": ""}


def test_an_agent_sets_the_mode_and_the_points(town):
    service = town.centre.service
    url = pages.url("waiting_settings", service.id)
    assert "Points\u00a0: habite la commune" in town.client.get(url).content.decode()

    assert town.client.post(url, FORM).status_code == 302

    service.refresh_from_db()
    assert (service.waiting, service.offer_hours, service.queue_skips) == ("queue", 12, False)
    assert list(service.priorities.values_list("kind", "points")) == [("resident", 7)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("offer_hours", "0", "positif"),
        ("offer_hours", "999", "240 heures au plus"),
        ("resident", "beaucoup", "nombre entier"),
        ("mode", "hasard", "Choisissez une réponse"),
    ],
)
def test_bad_input_is_told_and_changes_nothing(town, field, value, said):
    url = pages.url("waiting_settings", town.centre.service.id)
    answer = town.client.post(url, FORM | {field: value})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert town.centre.service.priorities.get().points == 10


def test_a_canteen_has_no_points_even_forged(town):
    canteen = booking.service("Cantine", kind="canteen")
    url = pages.url("waiting_settings", canteen.id)
    assert "aucun critère de priorité" in town.client.get(url).content.decode()
    town.client.post(url, FORM)

    assert Service.objects.get(id=canteen.id).waiting == "queue"
    assert not canteen.priorities.exists()


def test_the_list_shows_ranks_and_why(town):
    shown = town.client.get(pages.url("waiting")).content.decode()

    assert shown.index("Enfant 1a") < shown.index("Enfant 2a")
    assert "habite la commune (10)" in shown
    assert "Proposer maintenant" not in shown


def test_offering_now_follows_the_list(town, now):
    cancel_first(town, now)
    assert "Proposer maintenant" in town.client.get(pages.url("waiting")).content.decode()

    town.client.post(pages.url("waiting_offer", town.opening.id))

    assert [state_of(one) for one in town.homes[1:]] == [["held"], ["waitlisted"]]


def test_passing_before_the_others_asks_a_motive(town, now):
    cancel_first(town, now)
    row = town.homes[2].children[0].reservations.get()
    url = pages.url("waiting_promote", row.id)

    assert town.client.post(url, {"motive": ""}).status_code == 422
    town.client.post(url, {"motive": "Urgence sociale"})

    assert [state_of(one) for one in town.homes[1:]] == [["waitlisted"], ["held"]]

"""The page of an offered place: read by its link, answered by one button (R40)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from booking.models import Reservation
from booking.operations import offer_links
from tenants.operations import outbox
from tests.booking.operations.test_waiting import Town, cancel_first, state_of

MONDAY = date(2026, 12, 14)


@pytest.fixture
def offered(scope, now, monkeypatch):
    """Two families, one place: the second one is offered the place of the first."""
    monkeypatch.setenv("RIBAMBELLE_NOW", now.isoformat())
    town = Town(scope, 1, 3)
    for minute, adult in enumerate(town.homes):
        town.wish(adult, now + timedelta(minutes=minute))
    cancel_first(town, now)
    outbox.drain(now)
    town.row = Reservation.objects.get(state="held")
    town.path = offer_links.path(town.row.order_uid)
    town.client = Client()
    return town


def body(answer) -> str:
    return answer.content.decode()


def test_reading_changes_nothing_and_asks_for_no_login(offered):
    answer = offered.client.get(offered.path)

    assert answer.status_code == 200
    assert "Accepter la place" in body(answer)
    assert "Enfant 1a" in body(answer)
    assert "Parent 1" not in body(answer)
    offered.row.refresh_from_db()
    assert (offered.row.state, offered.row.decided_at) == ("held", None)


def test_one_button_accepts_and_twice_is_told(offered):
    for said in ("La place est à vous.", "Vous avez déjà accepté cette place"):
        answer = offered.client.post(f"{offered.path}reponse/", {"act": "accept"}, follow=True)
        assert said in body(answer)
    assert state_of(offered.homes[1]) == ["confirmed"]


def test_another_button_leaves_the_place(offered, now):
    answer = offered.client.post(f"{offered.path}reponse/", {"act": "decline"}, follow=True)

    assert "famille suivante" in body(answer)
    assert state_of(offered.homes[1]) == ["cancelled"]
    outbox.drain(now)
    assert state_of(offered.homes[2]) == ["held"]
    late = offered.client.post(f"{offered.path}reponse/", {"act": "accept"}, follow=True)
    assert "elle a été rendue" in body(late)


def test_after_its_time_the_page_says_so(offered, now, monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", (now + timedelta(hours=25)).isoformat())

    answer = offered.client.post(f"{offered.path}reponse/", {"act": "accept"}, follow=True)

    assert "Le temps pour répondre est passé" in body(answer)
    assert "Accepter la place" not in body(answer)
    assert state_of(offered.homes[1]) == ["held"]


@pytest.mark.parametrize("change", ["x", "0"])
def test_a_link_made_up_leads_nowhere(offered, change):
    wrong = offered.path.rstrip("/") + change + "/"

    assert offered.client.get(wrong).status_code == 404
    assert offered.client.post(f"{wrong}reponse/", {"act": "accept"}).status_code == 404


def test_an_answer_that_is_none_is_refused(offered):
    assert offered.client.post(f"{offered.path}reponse/", {"act": "peut-être"}).status_code == 400
    assert state_of(offered.homes[1]) == ["held"]

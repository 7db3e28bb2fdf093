"""At the counter: an agent books and cancels for a family, with a motive when late (R18)."""

from datetime import date

import pytest

from booking.models import Reservation
from family.models import Message
from tests.booking.office.conftest import eat, said, text_of
from tests.factories import families

LATE, IN_TIME = date(2026, 12, 3), date(2026, 12, 10)


@pytest.fixture
def desk(office):
    office.url = f"{office.base}/reserver/{office.martin.lea.pk}"
    office.meal = office.canteen.meal
    return office


def book(office, day):
    return f"b_{office.meal.pk.hex}_{day}"


def rows(child):
    return list(Reservation.objects.filter(child=child).values_list("date", "state", "out_of_time"))


def test_child_is_found_by_a_word_whatever_the_accents(desk):
    assert "Léa Martin" in text_of(desk.client.get(f"{desk.base}/reserver/?q=lea"))
    assert "Aucun enfant de ce nom" in text_of(desk.client.get(f"{desk.base}/reserver/?q=zzz"))


def test_month_offers_days_past_their_cutoff_too(desk):
    url = f"{desk.url}/?service={desk.canteen.service.pk}"
    text = text_of(desk.client.get(url))
    assert book(desk, LATE) in text
    assert "hors délai" in text
    assert book(desk, date(2026, 11, 30)) not in text


def test_booking_in_time_needs_no_motive_and_tells_the_family(desk):
    data = {"day": [book(desk, IN_TIME)], "act": "save", "motive": ""}
    page = desk.client.post(f"{desk.url}/valider/", data, follow=True)
    assert said(page) == ["1\u00a0jour réservé (3,50\u00a0€). La famille est prévenue."]
    assert rows(desk.martin.lea) == [(IN_TIME, "confirmed", False)]
    assert Message.objects.filter(kind="booked_by_agent").exists()


def test_booking_late_asks_a_motive_first(desk):
    data = {"day": [book(desk, LATE)], "act": "save", "motive": " "}
    refused = desk.client.post(f"{desk.url}/valider/", data)
    assert refused.status_code == 422
    assert "Indiquez un motif" in text_of(refused)
    assert rows(desk.martin.lea) == []
    desk.client.post(f"{desk.url}/valider/", data | {"motive": "Demande par téléphone"})
    assert rows(desk.martin.lea) == [(LATE, "confirmed", True)]


@pytest.mark.parametrize(("refund", "percent"), [("with", 0), ("without", 100)])
def test_cancelling_asks_a_motive_and_the_refund(desk, refund, percent):
    one = eat(desk, desk.martin.lea, IN_TIME)
    data = {"day": [f"c_{one.pk.hex}"], "act": "save", "cause": refund, "motive": ""}
    assert desk.client.post(f"{desk.url}/valider/", data).status_code == 422
    desk.client.post(f"{desk.url}/valider/", data | {"motive": "Déménagement"})
    one.refresh_from_db()
    assert (one.state, one.billed_percent) == ("cancelled", percent)


def test_a_full_day_stays_full_for_agents(desk):
    others = [families.child(desk.durand.family, f"Enfant {n}") for n in range(4)]
    for child in others:
        eat(desk, child, IN_TIME, payer=desk.durand.guardian)
    data = {"day": [book(desk, IN_TIME)], "act": "save", "motive": "Urgent"}
    page = desk.client.post(f"{desk.url}/valider/", data, follow=True)
    assert "Complet" in said(page)[0]
    assert rows(desk.martin.lea) == []


def test_another_childs_booking_or_nonsense_is_404(desk):
    other = eat(desk, desk.durand.zoe, IN_TIME, payer=desk.durand.guardian)
    for day in (f"c_{other.pk.hex}", "x", "b_1_2", "d_1"):
        answer = desk.client.post(f"{desk.url}/valider/", {"day": [day], "act": "save"})
        assert answer.status_code == 404
    other.refresh_from_db()
    assert other.state == "confirmed"
    missing = f"{desk.base}/reserver/{desk.martin.guardian.pk}/"
    assert desk.client.get(missing).status_code == 404


def test_nothing_ticked_says_so(desk):
    page = desk.client.post(f"{desk.url}/valider/", {}, follow=True)
    assert said(page) == ["Cochez au moins un jour."]


@pytest.mark.parametrize("role", ["lecteur", "regisseur", "animateur"])
def test_other_roles_do_not_book(desk, as_role, role):
    client = as_role(role)
    assert client.get(f"{desk.url}/").status_code == 403
    data = {"day": [book(desk, IN_TIME)], "act": "save"}
    assert client.post(f"{desk.url}/valider/", data).status_code == 403

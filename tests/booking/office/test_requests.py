"""*Demandes*: accepted, refused with a reason, in bulk, with or without refund (R14, R34)."""

import pytest

from booking.models import Reservation
from family.models import Message
from tests.booking.office.conftest import ask, eat, said, text_of


def rows(response):
    return response.context["rows"]


def test_list_shows_what_waits_with_days_asked_together_on_one_line(office):
    first = [ask(office, office.martin.lea, day) for day in office.days[4:7]]
    ask(office, office.durand.zoe, office.days[4], payer=office.durand.guardian)
    page = office.client.get(f"{office.base}/demandes/")
    lines = rows(page)
    assert [(line.child, line.number) for line in lines] == [("Léa Martin", 3), ("Zoé Durand", 1)]
    assert lines[0].about == "CE1, QF\u00a0850"
    assert lines[0].key == "_".join(one.id.hex for one in first)
    assert (lines[0].taken, lines[0].capacity) == (0, 2)
    by_day = office.client.get(f"{office.base}/demandes/?vue=jours")
    assert len(rows(by_day)) == 4


def test_list_is_filtered_by_service_and_kind(office):
    ask(office, office.martin.lea, office.days[4])
    eat(office, office.martin.hugo, office.days[5], state="cancel_requested")
    url = f"{office.base}/demandes/"
    assert len(rows(office.client.get(url))) == 2
    assert [r.kind for r in rows(office.client.get(url + "?demande=cancel"))] == ["cancel"]
    found = rows(office.client.get(f"{url}?service={office.care.pk}"))
    assert [r.activity for r in found] == ["Accueil du soir"]
    assert len(rows(office.client.get(url + "?service=nimporte"))) == 2


def test_accepting_a_line_confirms_its_days_and_tells_the_family(office):
    asked = [ask(office, office.martin.lea, day) for day in office.days[4:6]]
    key = "_".join(one.id.hex for one in asked)
    answer = office.client.post(
        f"{office.base}/demandes/repondre/", {"row": key, "act": "accept"}, follow=True
    )
    assert said(answer) == ["2\u00a0demandes acceptées. Les familles sont prévenues."]
    states = Reservation.objects.filter(id__in=[one.id for one in asked])
    assert {one.state for one in states} == {"confirmed"}
    assert Message.objects.filter(kind="request_accepted").exists()


def test_accepting_what_no_longer_fits_says_which_and_why(office):
    day = office.days[4]
    asked = [
        ask(office, office.martin.lea, day),
        ask(office, office.martin.hugo, day),
        ask(office, office.durand.zoe, day, payer=office.durand.guardian),
    ]
    keys = [one.id.hex for one in asked]
    answer = office.client.post(
        f"{office.base}/demandes/repondre/", {"row": keys, "act": "accept"}, follow=True
    )
    done, failed = said(answer)
    assert done.startswith("2\u00a0demandes acceptées")
    assert "Complet\u00a0: il n’y a plus de place ce jour-là." in failed
    states = Reservation.objects.filter(id__in=[one.id for one in asked])
    assert sorted(one.state for one in states) == ["confirmed", "confirmed", "requested"]


@pytest.mark.parametrize(("refund", "percent"), [("with", 0), ("without", 100)])
def test_cancellation_is_accepted_with_or_without_refund(office, refund, percent):
    one = eat(office, office.martin.lea, office.days[6], state="cancel_requested")
    data = {"row": one.id.hex, f"cause_{one.id.hex}": refund, "act": "accept"}
    office.client.post(f"{office.base}/demandes/repondre/", data)
    one.refresh_from_db()
    assert (one.state, one.billed_percent) == ("cancelled", percent)


def test_refusing_asks_a_reason_then_tells_it(office):
    one = ask(office, office.martin.lea, office.days[4])
    url = f"{office.base}/demandes"
    page = office.client.post(f"{url}/repondre/", {"row": one.id.hex, "act": "refuse"})
    assert page.status_code == 200
    assert "Refuser 1 demande" in text_of(page)
    empty = office.client.post(
        f"{url}/refuser/", {"row": one.id.hex, "usual": "other", "text": " "}
    )
    assert empty.status_code == 422
    assert "Indiquez un motif" in text_of(empty)
    one.refresh_from_db()
    assert one.state == "requested"
    reason = "Le service sera fermé ce jour-là."
    office.client.post(f"{url}/refuser/", {"row": one.id.hex, "usual": reason, "text": "Désolés."})
    one.refresh_from_db()
    assert (one.state, one.reason) == ("refused", f"{reason} Désolés.")


def test_refusing_a_cancellation_keeps_the_booking(office):
    one = eat(office, office.martin.lea, office.days[6], state="cancel_requested")
    data = {"row": one.id.hex, "usual": "other", "text": "Le repas est commandé."}
    office.client.post(f"{office.base}/demandes/refuser/", data)
    one.refresh_from_db()
    assert one.state == "confirmed"


def test_a_request_answered_meanwhile_is_not_answered_twice(office):
    one = ask(office, office.martin.lea, office.days[4], state="confirmed")
    answer = office.client.post(
        f"{office.base}/demandes/repondre/", {"row": one.id.hex, "act": "accept"}, follow=True
    )
    assert said(answer) == ["Cochez au moins une demande dans la liste."]
    bad = office.client.post(f"{office.base}/demandes/repondre/", {"row": "x", "act": "accept"})
    assert bad.status_code == 404


def test_workbook_has_a_line_a_day(office):
    ask(office, office.martin.lea, office.days[4])
    answer = office.client.get(f"{office.base}/demandes/export.xlsx")
    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("role", "reads", "answers"),
    [("lecteur", 200, 403), ("regisseur", 200, 403), ("animateur", 403, 403)],
)
def test_rights_to_read_and_answer(office, as_role, role, reads, answers):
    one = ask(office, office.martin.lea, office.days[4])
    client = as_role(role)
    page = client.get(f"{office.base}/demandes/")
    assert page.status_code == reads
    if reads == 200:
        assert "Accepter la sélection" not in text_of(page)
    data = {"row": one.id.hex, "act": "accept"}
    assert client.post(f"{office.base}/demandes/repondre/", data).status_code == answers
    one.refresh_from_db()
    assert one.state == "requested"


@pytest.mark.parametrize("number", [1, 3])
def test_list_costs_the_same_for_one_or_three(office, django_assert_max_num_queries, number):
    for day in office.days[4 : 4 + number]:
        ask(office, office.martin.lea, day)
    with django_assert_max_num_queries(14):
        office.client.get(f"{office.base}/demandes/?vue=jours")


def test_r26_a_request_asked_late_says_so_with_its_surcharge(office):
    one = ask(office, office.martin.lea, office.days[4], out_of_time=True, surcharge_cents=200)
    page = text_of(office.client.get(f"{office.base}/demandes/"))
    assert 'hors délai, supplément <span class="num">2,00 €</span>' in page
    office.client.post(f"{office.base}/demandes/repondre/", {"row": one.id.hex, "act": "accept"})
    one.refresh_from_db()
    assert (one.state, one.surcharge_cents) == ("confirmed", 200)

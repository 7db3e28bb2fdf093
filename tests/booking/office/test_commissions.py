"""The office of commissions: prepare, try, draw, read, download."""

import json
from datetime import date, timedelta

import pytest

from booking.models import Commission, Opening, Reservation
from booking.rules import allocation_record
from family.models import Message
from tests.booking.office.conftest import text_of
from tests.factories import booking

MONDAY = date(2026, 12, 14)
FORM = {
    "name": "Noël",
    "first": "2026-12-14",
    "last": "2026-12-18",
    "open_day": "2026-12-01",
    "open_at": "8:00",
    "close_day": "2026-12-05",
    "close_at": "12:00",
}


@pytest.fixture
def shared(office):
    """Léa and Zoé wish for Monday, one place."""
    office.commission = booking.commission(
        office.canteen.service, [MONDAY, MONDAY + timedelta(days=4)]
    )
    Opening.objects.filter(date=MONDAY).update(capacity=1)
    for child, adult in (
        (office.martin.lea, office.martin.guardian),
        (office.durand.zoe, office.durand.guardian),
    ):
        booking.reservation(
            child,
            office.canteen.openings[MONDAY],
            adult,
            state="requested",
            commission=office.commission,
        )
    office.mine = f"{office.base}/commissions/{office.commission.pk}"
    return office


def after(monkeypatch) -> None:
    """The window has closed."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-05T13:00")


def test_a_commission_is_prepared_and_changed_in_the_commune_s_hours(office):
    url = f"{office.base}/reglages/services/{office.canteen.service.pk}/commissions/"
    assert "Aucune commission" in text_of(office.client.get(url))
    assert office.client.post(f"{url}nouvelle/", FORM).status_code == 302
    made = Commission.objects.get()
    assert made.closes_at.isoformat() == "2026-12-05T11:00:00+00:00"
    edit = f"{office.base}/commissions/{made.pk}/modifier/"
    assert 'value="12:00"' in text_of(office.client.get(edit))
    assert office.client.post(edit, FORM | {"name": "Fêtes"}).status_code == 302
    assert "Fêtes" in text_of(office.client.get(url))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"close_day": "2026-11-01"}, "La fin des souhaits doit suivre leur début."),
        ({"close_day": "2026-12-13"}, "avant la première date limite"),
        ({"last": "2026-12-01"}, "date"),
        ({"open_at": "25:00"}, "Écrivez une heure"),
        ({"name": ""}, "Donnez un nom."),
    ],
)
def test_dates_that_make_no_sense_are_told_above_the_form(office, wrong, said):
    url = f"{office.base}/reglages/services/{office.canteen.service.pk}/commissions/nouvelle/"
    answer = office.client.post(url, FORM | wrong)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert not Commission.objects.exists()


def test_a_trial_writes_nothing_and_names_nobody(shared):
    text = text_of(shared.client.get(f"{shared.mine}/?essai=1"))
    assert "1 accordé, 1 refusé" in text
    assert "Léa" not in text
    assert {row.state for row in Reservation.objects.all()} == {"requested"}


def test_too_soon_is_said_and_changes_nothing(shared):
    answer = shared.client.post(f"{shared.mine}/attribuer/", follow=True)
    assert "jusqu’au" in text_of(answer)
    assert Commission.objects.get().state == "open"
    assert "Attribuer les places" not in text_of(shared.client.get(f"{shared.mine}/"))


def test_places_are_drawn_once_read_by_rank_and_downloaded(shared, monkeypatch):
    assert shared.client.get(f"{shared.mine}/proces-verbal.json").status_code == 404
    after(monkeypatch)
    assert "Attribuer les places" in text_of(shared.client.get(f"{shared.mine}/"))
    for _twice in range(2):
        answer = shared.client.post(f"{shared.mine}/attribuer/", follow=True)
    text = text_of(answer)
    assert "la dernière place est allée au rang 1" in text
    assert "Léa Martin" in text
    assert Message.objects.count() == 2
    record = json.loads(shared.client.get(f"{shared.mine}/proces-verbal.json").content)
    assert allocation_record.problems(record) == []
    assert shared.client.get(f"{shared.mine}/export.xlsx").status_code == 200


def test_a_commission_is_given_up_with_a_motive(shared):
    url = f"{shared.mine}/annuler/"
    assert shared.client.post(url, {"reason": ""}).status_code == 422
    assert shared.client.post(url, {"reason": "Sortie annulée"}).status_code == 302
    assert {row.state for row in Reservation.objects.all()} == {"cancelled"}


# --- found from the pages of every day ------------------------------------------------------------


def test_requests_name_the_commissions_whose_wishes_a_draw_will_answer(shared, monkeypatch):
    page = text_of(shared.client.get(f"{shared.base}/demandes/"))
    assert "Souhaits à départager" in page
    assert "2 souhaits, déposés jusqu’au" in page
    assert f"{shared.mine}/" in page
    assert f"/reglages/services/{shared.canteen.service.pk}/commissions/" in page
    assert "Souhaits à départager" not in text_of(
        shared.client.get(f"{shared.base}/demandes/?service={shared.care.pk}")
    )
    after(monkeypatch)
    assert "les places sont à attribuer" in text_of(shared.client.get(f"{shared.base}/demandes/"))
    shared.client.post(f"{shared.mine}/attribuer/")
    assert "Souhaits à départager" not in text_of(shared.client.get(f"{shared.base}/demandes/"))


def test_today_counts_a_commission_once_its_wishes_are_in(shared, monkeypatch, as_role):
    def figures(client) -> list[tuple[int, str, str]]:
        kpis = client.get(f"{shared.base}/").context["kpis"]
        return [(one.value, one.text, one.url) for one in kpis if "commission" in one.text]

    assert figures(shared.client) == []
    after(monkeypatch)
    assert figures(shared.client) == [(1, "commission à attribuer", f"{shared.mine}/")]
    booking.commission(shared.care, [MONDAY], name="Soirs")
    assert figures(shared.client) == [(2, "commissions à attribuer", f"{shared.base}/demandes/")]
    assert figures(as_role("animateur")) == []


def test_an_agent_who_may_not_draw_reads_the_commissions_without_a_link(shared, as_role):
    page = text_of(as_role("lecteur").get(f"{shared.base}/demandes/"))
    assert "Souhaits à départager" in page
    assert f"{shared.mine}/" not in page

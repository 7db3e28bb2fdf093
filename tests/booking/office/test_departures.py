"""*Départs tardifs*: noted with the price said, corrected, refused in words (R33)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import AbsencePolicy, Attendance
from family.models import AuditEvent
from tests.booking.office.conftest import eat, said, text_of
from tests.factories import booking

MONDAY = date(2026, 11, 30)


@pytest.fixture
def sheet(office):
    """Léa and Hugo came to the canteen on Monday, until 14:00; five minutes are tolerated."""
    AbsencePolicy.objects.create(
        service=office.canteen.service,
        pickup_tolerance=5,
        pickup_cents=250,
        pickup_then_cents=500,
        pickup_then_from=3,
    )
    for child in office.martin.children:
        come(office, child)
    office.url = f"{office.base}/pointage/{office.canteen.service.pk}/departs/"
    return office


def come(office, child, state="present"):
    eat(office, child, MONDAY)
    return Attendance.objects.create(
        child=child,
        activity=office.canteen.meal,
        date=MONDAY,
        opening=office.canteen.openings[MONDAY],
        state=state,
        noted_at=booking.BEFORE,
        noted_by_uid=office.martin.guardian.pk,
    )


def left(office, child, at="14:20", **more):
    return {
        "jour": "2026-11-30",
        "child": str(child.pk),
        "left_at": at,
        "left_with": "sa mère",
    } | more


def test_r33_the_page_says_the_rule_in_words(sheet):
    text = text_of(sheet.client.get(sheet.url, {"jour": "2026-11-30"}))
    assert "L’accueil finit à 14:00. Retard toléré : 5 min. Au-delà, 2,50 € par tranche" in text
    assert "5,00 € à partir du 3e retard de l’année scolaire" in text
    assert "Martin Hugo" in text


def test_r33_a_departure_is_noted_with_its_price_and_who_and_when(sheet):
    page = sheet.client.post(sheet.url, left(sheet, sheet.martin.lea), follow=True)
    assert said(page) == [
        "Départ noté à 14:20, 20\u00a0min de retard\u00a0: 5,00\u00a0€. "
        "Ce supplément est ajouté à la clôture de la journée."
    ]
    assert "avec sa mère" in text_of(page)
    mark = Attendance.objects.get(child=sheet.martin.lea)
    assert (mark.left_at, mark.left_with, mark.pickup_cents) == (time(14, 20), "sa mère", 500)
    event = AuditEvent.objects.get(verb="departure.noted")
    assert (event.family_uid, event.actor_uid) == (sheet.martin.family.pk, sheet.nadia.account.pk)
    day = text_of(sheet.client.get(sheet.url.replace("departs/", "") + "?jour=2026-11-30"))
    assert "parti à 14:20" in day


def test_within_the_tolerance_it_costs_nothing_and_can_be_erased(sheet):
    page = sheet.client.post(sheet.url, left(sheet, sheet.martin.lea, "14:05"), follow=True)
    assert said(page) == ["Départ noté à 14:05, 5\u00a0min de retard\u00a0: sans supplément."]
    erased = {"jour": "2026-11-30", "child": str(sheet.martin.lea.pk), "act": "erase"}
    assert said(sheet.client.post(sheet.url, erased, follow=True)) == ["Le départ est effacé."]
    assert not Attendance.objects.filter(left_at__isnull=False).exists()


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"left_at": "11:00"}, "précède le début de l’accueil (12:00)"),
        ({"left_at": ""}, "Indiquez l’heure du départ"),
        ({"left_at": "26:90"}, "Écrivez une heure"),
        ({"child": ""}, "Choisissez un enfant"),
        ({"child": "x"}, "n’a pas été pointé présent"),
        ({"jour": "2026-12-01"}, "n’a pas été pointé présent"),
    ],
)
def test_a_departure_that_cannot_be_is_refused_in_words(sheet, more, says):
    answer = sheet.client.post(sheet.url, left(sheet, sheet.martin.lea) | more)
    assert answer.status_code == 422
    assert says in text_of(answer)
    assert not Attendance.objects.filter(left_at__isnull=False).exists()


def test_a_departure_before_the_arrival_or_to_come_is_refused(sheet):
    Attendance.objects.filter(child=sheet.martin.lea).update(arrived_at=time(13))
    early = sheet.client.post(sheet.url, left(sheet, sheet.martin.lea, "12:30"))
    assert "précède l’arrivée (13:00)" in text_of(early)
    booking.opening(sheet.canteen.meal, date(2026, 12, 2))
    Attendance.objects.update(date=date(2026, 12, 1))
    to_come = sheet.client.post(sheet.url, left(sheet, sheet.martin.hugo, jour="2026-12-01"))
    assert "pas encore passée" in text_of(to_come)


def test_another_familys_absent_child_is_not_offered(sheet):
    come(sheet, sheet.durand.zoe, "absent")
    assert "Zoé" not in text_of(sheet.client.get(sheet.url, {"jour": "2026-11-30"}))
    assert sheet.client.post(sheet.url, left(sheet, sheet.durand.zoe)).status_code == 422
    gone = left(sheet, sheet.durand.zoe) | {"act": "erase", "child": str(sheet.nadia.account.pk)}
    assert sheet.client.post(sheet.url, gone).status_code == 404


def test_a_closed_day_is_read_but_not_changed(sheet):
    sheet.client.post(sheet.url, left(sheet, sheet.martin.lea))
    close = sheet.url.replace("departs/", "cloturer/") + "?jour=2026-11-30"
    sheet.client.post(close, {"rest": "keep"})
    page = text_of(sheet.client.get(sheet.url, {"jour": "2026-11-30"}))
    assert "La journée est close" in page
    assert "Noter le départ" not in page
    answer = sheet.client.post(sheet.url, left(sheet, sheet.martin.lea, "14:50"))
    assert answer.status_code == 422
    assert "rouvrez-la" in text_of(answer)
    assert Attendance.objects.get(child=sheet.martin.lea).pickup_cents == 500


def statements(office, url):
    with CaptureQueriesContext(connection) as found:
        office.client.get(url)
    return len(found)


def test_a1_departures_cost_the_day_sheet_no_statement(sheet):
    day = sheet.url.replace("departs/", "") + "?jour=2026-11-30"
    page = sheet.url + "?jour=2026-11-30"
    sheet.client.get(day)
    before = statements(sheet, day), statements(sheet, page)
    for child in sheet.martin.children:
        sheet.client.post(sheet.url, left(sheet, child))
        sheet.client.get(day)
        assert (statements(sheet, day), statements(sheet, page)) == before


@pytest.mark.parametrize(("role", "status"), [("animateur", 200), ("lecteur", 403)])
def test_rights_to_note_a_departure(sheet, as_role, role, status):
    client = as_role(role)
    assert client.get(sheet.url).status_code == status
    posted = client.post(sheet.url, left(sheet, sheet.martin.lea)).status_code
    assert posted == (302 if status == 200 else 403)

"""*Pointage*: taps, the whole form, unbooked children, closing and opening again (R45–R48)."""

from datetime import date

import pytest

from booking.models import Attendance, DayClosure
from booking.office.sheet_rows import key_of
from tests.booking.office.conftest import TODAY, eat, said, text_of
from tests.factories import booking, families


@pytest.fixture
def sheet(office):
    """Léa and Hugo Martin and Zoé Durand eat today."""
    eat(office, office.martin.lea, TODAY)
    eat(office, office.martin.hugo, TODAY)
    eat(office, office.durand.zoe, TODAY, payer=office.durand.guardian)
    office.url = f"{office.base}/pointage/{office.canteen.service.pk}"
    return office


def mark(office, child, state="p"):
    return {key_of(child.pk, office.canteen.meal.pk): state, "jour": "2026-12-01"}


def seen(office):
    return dict(Attendance.objects.values_list("child__first_name", "state"))


def test_index_leads_to_each_service_of_the_day(sheet):
    text = text_of(sheet.client.get(f"{sheet.base}/pointage/"))
    assert "Repas : 3 attendus" in text
    assert f"{sheet.url}/?jour=2026-12-01" in text


def test_sheet_lists_expected_children_by_name(sheet):
    text = text_of(sheet.client.get(f"{sheet.url}/"))
    places = [text.index(name) for name in ("Durand Zoé", "Martin Hugo", "Martin Léa")]
    assert places == sorted(places)
    assert "3 à pointer" in text


def test_one_tap_with_htmx_writes_and_answers_the_totals(sheet):
    page = sheet.client.post(
        f"{sheet.url}/noter/", mark(sheet, sheet.martin.lea), HTTP_HX_REQUEST="true"
    )
    assert page.status_code == 200
    assert 'id="totals"' in text_of(page)
    assert "2 à pointer" in text_of(page)
    assert seen(sheet) == {"Léa": "present"}
    sheet.client.post(
        f"{sheet.url}/noter/", mark(sheet, sheet.martin.lea, ""), HTTP_HX_REQUEST="true"
    )
    assert seen(sheet) == {}


def test_whole_form_without_javascript_writes_what_changed(sheet):
    data = mark(sheet, sheet.martin.lea) | mark(sheet, sheet.martin.hugo, "j")
    page = sheet.client.post(f"{sheet.url}/noter/", data, follow=True)
    assert said(page) == ["2\u00a0présences enregistrées."]
    assert seen(sheet) == {"Léa": "present", "Hugo": "justified"}


def test_all_present_marks_only_who_is_not_pointed(sheet):
    sheet.client.post(f"{sheet.url}/noter/", mark(sheet, sheet.martin.lea, "a"))
    sheet.client.post(f"{sheet.url}/noter/", {"act": "all_present", "jour": "2026-12-01"})
    assert seen(sheet) == {"Léa": "absent", "Hugo": "present", "Zoé": "present"}


def test_a_child_without_booking_is_added_and_told_apart(sheet):
    tom = families.child(sheet.martin.family, "Tom")
    booking.registration(tom, sheet.canteen.service)
    page = text_of(sheet.client.get(f"{sheet.url}/ajouter/?jour=2026-12-01&q=tom"))
    assert "Martin Tom" in page
    sheet.client.post(f"{sheet.url}/noter/", mark(sheet, tom))
    assert "sans réservation" in text_of(sheet.client.get(f"{sheet.url}/"))


@pytest.mark.parametrize(
    "bad",
    [
        {"0" * 38: "p"},
        {"x" * 38: "p"},
        {"jour": "hier"},
    ],
)
def test_unknown_marks_and_days_are_404_and_write_nothing(sheet, bad):
    data = {"jour": "2026-12-01"} | bad
    assert sheet.client.post(f"{sheet.url}/noter/", data).status_code == 404
    assert seen(sheet) == {}


def test_another_towns_child_is_404(sheet, communes):
    foreign = mark(sheet, sheet.martin.family)
    assert sheet.client.post(f"{sheet.url}/noter/", foreign).status_code == 404


def test_a_day_to_come_is_read_but_not_pointed(sheet):
    page = text_of(sheet.client.get(f"{sheet.url}/?jour=2026-12-03"))
    assert "n’est pas encore arrivée" in page
    data = mark(sheet, sheet.martin.lea) | {"jour": "2026-12-03"}
    assert sheet.client.post(f"{sheet.url}/noter/", data).status_code == 400
    assert seen(sheet) == {}


def test_filters_by_group_and_letter_keep_their_rows(sheet):
    big = [booking.group(sheet.canteen.service, name) for name in ("Petits", "Grands")]
    day = date(2026, 12, 4)
    opening = booking.opening(sheet.canteen.meal, day, group=big[0])
    booking.reservation(sheet.martin.lea, opening, sheet.martin.guardian)
    eat(sheet, sheet.martin.hugo, day)
    text = text_of(sheet.client.get(f"{sheet.url}/?jour={day}&groupe={big[0].pk}"))
    assert "Martin Léa" in text
    assert "Martin Hugo" not in text


def test_closing_lists_who_is_not_pointed_and_asks_what_to_do(sheet):
    sheet.client.post(f"{sheet.url}/noter/", mark(sheet, sheet.martin.lea))
    url = f"{sheet.url}/cloturer/?jour=2026-12-01"
    text = text_of(sheet.client.get(url))
    assert "2 présences ne sont pas pointées" in text
    assert "Durand Zoé" in text
    assert "Martin Léa" not in text
    assert sheet.client.post(url, {}).status_code == 422
    assert not DayClosure.objects.exists()
    sheet.client.post(url, {"rest": "absent"})
    assert seen(sheet) == {"Léa": "present", "Hugo": "absent", "Zoé": "absent"}
    assert DayClosure.objects.filter(service=sheet.canteen.service, date=TODAY).exists()


def test_a_closed_day_is_frozen_until_reopened_with_a_motive(sheet):
    sheet.client.post(f"{sheet.url}/cloturer/?jour=2026-12-01", {"rest": "keep"})
    page = sheet.client.post(f"{sheet.url}/noter/", mark(sheet, sheet.martin.lea), follow=True)
    assert said(page)[-1] == "La journée est close\u00a0: rouvrez-la d’abord."
    assert seen(sheet) == {}
    url = f"{sheet.url}/rouvrir/?jour=2026-12-01"
    empty = sheet.client.post(url, {"motive": ""})
    assert empty.status_code == 422
    assert "Indiquez pourquoi" in text_of(empty)
    sheet.client.post(url, {"motive": "Oubli"})
    assert not DayClosure.objects.exists()


def test_a_day_to_come_cannot_be_closed(sheet):
    page = sheet.client.post(f"{sheet.url}/cloturer/?jour=2026-12-03", follow=True)
    assert said(page) == ["Cette journée n’est pas encore passée."]


def test_roster_and_workbook_hold_every_child(sheet):
    assert "Martin Léa" in text_of(sheet.client.get(f"{sheet.url}/imprimer/"))
    assert sheet.client.get(f"{sheet.url}/export.xlsx").content[:2] == b"PK"


@pytest.mark.parametrize(
    ("role", "reads", "points", "exports"),
    [("animateur", 200, 302, 403), ("lecteur", 200, 403, 403), ("regisseur", 200, 403, 200)],
)
def test_rights_to_read_point_and_export(sheet, as_role, role, reads, points, exports):
    client = as_role(role)
    assert client.get(f"{sheet.url}/").status_code == reads
    data = mark(sheet, sheet.martin.lea)
    assert client.post(f"{sheet.url}/noter/", data).status_code == points
    assert client.get(f"{sheet.url}/export.xlsx").status_code == exports
    closing = client.get(f"{sheet.url}/cloturer/?jour=2026-12-01").status_code
    assert closing == (200 if role == "animateur" else 403)


@pytest.mark.parametrize("number", [1, 3])
def test_sheet_costs_the_same_for_one_or_three(office, django_assert_max_num_queries, number):
    for child in (office.martin.lea, office.martin.hugo, office.durand.zoe)[:number]:
        eat(office, child, TODAY)
    with django_assert_max_num_queries(16):
        office.client.get(f"{office.base}/pointage/{office.canteen.service.pk}/")


def test_names_cannot_write_into_the_page(sheet):
    child = families.child(sheet.martin.family, "<b>Tom</b>", last_name='"><script>')
    eat(sheet, child, TODAY)
    text = text_of(sheet.client.get(f"{sheet.url}/"))
    assert "<b>Tom" not in text
    assert "&lt;script&gt;" in text

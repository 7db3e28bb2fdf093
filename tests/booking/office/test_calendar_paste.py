"""Holidays of Corsica and overseas, pasted: read back, ticked, then the commune's own (R7)."""

from typing import Any

import pytest

from booking.models import CalendarEntry
from family.models import AuditEvent
from tests.booking.office.conftest import said, text_of
from tests.booking.office.test_look import check, look, opened  # noqa: F401 - a fixture

REUNION = """Vacances d’octobre : 10/10/2026 – 26/10/2026
Été austral : du samedi 19 décembre 2026 au lundi 1er février 2027
Hiver : 30/02/2027 – 08/03/2027
"""
OCTOBER, SUMMER = "20261010-20261026", "20261219-20270201"


@pytest.fixture
def url(office):
    return f"{office.base}/reglages/calendrier/coller/"


def form(**changes):
    return {"text": REUNION, "second": "back", "act": "read"} | changes


def entries():
    return [
        (one.kind, one.name, f"{one.starts_on}", f"{one.ends_on}")
        for one in CalendarEntry.objects.order_by("starts_on")
    ]


def test_lines_are_read_back_in_words_and_nothing_is_written(office, url):
    page = text_of(office.client.post(url, form()))
    assert "du samedi 10 octobre au dimanche 25 octobre 2026 · 16 jours" in page
    assert "du samedi 19 décembre 2026 au dimanche 31 janvier 2027 · 44 jours" in page
    assert "Ligne 3 : Hiver : 30/02/2027 – 08/03/2027" in page
    assert "Le 30/02/2027 n’existe pas." in page
    assert "1 ligne à corriger : elle ne sera pas ajoutée." in page
    assert entries() == []


def test_ticked_lines_become_the_communes_own(office, url):
    done = office.client.post(url, form(act="save", row=[SUMMER]), follow=True)
    assert said(done) == ["1\u00a0période de vacances ajoutée au calendrier."]
    assert entries() == [("holiday", "Été austral", "2026-12-19", "2027-02-01")]
    assert AuditEvent.objects.get(verb="calendar.filled")
    both = office.client.post(url, form(act="save", row=[OCTOBER]), follow=True)
    assert said(both) == ["1\u00a0période de vacances ajoutée au calendrier."]
    again = office.client.post(url, form())
    assert text_of(again).count("Déjà au calendrier") == 2
    assert 'value="save"' not in text_of(again)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " \n "}, "Collez au moins une ligne."),
        ({"text": "Hiver : 13/02/2027\n" * 41}, "collez une année à la fois"),
        ({"second": "x"}, "Choisissez une réponse."),
        ({"act": "save"}, "Cochez au moins une ligne."),
        ({"act": "save", "second": "last", "row": [OCTOBER]}, "Le texte a changé"),
        ({"act": "save", "row": ["'; --"]}, "Le texte a changé"),
    ],
)
def test_what_means_nothing_is_said_and_nothing_is_lost(office, url, changes, sentence):
    bad = office.client.post(url, form(**changes))
    assert bad.status_code == 422
    assert sentence in text_of(bad)
    if "text" not in changes:
        assert "Été austral" in text_of(bad)
    assert entries() == []


def test_holidays_with_other_dates_are_told_and_not_ticked(office, url):
    CalendarEntry.objects.create(
        kind="holiday", name="Octobre", starts_on="2026-10-12", ends_on="2026-10-20"
    )
    page = text_of(office.client.post(url, form()))
    assert "chevauche « Octobre », déjà au calendrier" in page
    assert page.count(" checked") == 2  # the radio button and the other line


@pytest.mark.parametrize("zone", ["Corse", "", "A"])
def test_calendar_leads_there_where_the_zone_is_not_published(office, url, zone):
    type(office.commune).objects.filter(pk=office.commune.pk).update(school_zone=zone)
    page = text_of(office.client.get(f"{office.base}/reglages/calendrier/"))
    assert ("Coller les dates de votre académie" in page) is (zone != "A")
    filled = text_of(office.client.get(f"{office.base}/reglages/calendrier/remplir/"))
    assert ("Collez celles de votre académie" in filled) is (zone != "A")


@pytest.mark.browser
@pytest.mark.slow
def test_pasting_is_accessible(opened: Any) -> None:  # noqa: F811
    path = "/reglages/calendrier/coller/"
    look(opened, "calendar-paste", path)
    for width in (390, 1280):
        opened.set_viewport_size({"width": width, "height": 844})
        opened.goto(f"{opened.base}{path}")
        opened.fill("[name=text]", REUNION)
        opened.keyboard.press("Tab")
        opened.get_by_role("button", name="Vérifier les dates").press("Enter")
        opened.get_by_text("Ce qui a été lu").wait_for()
        opened.screenshot(
            path=f"screenshots/booking_office/calendar-pasted-{width}.png", full_page=True
        )
        check(opened, f"pasted-{width}", width, ("light", "dark"))
    opened.get_by_role("button", name="Ajouter au calendrier").press("Enter")
    opened.get_by_text("1\u00a0période de vacances ajoutée").wait_for()
    assert opened.bad == [], "\n".join(map(str, opened.bad))

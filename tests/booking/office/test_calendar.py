"""The calendar's page: for whom a closure is, what it cancels, what undoing gives back."""

from datetime import date
from typing import Any

import pytest

from booking.models import CalendarEntry, Reservation
from booking.operations.setup import calendar
from booking.operations.setup.calendar import Scope
from family.models import Schooling
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tests.booking.office.conftest import eat, said, text_of
from tests.booking.office.test_look import check, look, opened  # noqa: F401 - a fixture
from tests.factories import booking
from tests.factories.invoicing import AGENT

DAY = date(2026, 12, 10)


@pytest.fixture
def url(office):
    return f"{office.base}/reglages/calendrier"


def form(**changes):
    return {
        "kind": "closure",
        "name": "Sortie au musée",
        "service": "",
        "whom": "",
        "first": DAY,
        "last": DAY,
    } | changes


def test_class_is_chosen_from_those_of_the_year_and_only_it_is_cancelled(office, url):
    Schooling.objects.filter(child=office.martin.hugo).update(class_name="Mme Blanc")
    eat(office, office.martin.lea, DAY)
    eat(office, office.martin.hugo, DAY)
    value = f"c:{office.school.pk}:Mme Roux"
    page = office.client.get(f"{url}/ajouter/")
    assert f'value="{value}"' in text_of(page)
    asked = office.client.post(f"{url}/ajouter/", form(whom=value))
    assert "1 réservation sera annulée sans frais, et 1 famille sera prévenue." in text_of(asked)
    office.client.post(f"{url}/ajouter/", form(whom=value, confirmed="1"))
    assert Reservation.objects.get(state="cancelled").child_id == office.martin.lea.pk
    assert "Mme Roux, École Jules-Ferry seulement" in text_of(office.client.get(f"{url}/"))


def test_undoing_says_first_what_comes_back_then_says_what_did(office, url):
    eat(office, office.martin.lea, DAY)
    office.client.post(f"{url}/ajouter/", form(name="Grève", confirmed="1"))
    entry = CalendarEntry.objects.get()
    page = office.client.get(f"{url}/{entry.pk}/retirer/")
    assert "1 réservation annulée par cette fermeture revient à 1 famille" in text_of(page)
    assert Reservation.objects.get().state == "cancelled"
    done = office.client.post(f"{url}/{entry.pk}/retirer/", follow=True)
    assert said(done) == [
        "«\u00a0Grève\u00a0» est retiré. 1\u00a0réservation rétablie. Les familles sont prévenues."
    ]
    assert Reservation.objects.filter(state="confirmed").count() == 1
    assert office.client.get(f"{url}/{entry.pk}/retirer/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "holiday", "whom": "s"}, "Seule une fermeture peut ne concerner qu’un groupe"),
        ({"whom": "g", "service": "care"}, "Ce groupe n’est pas de ce service."),
        ({"whom": "c:nobody:CE1"}, "Choisissez dans la liste."),
        ({"kind": "party"}, "Choisissez dans la liste."),
    ],
)
def test_choice_that_means_nothing_is_said_and_changes_nothing(office, url, changes, sentence):
    group = booking.group(office.canteen.service)
    given = {"s": f"s:{office.school.pk}", "g": f"g:{group.pk}", "care": str(office.care.pk)}
    bad = office.client.post(
        f"{url}/ajouter/", form(**{key: given.get(value, value) for key, value in changes.items()})
    )
    assert bad.status_code == 422
    assert sentence in text_of(bad)
    assert not CalendarEntry.objects.exists()


def test_made_up_school_day_is_added_and_taken_out(office, url):
    office.client.post(f"{url}/ajouter/", form(kind="school_day", name="Samedi de classe"))
    assert "Jour d’école" in text_of(office.client.get(f"{url}/"))
    entry = CalendarEntry.objects.get()
    assert "Ces jours compteront à nouveau" in text_of(
        office.client.get(f"{url}/{entry.pk}/retirer/")
    )
    office.client.post(f"{url}/{entry.pk}/retirer/")
    assert not CalendarEntry.objects.exists()


@pytest.mark.browser
@pytest.mark.slow
def test_calendar_pages_are_accessible(opened: Any, now: Any) -> None:  # noqa: F811
    made = opened.made
    with commune_scope(made.commune):
        Schooling.objects.filter(child=made.martin.lea).update(class_name="CE1 A")
        entry = calendar.add_entry(
            "closure",
            "Sortie au musée de la Résistance",
            DateRange.inclusive(made.days[6], made.days[6]),
            by=AGENT,
            now=now,
            scope=Scope(school=made.school, class_name="CE1 A"),
        )
        calendar.add_entry(
            "school_day",
            "Samedi de classe",
            DateRange.inclusive(date(2026, 12, 12), date(2026, 12, 12)),
            by=AGENT,
            now=now,
        )
    look(opened, "calendar", "/reglages/calendrier/")
    look(opened, "calendar-add", "/reglages/calendrier/ajouter/")
    look(opened, "calendar-remove", f"/reglages/calendrier/{entry.pk}/retirer/")
    opened.goto(f"{opened.base}/reglages/calendrier/ajouter/")
    opened.fill("[name=name]", "Grève")
    opened.fill("[name=first]", "2026-12-01")
    opened.fill("[name=last]", "2026-12-01")
    opened.click("main form.form button.primary")
    opened.screenshot(path="screenshots/booking_office/calendar-confirm.png", full_page=True)
    check(opened, "confirm", 1280)
    assert opened.bad == [], "\n".join(map(str, opened.bad))

"""Set-up: services, calendar, openings, deadlines, tariffs, registrations, in plain words."""

from datetime import date, time

import pytest

from booking.models import (
    Activity,
    CalendarEntry,
    Opening,
    Registration,
    Reservation,
    Service,
    Tariff,
)
from family.models import Message
from tests.booking.office.conftest import eat, said, text_of
from tests.factories import booking, families

SERVICE = {
    "name": "Accueil du matin",
    "kind": "care",
    "billing": "monthly",
    "booking_answer": "auto",
    "cancel_answer": "auto",
    "refund_default": "with",
    "position": "3",
    "is_active": "on",
}
DAY = date(2026, 12, 10)


@pytest.fixture
def setup(office):
    office.url = f"{office.base}/reglages"
    office.mine = f"{office.url}/services/{office.canteen.service.pk}"
    return office


def test_index_says_what_each_service_lacks(setup):
    empty = booking.service("Ludothèque", kind="other")
    text = text_of(setup.client.get(f"{setup.url}/"))
    assert "Il manque : une prestation" in text
    assert str(empty.pk) in text
    page = text_of(setup.client.get(f"{setup.url}/services/{empty.pk}/"))
    assert "il reste 6 étapes" in page


def test_service_is_made_and_a_taken_name_is_refused(setup):
    url = f"{setup.url}/services/nouveau/"
    assert setup.client.post(url, SERVICE).status_code == 302
    assert Service.objects.get(name="Accueil du matin").kind == "care"
    again = setup.client.post(url, SERVICE)
    assert again.status_code == 422
    assert "Ce nom est déjà pris." in text_of(again)
    assert Service.objects.filter(name="Accueil du matin").count() == 1


def test_service_is_changed_and_a_wrong_choice_is_refused(setup):
    changed = SERVICE | {"name": "Cantine", "phone": "01 02 03 04 05"}
    setup.client.post(f"{setup.mine}/modifier/", changed)
    assert Service.objects.get(pk=setup.canteen.service.pk).phone == "01 02 03 04 05"
    late = changed | {"late_requests": "on", "late_surcharge_cents": "2,50"}
    setup.client.post(f"{setup.mine}/modifier/", late)
    service = Service.objects.get(pk=setup.canteen.service.pk)
    assert (service.late_requests, service.late_surcharge_cents) == (True, 250)
    for wrong in ("beaucoup", "-1", "99999"):
        answer = setup.client.post(
            f"{setup.mine}/modifier/", late | {"late_surcharge_cents": wrong}
        )
        assert answer.status_code == 422
    bad = setup.client.post(f"{setup.mine}/modifier/", changed | {"billing": "troc"})
    assert bad.status_code == 422
    assert Service.objects.get(pk=setup.canteen.service.pk).billing == "monthly"


def test_activity_and_group_are_made_and_hours_checked(setup):
    data = {
        "name": "Goûter",
        "care": "meal",
        "starts_at": "16:00",
        "ends_at": "16:30",
        "position": 0,
    }
    bad = setup.client.post(f"{setup.mine}/prestation/", data | {"ends_at": "15:00"})
    assert bad.status_code == 422
    assert "L’heure de fin doit suivre l’heure de début." in text_of(bad)
    setup.client.post(f"{setup.mine}/prestation/", data)
    made = Activity.objects.get(name="Goûter")
    assert (made.short_name, made.starts_at) == ("Goûter", time(16))
    setup.client.post(f"{setup.mine}/groupe/", {"name": "Petits", "position": 0})
    assert setup.canteen.service.groups.filter(name="Petits").exists()


def test_calendar_is_filled_once_from_the_official_zone(setup):
    commune = setup.commune
    commune.school_zone = "C"
    commune.save()
    url = f"{setup.url}/calendrier/remplir/?annee=2026"
    page = setup.client.get(url)
    assert "Vacances de Noël" in text_of(page)
    keys = [row[0] for row in page.context["rows"]]
    setup.client.post(url, {"row": keys})
    made = CalendarEntry.objects.count()
    assert made == len(keys)
    noel = CalendarEntry.objects.get(name="Vacances de Noël")
    assert (noel.starts_on, noel.ends_on) == (date(2026, 12, 19), date(2027, 1, 4))
    setup.client.post(url, {"row": keys})
    assert CalendarEntry.objects.count() == made


def test_the_official_calendar_has_the_public_holidays_of_the_place(setup):
    """R20: an agent of Strasbourg ticks Good Friday; without a postcode, it is told."""
    url = f"{setup.url}/calendrier/remplir/?annee=2026"
    before = text_of(setup.client.get(url))
    setup.client.post(
        f"{setup.base}/commune/", {"accent": setup.commune.accent, "postcode": "67000"}
    )

    after = text_of(setup.client.get(url))

    assert "Vendredi saint" not in before
    assert "Le code postal de la commune n’est pas connu" in before
    assert "Vendredi saint" in after
    assert "jours fériés du département 67" in after


def test_closure_on_booked_days_is_confirmed_with_their_number(setup):
    one = eat(setup, setup.martin.lea, DAY)
    url = f"{setup.url}/calendrier/ajouter/"
    data = {"kind": "closure", "name": "Grève", "service": "", "first": DAY, "last": DAY}
    asked = setup.client.post(url, data)
    assert "1 réservation sera annulée" in text_of(asked)
    assert not CalendarEntry.objects.exists()
    setup.client.post(url, data | {"confirmed": "1"})
    one.refresh_from_db()
    assert (one.state, one.billed_percent) == ("cancelled", 0)
    assert Message.objects.filter(kind="service_closed").exists()
    entry = CalendarEntry.objects.get()
    setup.client.post(f"{setup.url}/calendrier/{entry.pk}/retirer/")
    assert not CalendarEntry.objects.exists()


def test_closure_with_its_end_before_its_start_is_refused(setup):
    data = {"kind": "closure", "name": "Pont", "first": DAY, "last": date(2026, 12, 1)}
    bad = setup.client.post(f"{setup.url}/calendrier/ajouter/", data)
    assert bad.status_code == 422
    assert "La fin doit suivre le début." in text_of(bad)
    assert not CalendarEntry.objects.exists()


def year(setup, **changed):
    key = f"{setup.canteen.meal.pk.hex}_tous"
    return {
        "first": "2027-01-04",
        "last": "2027-01-17",
        "weekdays": ["0", "1"],
        "kinds": ["school"],
        f"open_{key}": "on",
        f"places_{key}": "60",
    } | changed


def test_a_year_is_opened_in_one_form_after_a_look(setup):
    CalendarEntry.objects.create(
        kind="public_holiday", name="Férié", starts_on=date(2027, 1, 5), ends_on=date(2027, 1, 6)
    )
    url = f"{setup.mine}/ouvertures/ouvrir/"
    look = setup.client.post(url, year(setup, act="check"))
    assert "Ouvrir 3 jours" in text_of(look)
    assert not Opening.objects.filter(date__gte=date(2027, 1, 1)).exists()
    setup.client.post(url, year(setup, act="open"))
    made = Opening.objects.filter(date__gte=date(2027, 1, 1))
    assert sorted(one.date.day for one in made) == [4, 11, 12]
    assert {one.capacity for one in made} == {60}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weekdays": []}, "Choisissez au moins un jour."),
        ({"last": "2027-01-01"}, "La fin doit suivre le début."),
        ({"kinds": ["holiday"], "act": "open"}, "Aucun jour ne correspond à ce choix."),
    ],
)
def test_a_year_that_cannot_be_is_refused(setup, changed, sentence):
    before = Opening.objects.count()
    page = setup.client.post(f"{setup.mine}/ouvertures/ouvrir/", year(setup, **changed))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert Opening.objects.count() == before


def test_places_change_but_never_below_what_is_taken(setup):
    eat(setup, setup.martin.lea, DAY)
    eat(setup, setup.martin.hugo, DAY)
    opening = setup.canteen.openings[DAY]
    url = f"{setup.mine}/ouvertures/changer/"
    data = {"row": [opening.pk], "mois": "2026-12", "act": "places"}
    setup.client.post(url, data | {"capacity": "30"})
    opening.refresh_from_db()
    assert opening.capacity == 30
    page = setup.client.post(url, data | {"capacity": "1"}, follow=True)
    assert "gardez au moins 2\u00a0places" in said(page)[-1]
    bad = setup.client.post(url, data | {"capacity": "beaucoup"}, follow=True)
    assert "Écrivez un nombre de places" in said(bad)[-1]
    opening.refresh_from_db()
    assert opening.capacity == 30
    foreign = data | {"row": [setup.evenings[DAY].pk], "capacity": "3"}
    assert setup.client.post(url, foreign).status_code == 404


def test_a_day_is_closed_and_its_bookings_cancelled_free(setup):
    one = eat(setup, setup.martin.lea, DAY)
    url = f"{setup.mine}/ouvertures/fermer/?jour={DAY}"
    assert "1 réservation sera annulée" in text_of(setup.client.get(url))
    assert setup.client.post(url, {"reason": ""}).status_code == 422
    setup.client.post(url, {"reason": "Panne de chauffage"})
    one.refresh_from_db()
    assert (one.state, one.billed_percent) == ("cancelled", 0)


def lines(*rows, **version):
    data = {"t-TOTAL_FORMS": len(rows), "t-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {
            f"t-{number}-{name}": value
            for name, value in zip(("name", "low", "high", "price", "outside"), row, strict=True)
        }
    defaults = {"name": "Tarifs 2027", "starts_on": "2027-01-01", "unknown_quotient": "top"}
    return data | defaults | version


def test_tariff_is_typed_in_euros_and_ends_the_former_one(setup):
    url = f"{setup.url}/prestations/{setup.canteen.meal.pk}/tarif/"
    data = lines(
        ("A", "0", "650,50", "2,20", ""),
        ("B", "650,50", "", "3,70", "5"),
        ("", "", "", "", ""),
        deliberation="DEL-2026-042",
    )
    setup.client.post(url, data)
    made = Tariff.objects.get(name="Tarifs 2027")
    found = list(made.brackets.values_list("low_hundredths", "high_hundredths", "price_cents"))
    assert found == [(0, 65_050, 220), (65_050, None, 370)]
    assert made.brackets.get(name="B").non_resident_price_cents == 500
    former = Tariff.objects.exclude(pk=made.pk).get(activity=setup.canteen.meal)
    assert former.ends_on == date(2027, 1, 1)
    text = text_of(setup.client.get(f"{setup.mine}/tarifs/"))
    assert "DEL-2026-042" in text
    assert "À venir" in text


@pytest.mark.parametrize(
    ("rows", "version", "sentence"),
    [
        ([("A", "0", "400", "2", ""), ("B", "500", "", "3", "")], {}, "de 400 à moins de 500"),
        ([("A", "0", "500", "2", ""), ("B", "400", "", "3", "")], {}, "se chevauchent"),
        ([("A", "0", "", "gratuit", "")], {}, "n’est pas un montant en euros"),
        ([("A", "0", "", "", "")], {}, "Indiquez un prix"),
        ([("A", "", "", "3", "")], {}, "0 pour la première"),
        ([("A", "0", "", "3", "")], {"starts_on": "2026-09-01"}, "Une grille commence déjà"),
        ([("", "", "", "", "")], {}, "au moins une tranche"),
    ],
)
def test_a_grid_with_a_hole_or_in_the_past_is_refused(setup, rows, version, sentence):
    url = f"{setup.url}/prestations/{setup.canteen.meal.pk}/tarif/"
    page = setup.client.post(url, lines(*rows, **version))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert Tariff.objects.filter(activity=setup.canteen.meal).count() == 1


def test_a_class_is_registered_at_once_and_twice_changes_nothing(setup):
    service = booking.service("Étude")
    url = f"{setup.url}/services/{service.pk}/inscriptions/ajouter/"
    page = setup.client.get(f"{url}?niveau=CE1&classe=Mme Roux")
    assert [one.name for one in page.context["pupils"]] == [
        "Durand Zoé",
        "Martin Hugo",
        "Martin Léa",
    ]
    data = {
        "child": [one.id for one in page.context["pupils"]],
        "first": "2026-12-01",
        "last": "2027-07-03",
    }
    done = setup.client.post(url, data, follow=True)
    assert said(done) == ["3\u00a0enfants inscrits."]
    again = setup.client.post(url, data, follow=True)
    assert said(again)[-1] == "3\u00a0enfants l’étaient déjà."
    assert Registration.objects.filter(service=service).count() == 3
    nobody = setup.client.post(url, data | {"child": []})
    assert nobody.status_code == 422
    unknown = setup.client.post(url, data | {"child": [setup.martin.family.pk]})
    assert unknown.status_code == 404


def test_one_child_is_registered_from_the_family_file(setup):
    child = families.child(setup.martin.family, "Tom")
    url = f"{setup.base}/inscriptions/enfant/{child.pk}/"
    service = f"{setup.care.pk}:"
    setup.client.post(url, {"service": service, "first": "2026-12-01", "last": "2027-07-03"})
    made = Registration.objects.get(child=child)
    assert (made.service_id, made.ends_on) == (setup.care.pk, date(2027, 7, 4))
    file = text_of(setup.client.get(f"{setup.base}/familles/{setup.martin.family.pk}/"))
    assert "Accueil du soir" in file
    missing = f"{setup.base}/inscriptions/enfant/{setup.care.pk}/"
    assert setup.client.get(missing).status_code == 404


def test_a_registration_ends_unless_days_stay_booked_after(setup):
    eat(setup, setup.martin.lea, DAY)
    one = Registration.objects.get(child=setup.martin.lea, service=setup.canteen.service)
    url = f"{setup.base}/inscriptions/{one.pk}/"
    refused = setup.client.post(url, {"last": "2026-12-04"})
    assert refused.status_code == 422
    assert "1 réservation après cette date" in text_of(refused)
    Reservation.objects.update(state="cancelled")
    setup.client.post(url, {"last": "2026-12-04"})
    one.refresh_from_db()
    assert one.ends_on == date(2026, 12, 5)


@pytest.mark.parametrize("role", ["lecteur", "regisseur", "animateur"])
@pytest.mark.parametrize(
    "path", ["", "services/nouveau/", "calendrier/", "calendrier/ajouter/", "calendrier/remplir/"]
)
def test_other_roles_set_nothing_up(setup, as_role, role, path):
    assert as_role(role).get(f"{setup.url}/{path}").status_code == 403


@pytest.mark.parametrize("number", [1, 3])
def test_setup_costs_the_same_for_one_or_three(setup, django_assert_max_num_queries, number):
    for one in range(number):
        booking.activity(booking.service(f"Service {one}"))
    with django_assert_max_num_queries(12):
        setup.client.get(f"{setup.url}/")

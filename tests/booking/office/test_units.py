"""*Places et ouverture*: windows, limits, links, slots, with a sentence for each bad input."""

from datetime import UTC, date, datetime

import pytest

from booking.models import Activity, ActivityLink, BookingWindow, CapacityLimit, LimitDay, Period
from family.models import AuditEvent
from tests.booking.office.test_setup import setup, text_of  # noqa: F401
from tests.factories import booking

DAY = date(2026, 12, 14)
WINDOW = {"opens_on": "07/12/2026", "opens_time": "08:00"}


def limit(setup, **more):  # noqa: F811
    return {
        "name": "Dojo",
        "kind": "room",
        "activity_ids": [str(setup.canteen.meal.pk)],
        "places": "3",
        "under_six_ratio": "10",
        "from_six_ratio": "14",
        "starts_on": "01/12/2026",
    } | more


def post(setup, page, data, status=302):  # noqa: F811
    answer = setup.client.post(f"{setup.mine}/places/{page}/", data)
    assert answer.status_code == status, text_of(answer)
    return text_of(answer)


def test_page_shows_what_is_set_and_takes_it_out(setup):  # noqa: F811
    post(setup, "ouverture", WINDOW)
    post(setup, "plafond", limit(setup))
    shown = text_of(setup.client.get(f"{setup.mine}/places/"))
    assert "Lun. 7 déc. à 8:00" in shown
    assert "Dojo : 3 places par jour" in shown
    window, one = BookingWindow.objects.get(), CapacityLimit.objects.get()
    assert window.opens_at == datetime(2026, 12, 7, 7, tzinfo=UTC)
    base = setup.mine.split("/services/")[0]
    setup.client.post(f"{base}/ouvertures/{window.pk}/retirer/")
    setup.client.post(f"{base}/plafonds/{one.pk}/retirer/")
    assert not BookingWindow.objects.exists()
    assert not CapacityLimit.objects.exists()
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert {"window.added", "window.removed", "limit.created", "limit.removed"} <= verbs


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"residence": "resident"}, "la loi ne permet"),
        ({"category": "Agent communal"}, "la loi ne permet"),
        ({"closes_on": "01/12/2026"}, "La fermeture doit suivre l’ouverture."),
        ({"opens_on": "hier"}, "date"),
    ],
)
def test_bad_windows_are_refused(setup, changed, sentence):  # noqa: F811
    assert sentence in post(setup, "ouverture", WINDOW | changed, status=422)
    assert not BookingWindow.objects.exists()


def test_two_windows_for_the_same_families_and_days_are_refused(setup):  # noqa: F811
    post(setup, "ouverture", WINDOW)
    again = post(setup, "ouverture", WINDOW | {"opens_on": "08/12/2026"}, status=422)
    assert "ont déjà une ouverture" in again
    assert BookingWindow.objects.count() == 1


def test_a_window_is_moved_in_place(setup):  # noqa: F811
    """R43: the same window, another hour; a place already taken by another one is refused."""
    post(setup, "ouverture", WINDOW)
    window = BookingWindow.objects.get()
    page = f"{setup.mine.split('/services/')[0]}/ouvertures/{window.pk}/"
    assert 'value="2026-12-07"' in text_of(setup.client.get(page))
    moved = {"opens_on": "09/12/2026", "opens_time": "09:30", "closes_on": "11/12/2026"}
    assert setup.client.post(page, moved | {"closes_time": "18:00"}).status_code == 302
    window.refresh_from_db()
    assert window.opens_at == datetime(2026, 12, 9, 8, 30, tzinfo=UTC)
    assert window.closes_at == datetime(2026, 12, 11, 17, tzinfo=UTC)
    assert AuditEvent.objects.get(verb="window.changed").facts["before"]["closes_at"] == "None"
    wrong = setup.client.post(page, moved | {"closes_on": "01/12/2026"})
    assert wrong.status_code == 422
    assert "La fermeture doit suivre l’ouverture." in text_of(wrong)
    assert BookingWindow.objects.get().closes_at == window.closes_at


def test_a_window_moved_onto_another_is_refused(setup):  # noqa: F811
    period = Period.objects.create(
        service=setup.canteen.service, name="Hiver", starts_on=DAY, ends_on=date(2027, 3, 1)
    )
    post(setup, "ouverture", WINDOW)
    post(setup, "ouverture", WINDOW | {"period_id": str(period.pk)})
    general = BookingWindow.objects.get(period=None)
    page = f"{setup.mine.split('/services/')[0]}/ouvertures/{general.pk}/"
    answer = setup.client.post(page, WINDOW | {"period_id": str(period.pk)})
    assert answer.status_code == 422
    assert "le lun. 7 déc. à 8:00 : modifiez-la plutôt" in text_of(answer)
    assert BookingWindow.objects.filter(period=None).count() == 1


def test_a_limit_below_what_is_booked_names_the_days(setup):  # noqa: F811
    booking.reservation(setup.martin.lea, setup.canteen.openings[DAY], setup.martin.guardian)
    refused = post(setup, "plafond", limit(setup, places="0"), status=422)
    assert "14 déc." in refused
    assert not CapacityLimit.objects.exists()
    post(setup, "plafond", limit(setup, places="1"))
    assert LimitDay.objects.get(date=DAY).taken == 1
    one = CapacityLimit.objects.get()
    base = setup.mine.split("/services/")[0]
    answer = setup.client.post(f"{base}/plafonds/{one.pk}/", limit(setup, places="0"))
    assert answer.status_code == 422


def test_usual_ratios_of_a_staff_are_offered(setup):  # noqa: F811
    post(setup, "plafond", limit(setup, kind="staff", places="2", usual="Vacances"))
    one = CapacityLimit.objects.get()
    assert (one.under_six_ratio, one.from_six_ratio) == (8, 12)
    assert LimitDay.objects.first().capacity == 48


def test_links_and_their_refusals(setup):  # noqa: F811
    day = booking.activity(setup.canteen.service, "Journée")
    data = {"activity": str(day.pk), "other": str(setup.canteen.meal.pk), "kind": "implies"}
    post(setup, "lien", data)
    assert "déjà liées" in post(setup, "lien", data, status=422)
    back = {"activity": data["other"], "other": data["activity"], "kind": "requires"}
    assert "l’une l’autre" in post(setup, "lien", back, status=422)
    same = data | {"other": data["activity"]}
    assert "deux prestations différentes" in post(setup, "lien", same, status=422)
    assert ActivityLink.objects.count() == 1


def test_slots_are_made_once(setup):  # noqa: F811
    data = {"first": "14:00", "last": "16:15", "minutes": "45"}
    post(setup, "creneaux", data)
    post(setup, "creneaux", data)
    made = Activity.objects.filter(unit="slot")
    assert [str(one) for one in made.order_by("starts_at")] == [
        "14:00 – 14:45",
        "14:45 – 15:30",
        "15:30 – 16:15",
    ]
    assert "au moins un créneau" in post(setup, "creneaux", data | {"last": "14:00"}, status=422)

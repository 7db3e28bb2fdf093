"""*Vue période*: weighed first, then put in the cart at once (R24)."""

from datetime import date
from urllib.parse import urlencode

import pytest

from booking.models import CalendarEntry, CartLine
from tenants.context import commune_scope
from tests.factories import booking


def text(page):
    return page.content.decode()


def asked(home, **more):
    return {
        "enfant": [home.lea.pk, home.hugo.pk],
        "prestation": [home.canteen.meal.pk],
        "jour": [0, 1, 3, 4],
        "du": "2027-01-04",
        "au": "2027-01-29",
        "semaines": "all",
        "voir": 1,
        **more,
    }


def preview(home, **more):
    return home.client.get(f"{home.url}periode/?{urlencode(asked(home, **more), doseq=True)}")


def wished(home):
    with commune_scope(home.commune):
        return CartLine.objects.filter(removed_at__isnull=True).count()


def test_form_is_filled_sensibly_before_anything_is_typed(home):
    """Both children, school weekdays, up to the next holidays: a term in six taps from home."""
    with commune_scope(home.commune):
        CalendarEntry.objects.create(
            kind="holiday",
            name="Vacances de Noël",
            starts_on=date(2026, 12, 19),
            ends_on=date(2027, 1, 4),
        )

    page = text(home.client.get(f"{home.url}periode/"))

    assert page.count(" checked") == 6
    assert 'value="2026-12-02"' in page
    assert 'value="2026-12-18"' in page
    assert "Jusqu’aux vacances de Noël" in page


def test_a_centre_of_wednesdays_and_holidays_is_offered_on_wednesdays(home):
    with commune_scope(home.commune):
        wednesdays = [date(2026, 12, number) for number in (2, 9, 16)] + [date(2027, 1, 6)]
        holidays = [date(2026, 12, number) for number in (21, 22, 23)]
        centre = booking.canteen(
            [home.lea], days=[*wednesdays, *holidays], name="Centre", kind="leisure"
        )

    page = home.client.get(f"/c/jolieville/reserver/{centre.service.pk}/periode/")

    assert page.context["form"]["jour"].value() == [2]


def test_no_open_day_is_said(home):
    page = text(preview(home, jour=[0], du="2026-12-19", au="2027-01-03"))

    assert "Le service n’ouvre aucun des jours cochés" in page


def test_preview_counts_dates_and_prices_and_writes_nothing(home):
    page = text(preview(home))

    assert "32 dates à ajouter" in page
    assert "112,00\u00a0€" in page
    assert "56,00\u00a0€" in page
    assert wished(home) == 0


@pytest.mark.parametrize(("weeks", "dates"), [("odd", 16), ("even", 16)])
def test_odd_and_even_weeks(home, weeks, dates):
    assert f"{dates} dates à ajouter" in text(preview(home, semaines=weeks))


def test_preview_tells_what_is_left_out_and_why(home):
    with commune_scope(home.commune):
        booking.reservation(home.lea, home.canteen.openings[date(2027, 1, 14)], home.guardian)

    page = text(preview(home, du="2026-12-01"))

    assert "Cette date est déjà réservée." in page
    assert "Délai passé" in page


def test_one_post_fills_the_cart(home):
    answer = home.client.post(f"{home.url}periode/ajouter/", asked(home))

    assert (answer.status_code, answer["Location"]) == (302, "/c/jolieville/panier/")
    assert wished(home) == 32


def test_posting_twice_adds_nothing_more(home):
    home.client.post(f"{home.url}periode/ajouter/", asked(home))

    answer = home.client.post(f"{home.url}periode/ajouter/", asked(home))

    assert "/periode/?" in answer["Location"]
    assert wished(home) == 32


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"jour": []}, "Choisissez au moins un jour de la semaine."),
        ({"enfant": []}, "Choisissez au moins un enfant."),
        ({"au": "2027-01-01"}, "La fin précède le début."),
        ({"au": "2029-01-01"}, "Choisissez une période de moins de 400 jours."),
    ],
)
def test_senseless_form_is_told_in_french(home, wrong, sentence):
    assert sentence in text(preview(home, **wrong))

    answer = home.client.post(f"{home.url}periode/ajouter/", asked(home, **wrong))

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert wished(home) == 0


def test_foreign_ids_are_not_found(home, strangers):
    for wrong in ({"enfant": [strangers.zoe.pk]}, {"prestation": [strangers.zoe.pk]}):
        assert preview(home, **wrong).status_code == 404
        answer = home.client.post(f"{home.url}periode/ajouter/", asked(home, **wrong))
        assert answer.status_code == 404
    assert wished(home) == 0


def test_service_without_children_or_dates_says_so(home):
    with commune_scope(home.commune):
        nobody = booking.canteen(name="Centre")
        no_dates = booking.canteen(home.children, name="Séjours")

    first = text(home.client.get(f"/c/jolieville/reserver/{nobody.service.pk}/periode/"))
    second = text(home.client.get(f"/c/jolieville/reserver/{no_dates.service.pk}/periode/"))

    assert "Aucun enfant inscrit à ce service" in first
    assert "Aucune date à venir" in second

"""*Mes rythmes*: kept from *Vue période*, changed with a preview, stopped (R24)."""

from datetime import date
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import CartLine, Pattern
from tenants.context import commune_scope
from tests.booking.portal.test_period import asked, text, wished
from tests.factories import booking

RHYTHMS = "/c/jolieville/rythmes/"


def kept(home, **fields):
    with commune_scope(home.commune):
        return booking.pattern(home.lea, home.canteen.meal, home.guardian, **fields)


def change_url(pattern, **typed):
    return f"{RHYTHMS}{pattern.id}/?{urlencode({**typed, 'voir': 1}, doseq=True)}"


def test_period_keeps_a_rhythm_for_each_child(home):
    answer = home.client.post(f"{home.url}periode/ajouter/", asked(home, garder="on"))

    assert answer["Location"] == "/c/jolieville/panier/"
    assert wished(home) == 32
    with commune_scope(home.commune):
        assert Pattern.objects.count() == 2
    page = text(home.client.get(RHYTHMS))
    assert page.count("lundi, mardi, jeudi et vendredi, jusqu’au vendredi 29") == 2


def test_period_without_the_tick_keeps_nothing(home):
    home.client.post(f"{home.url}periode/ajouter/", asked(home))

    assert "Aucun rythme gardé" in text(home.client.get(RHYTHMS))


def test_preview_says_until_when_the_first_day_is_open(home):
    page = text(home.client.get(f"{home.url}periode/?{urlencode(asked(home), doseq=True)}"))

    assert "la première&nbsp;: Réservable jusqu’au" in page


def test_change_is_weighed_then_put_in_the_cart(home):
    pattern = kept(home)
    typed = {"jour": [0, 1], "semaines": "all", "au": "2027-01-29"}

    page = text(home.client.get(change_url(pattern, **typed)))
    answer = home.client.post(f"{RHYTHMS}{pattern.id}/changer/", typed)

    assert "À réserver" in page
    assert answer["Location"] == "/c/jolieville/panier/"
    with commune_scope(home.commune):
        assert set(CartLine.objects.values_list("wish", flat=True)) == {"book"}
        pattern.refresh_from_db()
    assert (pattern.weekdays, pattern.ends_on) == ([0, 1], date(2027, 1, 30))


def test_impossible_change_says_why_and_changes_nothing(home):
    pattern = kept(home)

    for typed, sentence in (
        ({"semaines": "all", "au": "2027-01-29"}, "Choisissez au moins un jour"),
        ({"jour": [0], "semaines": "all", "au": "2026-11-02"}, "doit être à venir"),
    ):
        answer = home.client.post(f"{RHYTHMS}{pattern.id}/changer/", typed)
        assert answer.status_code == 422
        assert sentence in text(answer)
    with commune_scope(home.commune):
        pattern.refresh_from_db()
    assert pattern.weekdays == [0, 3]


def test_day_left_by_the_rhythm_is_given_back(home):
    pattern = kept(home)
    with commune_scope(home.commune):
        booking.reservation(home.lea, home.canteen.openings[date(2027, 1, 14)], home.guardian)

    page = text(home.client.get(change_url(pattern, jour=[0, 1], semaines="all", au="2027-01-29")))

    assert "À annuler" in page
    assert "non facturé" in page


def test_stop(home):
    pattern = kept(home)

    answer = home.client.post(f"{RHYTHMS}{pattern.id}/arreter/")

    assert answer["Location"] == RHYTHMS
    with commune_scope(home.commune):
        assert not Pattern.objects.exists()


def test_list_costs_the_same_for_one_and_three(home):
    costs = []
    for number in (1, 3):
        with commune_scope(home.commune):
            Pattern.objects.all().delete()
            for day in range(number):
                booking.pattern(
                    home.lea, home.canteen.meal, home.guardian, starts_on=date(2026, 12, 1 + day)
                )
        home.client.get(RHYTHMS)
        with CaptureQueriesContext(connection) as seen:
            home.client.get(RHYTHMS)
        costs.append(len(seen))
    assert costs[0] == costs[1]

"""The month of a service as a parent sees and taps it (R12, R21; portal.md « Réserver »)."""

import json
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Attendance, CartLine
from shared.ids import new_id
from tenants.context import commune_scope
from tests.factories import accounts, booking, families

JANUARY = "?mois=2027-01"
TAPPED = date(2027, 1, 14)
HTMX = {"HTTP_HX_REQUEST": "true"}


def text(page):
    return page.content.decode()


def tap(home, day=TAPPED, *, child=None, activity=None, url=None, **headers):
    child = child or home.lea
    activity = activity or home.canteen.meal
    return home.client.post(
        f"{url or home.url}jour/",
        {"cell": f"{child.pk}|{activity.pk}|{day}", "mois": f"{day:%Y-%m}", "enfant": "tous"},
        **headers,
    )


def lines(home):
    with commune_scope(home.commune):
        return list(CartLine.objects.filter(removed_at__isnull=True))


def test_calendar_shows_weeks_price_cutoff_and_chips(home):
    page = text(home.client.get(home.url + JANUARY))

    assert "Restaurant scolaire — Léa et Hugo" in page
    assert "Semaine\u00a01" in page
    assert "3,50\u00a0€" in page
    assert "quotient familial 850, tranche B" in page
    assert "Pourquoi ce prix ?" in page
    assert "jusqu’au mar.\u00a012 à\u00a010:00" in page
    assert page.count('class="chip"') == 3


def test_calendar_has_the_columns_the_service_serves(home):
    """R12: Saturday too when it opens, Wednesday not when it does not."""
    with commune_scope(home.commune):
        booking.opening(home.canteen.meal, date(2027, 1, 16))

    page = text(home.client.get(home.url + JANUARY))

    heads = page.split("<thead")[1].split("</thead>")[0]
    assert [name for name in ("Lundi", "Samedi") if name in heads] == ["Lundi", "Samedi"]
    assert "Mercredi" not in heads


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("confirmed", "Validée"),
        ("requested", "En cours"),
        ("held", "En cours"),
        ("waitlisted", "Liste d’attente, 1er"),
        ("cancel_requested", "Annulation demandée"),
        ("refused", "Refusée"),
        ("cancelled", "Réserver"),
        ("expired", "Réserver"),
    ],
)
def test_calendar_paints_each_state_of_a_reservation(home, state, words):
    with commune_scope(home.commune):
        booking.reservation(
            home.lea,
            home.canteen.openings[TAPPED],
            home.guardian,
            state=state,
            reason="Complet" if state == "refused" else "",
            held_until=datetime(2026, 12, 1, 9, 25, tzinfo=UTC) if state == "held" else None,
        )

    page = text(home.client.get(f"{home.url}{JANUARY}&enfant={home.lea.pk}"))

    day = page.split('id="j-20270114"')[1].split("</div>")[0]
    assert f'<span class="word">{words}</span>' in day


@pytest.mark.parametrize(("seen", "word"), [("present", "Présent"), ("absent", "Absent")])
def test_past_day_shows_presence_and_absence(home, seen, word):
    past = date(2026, 11, 26)
    with commune_scope(home.commune):
        opened = booking.opening(home.canteen.meal, past)
        booking.reservation(home.lea, opened, home.guardian)
        Attendance.objects.create(
            child=home.lea,
            activity=home.canteen.meal,
            date=past,
            opening=opened,
            state=seen,
            noted_at=datetime(2026, 11, 26, 12, tzinfo=UTC),
            noted_by_uid=new_id(),
        )

    page = text(home.client.get(f"{home.url}?mois=2026-11&enfant={home.lea.pk}"))

    assert f'<span class="word">{word}</span>' in page


def test_past_day_not_pointed_is_to_confirm(home):
    with commune_scope(home.commune):
        opened = booking.opening(home.canteen.meal, date(2026, 11, 26))
        booking.reservation(home.lea, opened, home.guardian)

    page = text(home.client.get(f"{home.url}?mois=2026-11"))

    assert "Présence à confirmer" in page


def test_booked_day_past_its_cutoff_is_locked_and_focusable(home):
    """R21: it keeps its word, gains a lock, and tells why instead of being disabled."""
    tomorrow = date(2026, 12, 3)
    with commune_scope(home.commune):
        booking.reservation(home.lea, home.canteen.openings[tomorrow], home.guardian)

    page = text(home.client.get(f"{home.url}?enfant={home.lea.pk}"))

    day = page.split('id="j-20261203"')[1].split("</div>")[0]
    assert '<span class="word">Validée</span>' in day
    assert 'class="lock"' in day
    assert 'aria-disabled="true"' in day
    assert 'name="cell"' not in day
    assert " disabled" not in day


def test_tap_without_javascript_comes_back_to_the_same_month(home):
    answer = tap(home)

    assert answer.status_code == 302
    assert answer["Location"] == f"{home.url}?mois=2027-01&enfant=tous#j-20270114"
    assert [(line.date, line.wish) for line in lines(home)] == [(TAPPED, "book")]


def test_second_tap_takes_the_day_back(home):
    tap(home)

    tap(home)

    assert lines(home) == []


def test_tap_on_a_booked_day_wishes_to_cancel_it(home):
    with commune_scope(home.commune):
        booking.reservation(home.lea, home.canteen.openings[TAPPED], home.guardian)

    tap(home)

    assert [line.wish for line in lines(home)] == ["cancel"]


def test_htmx_tap_gets_the_cart_the_day_and_the_badge_only(home):
    answer = tap(home, **HTMX)

    page = text(answer)
    assert answer.status_code == 200
    assert "<html" not in page
    assert page.lstrip().startswith("<aside")
    assert 'id="j-20270114" hx-swap-oob="true"' in page
    assert "Dans le panier" in page
    assert 'id="cart-count" hx-swap-oob="true">1<' in page
    assert "1\u00a0date" in json.loads(answer["HX-Trigger"])["announce"]


def test_htmx_refusal_keeps_the_page_and_says_why(home):
    """R20: a date past its deadline, asked by hand."""
    answer = tap(home, date(2026, 12, 3), **HTMX)

    assert answer.status_code == 422
    assert 'class="refusal"' in text(answer)
    assert "Délai passé" in json.loads(answer["HX-Trigger"])["announce"]
    assert lines(home) == []


def test_refusal_without_javascript_is_said_on_the_page(home):
    answer = tap(home, date(2026, 12, 3))
    page = text(home.client.get(answer["Location"]))

    assert 'class="alert s-error"' in page
    assert "Délai passé" in page
    assert lines(home) == []


def test_full_day_is_refused(home):
    with commune_scope(home.commune):
        opened = home.canteen.openings[TAPPED]
        opened.capacity, opened.taken = 1, 1
        opened.save()

    answer = tap(home, **HTMX)

    assert answer.status_code == 422
    assert "Complet" in text(answer)
    assert lines(home) == []


def test_foreign_child_activity_and_service_are_not_found(home, strangers):
    """R103: nothing tells that they exist, nothing is written."""
    with commune_scope(home.commune):
        other = booking.activity(booking.service("Autre", is_active=False), "Secret")

    assert tap(home, child=strangers.zoe).status_code == 404
    assert tap(home, child=strangers.zoe, **HTMX).status_code == 404
    assert tap(home, url=f"/c/jolieville/reserver/{uuid4()}/").status_code == 404
    assert home.client.get(f"/c/jolieville/reserver/{other.service_id}/").status_code == 404
    assert home.client.get(f"{home.url}?enfant={strangers.zoe.pk}").status_code == 404
    chip = {
        "cell": f"{home.lea.pk}|{home.canteen.meal.pk}|{TAPPED}",
        "enfant": str(strangers.zoe.pk),
    }
    assert home.client.post(f"{home.url}jour/", chip).status_code == 404
    assert lines(home) == []


@pytest.mark.parametrize("cell", ["", "x|y|z", "1|2", f"{UUID(int=1)}|{UUID(int=2)}|demain"])
def test_unreadable_cell_changes_nothing(home, cell):
    answer = home.client.post(f"{home.url}jour/", {"cell": cell})

    assert answer.status_code == 400
    assert lines(home) == []


@pytest.mark.parametrize("query", ["?mois=janvier", "?mois=9999-01", "?enfant=moi"])
def test_unreadable_address_is_not_found(home, query):
    assert home.client.get(home.url + query).status_code == 404


def test_other_people_are_kept_out(home, client, communes):
    with commune_scope(communes.montclair):
        durand = accounts.member(communes.montclair, families.durand().guardian)
    client.force_login(durand.account)
    assert client.get(home.url).status_code == 404

    client.logout()
    answer = client.get(home.url)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/")


def test_service_without_a_registered_child_says_so(home):
    with commune_scope(home.commune):
        empty = booking.canteen(name="Centre du mercredi")

    page = text(home.client.get(f"/c/jolieville/reserver/{empty.service.pk}/"))

    assert "Aucun enfant inscrit à ce service" in page
    assert "01 23 45 67 89" in page


def test_month_without_openings_says_so(home):
    page = text(home.client.get(f"{home.url}?mois=2027-05"))

    assert "Rien à réserver ce mois-ci" in page


def test_week_can_be_filled_in_one_tap(home):
    page = text(home.client.get(home.url + JANUARY))
    link = page.split("Toute la semaine")[0].rsplit('href="', 1)[1].split('"')[0]

    preview = text(home.client.get(link.replace("&amp;", "&")))

    assert "8 dates à ajouter" in preview


def test_calendar_costs_the_same_queries_for_one_and_three(home):
    """C1: at most eleven in all, for one child or three, one prestation or three."""
    one = _queries(home, f"{home.url}{JANUARY}&enfant={home.lea.pk}")
    with commune_scope(home.commune):
        third = families.child(home.family, "Noé", born=date(2017, 3, 3))
        booking.registration(third, home.canteen.service)
        for place, name in enumerate(("Goûter", "Étude")):
            more = booking.activity(
                home.canteen.service, name, starts_at=time(16), position=place + 1
            )
            booking.tariff(more)
            for day in home.canteen.openings:
                booking.opening(more, day)
        for day in list(home.canteen.openings)[6:12]:
            booking.reservation(third, home.canteen.openings[day], home.guardian)

    three = _queries(home, home.url + JANUARY)

    assert len(three) == len(one), "\n".join(three)
    assert len(one) <= 11, "\n".join(one)


def _queries(home, url):
    home.client.get(url)
    with CaptureQueriesContext(connection) as caught:
        answer = home.client.get(url)
    assert answer.status_code == 200
    ignored = ("SAVEPOINT", "RELEASE", "SET ", "BEGIN", "COMMIT")
    return [one["sql"] for one in caught if not one["sql"].startswith(ignored)]

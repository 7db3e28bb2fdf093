"""What booking shows on *Accueil*."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.portal import panels
from family.portal.panels import Scope
from shared.values.french_dates import day_short
from tenants.context import commune_scope
from tests.factories import accounts, booking, families


@pytest.fixture(autouse=True)
def _ours_only(settings):
    settings.HOME_PANELS = [
        "booking.portal.panels.week",
        "booking.portal.panels.requests",
        "booking.portal.panels.absence",
    ]


def text(page):
    return page.content.decode()


def scope(member, now):
    return Scope(member.account, member.commune, member.guardian_uid, now)


def booked(home, child, day, **fields):
    with commune_scope(home.commune):
        return booking.reservation(child, home.canteen.openings[day], home.guardian, **fields)


def test_home_shows_the_week_and_its_next_deadline(home):
    booked(home, home.lea, date(2026, 12, 4))

    page = text(home.client.get("/"))

    assert "Les sept prochains jours" in page
    assert "Rien de réservé pour Hugo à Jolieville." in page
    assert "annulable jusqu’au" in page


def test_home_without_a_booking_invites_to_book(home):
    page = text(home.client.get("/"))

    assert "Rien n’est réservé cette semaine" in page


def test_home_leads_to_absences_in_one_tap(home):
    assert 'href="/c/jolieville/absence/"' in text(home.client.get("/"))


def test_home_shows_requests_with_their_state(home):
    booked(home, home.lea, date(2026, 12, 10), state="requested")

    page = text(home.client.get("/"))

    assert "En ce moment" in page
    assert f"Léa · Repas · {day_short(date(2026, 12, 10))}" in page


def test_week_of_two_communes_is_one_board(home, communes, now):
    booked(home, home.lea, date(2026, 12, 4))
    with commune_scope(communes.montclair):
        other = families.martin()
        canteen = booking.canteen([other.hugo], days=[date(2026, 12, 3)])
        booking.reservation(other.hugo, canteen.openings[date(2026, 12, 3)], other.guardian)
        there = accounts.join(home.member.account, communes.montclair, other.guardian)
        second = panels.week(scope(there, now))
    with commune_scope(home.commune):
        first = panels.week(scope(home.member, now))

    board = panels.WeekPanel.merged([first, second])

    assert [(row["name"], row["sub"]) for row in board.rows] == [
        ("Léa", "Jolieville"),
        ("Hugo", "Montclair"),
    ]
    assert board.reserve_url == "/reserver/"


def test_requests_beyond_six_are_counted(home, now):
    for number, day in enumerate(list(home.canteen.openings)[6:14]):
        booked(home, home.lea, day, state="requested", price_cents=number)
    with commune_scope(home.commune):
        panel = panels.RequestsPanel.merged([panels.requests(scope(home.member, now))])

    assert (len(panel.rows), panel.more) == (6, 2)


def test_panels_ask_six_queries_at_most_for_one_child_or_three(home, now):
    """C2: six queries a commune, whatever the children, services and bookings."""
    booked(home, home.lea, date(2026, 12, 4))
    alone = _cost(home, now)
    with commune_scope(home.commune):
        third = families.child(home.family, "Noé", born=date(2017, 3, 3))
        more = booking.canteen([third, home.lea], days=[date(2026, 12, 4)], name="Accueil du soir")
        booking.reservation(third, more.openings[date(2026, 12, 4)], home.guardian)
    booked(home, home.hugo, date(2026, 12, 4), state="requested")

    assert _cost(home, now) == alone <= 6


def test_cart_count_is_one_query(home, now):
    with commune_scope(home.commune):
        booking.wish(home.member, home.lea, home.canteen.meal, date(2027, 1, 14))
        with CaptureQueriesContext(connection) as asked:
            count = panels.cart_count(home.member, now=now)

    assert (count, len(_statements(asked))) == (1, 1)


def _cost(home, now):
    with commune_scope(home.commune), CaptureQueriesContext(connection) as asked:
        panels.week(scope(home.member, now))
        panels.requests(scope(home.member, now))
        panels.absence(scope(home.member, now))
    return len(_statements(asked))


def _statements(asked):
    return [one for one in asked if not one["sql"].startswith("SET ")]

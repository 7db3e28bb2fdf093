"""*Signaler une absence*: two taps from home, and what it costs (R26)."""

from datetime import date
from uuid import uuid4

import pytest

from booking.models import Reservation
from tenants.context import commune_scope
from tests.factories import accounts, booking

PAGE = "/c/jolieville/absence/"


def text(page):
    return page.content.decode()


def booked(home, day, child=None, **fields):
    with commune_scope(home.commune):
        return booking.reservation(
            child or home.lea, home.canteen.openings[day], home.guardian, **fields
        )


def state(home, row):
    with commune_scope(home.commune):
        return Reservation.objects.get(pk=row.pk).state


def test_coming_days_have_a_button_and_say_what_is_billed(home):
    row = booked(home, date(2026, 12, 10))

    page = text(home.client.get(PAGE))

    assert f"{PAGE}{row.pk}/" in page
    assert "Ne sera pas facturé" in page


def test_one_tap_cancels_in_time_and_says_it_costs_nothing(home):
    row = booked(home, date(2026, 12, 10))

    answer = home.client.post(f"{PAGE}{row.pk}/")

    assert answer["Location"] == PAGE
    assert state(home, row) == "cancelled"
    assert "Rien ne sera facturé." in text(home.client.get(PAGE))


def test_paid_day_gives_a_credit(home):
    row = booked(home, date(2026, 12, 10), is_prepaid=True)

    home.client.post(f"{PAGE}{row.pk}/")

    assert "Avoir de 3,50\u00a0€" in text(home.client.get(PAGE))


def test_a_paid_day_is_told_as_a_credit_and_one_booked_by_an_agent_is_not(home):
    with commune_scope(home.commune):
        home.canteen.service.billing = "prepaid"
        home.canteen.service.save()
    booked(home, date(2026, 12, 10), is_prepaid=True)
    booked(home, date(2026, 12, 11))

    page = text(home.client.get(PAGE))

    assert page.count("Avoir de 3,50\u00a0€") == 1
    assert page.count("Ne sera pas facturé") == 1


def test_late_word_gives_the_contact_of_the_service(home):
    """R26: after the cut-off, what remains possible."""
    row = booked(home, date(2026, 12, 3))
    offered = text(home.client.get(PAGE))
    assert f"{PAGE}{row.pk}/" not in offered
    assert "01 23 45 67 89" in offered

    home.client.post(f"{PAGE}{row.pk}/")

    assert state(home, row) == "confirmed"
    assert 'class="alert s-error"' in text(home.client.get(PAGE))


def test_a_day_past_its_cutoff_says_why_once_for_every_child(home):
    for child in (home.lea, home.hugo):
        booked(home, date(2026, 12, 3), child)

    page = text(home.client.get(PAGE))

    assert page.count("Délai passé") == 1
    assert "<strong>Léa</strong> · Repas" in page
    assert "<strong>Hugo</strong> · Repas" in page


def test_manual_service_decides(home):
    with commune_scope(home.commune):
        home.canteen.service.cancel_answer = "manual"
        home.canteen.service.save()
    row = booked(home, date(2026, 12, 10))

    home.client.post(f"{PAGE}{row.pk}/")

    assert state(home, row) == "cancel_requested"
    assert "Vous serez prévenu" in text(home.client.get(PAGE))


def test_foreign_reservation_is_not_found(home, strangers):
    with commune_scope(home.commune):
        accounts.member(home.commune, strangers.guardian)
        theirs = booking.reservation(
            strangers.zoe, home.canteen.openings[date(2026, 12, 10)], strangers.guardian
        )

    assert home.client.post(f"{PAGE}{theirs.pk}/").status_code == 404
    assert home.client.post(f"{PAGE}{uuid4()}/").status_code == 404
    assert state(home, theirs) == "confirmed"
    assert "Zoé" not in text(home.client.get(PAGE))


def test_reading_cancels_nothing(home):
    row = booked(home, date(2026, 12, 10))

    assert home.client.get(f"{PAGE}{row.pk}/").status_code == 405
    assert state(home, row) == "confirmed"


@pytest.mark.usefixtures("home")
def test_nothing_booked_says_so(client):
    assert "Rien n’est réservé" in text(client.get(PAGE))

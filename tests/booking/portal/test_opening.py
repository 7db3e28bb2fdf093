"""Before booking opens: the countdown, the banner, and the cell's own reason (R43)."""

from datetime import UTC, datetime

import pytest

from booking.models import BookingWindow
from tenants.context import commune_scope

OPENS = datetime(2026, 12, 7, 7, tzinfo=UTC)


def plain(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("&nbsp;", " ")


@pytest.fixture
def window(home):
    with commune_scope(home.commune):
        return BookingWindow.objects.create(service=home.canteen.service, opens_at=OPENS)


def test_countdown_says_day_hour_and_time_left_without_javascript(home, window):
    text = plain(home.client.get(f"{home.url}ouverture/"))
    assert "Les réservations ouvrent le lundi 7 décembre à 8 h." in text
    assert 'data-opens="2026-12-07T07:00:00+00:00"' in text
    assert "Encore 5 jours" in text or "Encore 142" in text
    assert "booking/opening" in text
    assert "onclick" not in text


def test_calendar_says_it_in_a_banner_and_in_each_cell(home, window):
    text = plain(home.client.get(f"{home.url}?mois=2026-12"))
    assert f'href="{home.url}ouverture/"' in text
    assert "les réservations ouvrent le lun. 7 déc. à 8:00" in text


def test_once_open_the_calendar_answers_and_the_banner_is_gone(home, window, monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-07T08:00")
    answer = home.client.get(f"{home.url}ouverture/")
    assert (answer.status_code, answer["Location"]) == (302, home.url)
    assert "ouverture/" not in plain(home.client.get(f"{home.url}?mois=2026-12"))


def test_without_window_there_is_nothing_to_wait_for(home):
    assert home.client.get(f"{home.url}ouverture/").status_code == 302
    assert "ouverture/" not in plain(home.client.get(f"{home.url}?mois=2026-12"))

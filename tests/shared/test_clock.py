"""The one reader of the clock: aware, frozen on demand, never frozen in production."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from shared import clock

PARIS = ZoneInfo("Europe/Paris")


def test_now_is_aware_and_runs(monkeypatch):
    monkeypatch.delenv("RIBAMBELLE_NOW", raising=False)

    first = clock.now()

    assert first.utcoffset().total_seconds() == 0
    assert first <= clock.now()


def test_now_is_frozen_in_paris_time_when_asked(monkeypatch):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")

    assert clock.now() == datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_now_keeps_running_in_production(monkeypatch, settings):
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")
    settings.RIBAMBELLE_MODE = "production"

    assert clock.now() != datetime(2026, 12, 1, 9, tzinfo=UTC)


def test_today_is_the_communes_date():
    """R6: 23:30 UTC is already tomorrow in Paris, and still yesterday evening in Cayenne."""
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)

    assert clock.today(PARIS, at=late) == date(2026, 12, 2)
    assert clock.today(ZoneInfo("America/Cayenne"), at=late) == date(2026, 12, 1)

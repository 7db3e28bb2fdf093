"""Claire Martin signed in, Léa and Hugo registered to a canteen that opens in December."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tenants.context import commune_scope
from tests.factories import accounts, booking, families

# School days of December 2026, up to Christmas, and of January 2027.
WEEKDAYS = (0, 1, 3, 4)


def school_days(first: date, last: date) -> list[date]:
    """Mondays, Tuesdays, Thursdays and Fridays, both ends included."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() in WEEKDAYS]


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doors read Tuesday 1 December 2026, 10:00 in Paris."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")


@pytest.fixture
def home(communes, client) -> SimpleNamespace:
    """The Martins of Jolieville with their canteen; the client is signed in as Claire."""
    with commune_scope(communes.jolieville):
        martin = families.martin()
        days = school_days(date(2026, 12, 1), date(2026, 12, 18))
        days += school_days(date(2027, 1, 4), date(2027, 1, 29))
        canteen = booking.canteen(martin.children, days=days)
        claire = accounts.member(communes.jolieville, martin.guardian, username="claire.martin")
    client.force_login(claire.account)
    return SimpleNamespace(
        **vars(martin),
        commune=communes.jolieville,
        canteen=canteen,
        member=claire,
        client=client,
        url=f"/c/jolieville/reserver/{canteen.service.pk}/",
    )


@pytest.fixture
def strangers(communes) -> SimpleNamespace:
    """The Durands of the same commune, whose things Claire must never reach."""
    with commune_scope(communes.jolieville):
        return families.durand()

"""A gestionnaire of Jolieville at work: a canteen, an evening care, the cast, its bookings."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from booking.models import Reservation
from family.models import Child, School, Schooling
from tenants.context import commune_scope
from tests.factories import accounts, booking, families

TODAY = date(2026, 12, 1)
WEEKDAYS = (0, 1, 3, 4)


def school_days(first: date, last: date) -> list[date]:
    """Mondays, Tuesdays, Thursdays and Fridays, both ends included."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() in WEEKDAYS]


@pytest.fixture(autouse=True)
def _frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Doors read Tuesday 1 December 2026, 10:00 in Paris."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")


def town(commune) -> SimpleNamespace:
    """Families, a monthly canteen with two groups, an evening care with manual answers."""
    martin, durand = families.martin(), families.durand()
    school = School.objects.create(name="École Jules-Ferry")
    days = school_days(date(2026, 11, 30), date(2026, 12, 18))
    canteen = booking.canteen([*martin.children, durand.zoe], days=days, capacity=4)
    care = booking.service("Accueil du soir", kind="care", booking_answer="manual", position=2)
    care.cancel_answer = "manual"
    care.save()
    evening = booking.activity(
        care, "Accueil du soir", short_name="Soir", starts_at=time(16, 30), ends_at=time(18, 30)
    )
    booking.deadline(care)
    booking.tariff(evening)
    evenings = {day: booking.opening(evening, day, 2) for day in days}
    for child in (*martin.children, durand.zoe):
        booking.registration(child, care)
        Schooling.objects.create(
            child=child, school=school, school_year=2026, level="CE1", class_name="Mme Roux"
        )
    return SimpleNamespace(
        commune=commune,
        martin=martin,
        durand=durand,
        school=school,
        days=days,
        canteen=canteen,
        care=care,
        evening=evening,
        evenings=evenings,
    )


@pytest.fixture
def office(communes, client) -> Iterator[SimpleNamespace]:
    """The town inside its scope, the client signed in as Nadia, gestionnaire."""
    with commune_scope(communes.jolieville):
        made = town(communes.jolieville)
        made.nadia = accounts.agent(communes.jolieville, username="nadia.lebrun")
        client.force_login(made.nadia.account)
        made.client = client
        made.base = "/c/jolieville/gestion"
        yield made


@pytest.fixture
def as_role(office):
    """Sign in as an agent who holds another role."""

    def sign_in(role: str):
        one = accounts.agent(office.commune, role, username=f"{role}.autre")
        office.client.force_login(one.account)
        return office.client

    return sign_in


def ask(office, child: Child, day: date, *, payer=None, **fields) -> Reservation:
    """A request for the evening, asked on Monday afternoon."""
    fields.setdefault("state", "requested")
    fields.setdefault("requested_at", datetime(2026, 11, 30, 15, tzinfo=UTC))
    return booking.reservation(
        child, office.evenings[day], payer or office.martin.guardian, **fields
    )


def eat(office, child: Child, day: date, *, payer=None, **fields) -> Reservation:
    """A confirmed meal."""
    return booking.reservation(
        child, office.canteen.openings[day], payer or office.martin.guardian, **fields
    )


def text_of(response) -> str:
    """The page, its no-break spaces as plain ones."""
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def said(response) -> list[str]:
    """The messages a page shows."""
    return [str(one) for one in response.context["messages"]]

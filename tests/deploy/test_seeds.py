"""The demonstration's data are true whatever the day; the measured town is as it was told."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count

from booking.models import (
    Attendance,
    BookingWindow,
    CartLine,
    Commission,
    Opening,
    Reservation,
    Tariff,
)
from booking.selectors.waiting import ranks as waiting_ranks
from deploy.seeds import days, demo, jolieville, logins
from deploy.seeds.towns import JOLIEVILLE, MONTCLAIR, SAINT_AUBIN
from family.models import AdhesionCode, Child, Family, Guardian
from family.operations import joining, links
from invoicing.models import Invoice, Payment
from invoicing.selectors import books, credits, invoices
from shared.models import Account
from tenants.context import commune_scope, public_scope
from tenants.models import Commune, Outbox, ProvisioningJob
from tenants.operations import communes as communes_operation
from tenants.selectors import memberships

DAYS = {
    "14 July": datetime(2027, 7, 14, 8, tzinfo=UTC),
    "1 January": datetime(2027, 1, 1, 9, tzinfo=UTC),
    "a Sunday": datetime(2027, 3, 14, 9, tzinfo=UTC),
    "first day of term": datetime(2027, 9, 1, 8, tzinfo=UTC),
}
SMALL = 0.2


@pytest.fixture(scope="module")
def third(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Saint-Aubin-sur-Lys, made once for this file."""
    with django_db_blocker.unblock():
        made = communes_operation.provision(
            **SAINT_AUBIN.commune, now=datetime(2026, 9, 1, tzinfo=UTC), starter=False
        )
        yield
        with public_scope(), connection.cursor() as cursor:
            ProvisioningJob.objects.filter(commune=made).delete()
            Commune.objects.filter(pk=made.pk).delete()
            cursor.execute(f'DROP SCHEMA "{made.schema_name}" CASCADE')


@pytest.fixture
def data_dir(settings, tmp_path):
    """Nothing is written beside the real demonstration."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def _seed(now: datetime) -> str:
    said: list[str] = []
    demo.fill(now=now, say=said.append, scale=SMALL)
    return "\n".join(said)


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS.keys())
def test_demo_is_true_and_alive_on_any_day(communes, third, data_dir, now):
    """Books at zero, and for each thing to try at least one row of it."""
    _seed(now)
    claire = Account.objects.get(username="claire.martin")
    joined = memberships.communes_of(claire)
    assert [one.commune.slug for one in joined] == ["jolieville", "montclair", SAINT_AUBIN.slug]
    states: set[str] = set()
    dues = []
    for one in joined:
        with commune_scope(one.commune):
            assert books.differences() == []
            states |= set(Reservation.objects.values_list("state", flat=True).distinct())
            assert CartLine.objects.filter(cart__account_uid=claire.pk, refusal="").exists()
            assert Opening.objects.filter(date__gt=now.date()).exists()
            dues += invoices.due_for(one.guardian_uid, now=now)
        assert links.check(one.commune).is_clean
    assert {"confirmed", "requested", "cancel_requested", "held", "refused"} <= states
    with commune_scope(communes.montclair):
        waits = Reservation.objects.filter(state="waitlisted", child__last_name="Martin")
        assert set(waiting_ranks([row.pk for row in waits]).values()) == {2}
        offered = Reservation.objects.get(state="held", offered_at__isnull=False)
        assert offered.child.last_name == "Martin"
        assert offered.held_until > now
        assert sorted(Commission.objects.values_list("state", flat=True)) == ["drawn", "open"]
    with commune_scope(Commune.objects.get(slug=SAINT_AUBIN.slug)):
        assert BookingWindow.objects.get().opens_at > now
    with commune_scope(communes.jolieville):
        late = Attendance.objects.get(left_at__isnull=False)
        assert late.pickup_cents == 400
        year = days.school_year_of(now.date()).start.year
        grid = Tariff.objects.filter(starts_on__lte=now.date()).order_by("starts_on").last()
        assert grid.name == f"Grille {year}-{year + 1}"
    texts = {row.due.text.replace("\u00a0", " ") for row in dues}
    assert any("14 jours" in text for text in texts), texts
    assert any("3 jours" in text for text in texts), texts
    assert any(row.is_late for row in dues)
    with commune_scope(communes.jolieville):
        me = Guardian.objects.get(account_uid=claire.pk)
        assert sum(one.cents for one in credits.for_payer(me.pk, now=now)) > 0
        assert Payment.objects.filter(means="online").exists()


def test_demo_twice_changes_nothing_and_its_code_opens_the_file(
    communes, third, data_dir, django_assert_max_num_queries
):
    """A second start asks little; the code and date of the file are the ones accepted (R106)."""
    now = DAYS["a Sunday"]
    _seed(now)
    text = logins.path().read_text()
    with commune_scope(communes.jolieville):
        rows = Reservation.objects.count()
    with django_assert_max_num_queries(15):
        assert _seed(now + timedelta(days=3)) == ""
    assert logins.path().read_text() == text
    with commune_scope(communes.jolieville):
        assert Reservation.objects.count() == rows
        assert AdhesionCode.objects.filter(used_at__isnull=True).count() == 1
    typed = text.split("code d’adhésion")[1].split(",")[0].strip()
    day, month, year = text.split("enfant né le ")[1][:10].split("/")
    newcomer = Account.objects.get(username="luc.verdier")
    joined = joining.join(newcomer, typed, date(int(year), int(month), int(day)), now=now)
    assert (joined.commune.slug, joined.children) == ("jolieville", ("Camille",))


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS.keys())
@pytest.mark.parametrize("plan", [JOLIEVILLE, MONTCLAIR], ids=["zone B", "zone A"])
def test_span_holds_three_months_of_school_already_over(plan, now):
    """The second month's end is 28 days old or more: its invoices can be due in three days."""
    today = now.date()
    span = days.span_of(today, plan.commune["school_zone"], plan.commune["department"])
    assert sorted(set(span.months)) == list(span.months)
    assert days.end_of(span.months[1]) <= today - timedelta(days=28)
    assert days.end_of(span.months[2]) <= today
    assert span.until > today + timedelta(days=100)


def test_calendar_goes_on_past_the_published_years():
    """Beyond the ministry's file, holidays are the last year's, the same weekdays."""
    known = [one for one in days.calendar("B", 2027, "35") if one[0] == "holiday"]
    later = [one for one in days.calendar("B", 2031, "35") if one[0] == "holiday"]
    assert [name for _, name, _ in later] == [name for _, name, _ in known]
    assert later[0][2].start.weekday() == known[0][2].start.weekday()


def test_measured_town_is_as_told(communes, data_dir, monkeypatch):
    """Dataset jolieville, small: households, invoices, Claire's Mondays and Tuesdays."""
    monkeypatch.setenv("RIBAMBELLE_NOW", "2026-12-01T10:00")
    jolieville.fill(now=datetime(2026, 12, 1, 9, tzinfo=UTC), say=lambda _: None, scale=0.05)
    with commune_scope(communes.jolieville):
        assert books.differences() == []
        assert Family.objects.count() == 25
        sizes = Family.objects.annotate(number=Count("children")).values_list("number", flat=True)
        assert set(sizes) == {1, 2, 3}
        assert Guardian.objects.count() == 50
        # One family of 25 pays four invoices: a hundred, three quarters settled.
        assert (Invoice.objects.count(), Payment.objects.count()) == (100, 75)
        lea = Child.objects.get(first_name="Léa", family__file_number="F00000")
        booked = Reservation.objects.filter(child=lea, date__year=2027).values_list(
            "date", flat=True
        )
        assert {day.weekday() for day in booked} == {0, 1}
        assert len(booked) == 8
        assert not Outbox.objects.filter(schema=communes.jolieville.schema_name).exists()
    assert links.check(communes.jolieville).is_clean


def test_seed_is_refused_in_production(settings):
    """The password is known to everybody."""
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("seed", stdout=StringIO())

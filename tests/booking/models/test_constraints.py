"""The database says no as well: every constraint that guards places, rows and dates."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from booking.models import (
    Attendance,
    Bracket,
    CalendarEntry,
    CartLine,
    DayClosure,
    Opening,
    Reservation,
    Tariff,
)
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)
SQLSTATES = {"unique": "23505", "check": "23514", "exclusion": "23P01"}


@pytest.fixture
def cast(scope):
    home = families.martin()
    home.member = accounts.member(scope, home.guardian)
    home.canteen = booking.canteen(home.children, days=[MONDAY])
    home.opening = home.canteen.openings[MONDAY]
    return home


def _live_twice(cast):
    for state in ("requested", "confirmed"):
        booking.reservation(cast.lea, cast.opening, cast.guardian, state=state)


def _wished_twice(cast):
    for _ in range(2):
        booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)


def _pointed_twice(cast, now):
    for _ in range(2):
        Attendance.objects.create(
            child=cast.lea,
            activity=cast.canteen.meal,
            date=MONDAY,
            opening=cast.opening,
            state="present",
            noted_at=now,
            noted_by_uid=cast.member.account.pk,
        )


def _closed_twice(cast, now):
    for _ in range(2):
        DayClosure.objects.create(
            service=cast.canteen.service,
            date=MONDAY,
            closed_at=now,
            closed_by_uid=cast.member.account.pk,
        )


BREAKS = {
    "one live row a child, activity and day (R17)": ("unique", lambda c, n: _live_twice(c)),
    "one wish a day in a cart": ("unique", lambda c, n: _wished_twice(c)),
    "one mark a child and day": ("unique", _pointed_twice),
    "one closure a day": ("unique", _closed_twice),
    "one opening a day without group": (
        "unique",
        lambda c, n: booking.opening(c.canteen.meal, MONDAY),
    ),
    "never oversold": (
        "check",
        lambda c, n: Opening.objects.update(taken=8, capacity=5, margin=2),
    ),
    "held has an end": (
        "check",
        lambda c, n: booking.reservation(c.lea, c.opening, c.guardian, state="held"),
    ),
    "share within 0 and 100": (
        "check",
        lambda c, n: booking.reservation(c.lea, c.opening, c.guardian, billed_percent=101),
    ),
    "calendar ends after it starts": (
        "check",
        lambda c, n: CalendarEntry.objects.create(
            kind="closure", name="x", starts_on=MONDAY, ends_on=MONDAY
        ),
    ),
    "bracket ends above it starts": (
        "check",
        lambda c, n: Bracket.objects.update(low_hundredths=5, high_hundredths=5),
    ),
    "registrations do not overlap": (
        "exclusion",
        lambda c, n: booking.registration(c.lea, c.canteen.service),
    ),
    "grids do not overlap": (
        "exclusion",
        lambda c, n: Tariff.objects.create(
            activity=c.canteen.meal, name="x", starts_on=MONDAY, ends_on=None
        ),
    ),
}


@pytest.mark.parametrize("what", BREAKS)
def test_database_refuses(cast, now, what):
    kind, act = BREAKS[what]
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act(cast, now)
    assert refused.value.__cause__.sqlstate == SQLSTATES[kind]


def test_day_that_is_over_leaves_room_for_another_row(cast):
    for state in ("cancelled", "refused", "expired", "confirmed"):
        booking.reservation(cast.lea, cast.opening, cast.guardian, state=state)
    assert Reservation.objects.count() == 4


def test_margin_lets_a_few_more_in(cast):
    """R42."""
    Opening.objects.update(taken=7, capacity=5, margin=2)
    assert Opening.objects.get().taken == 7
    assert not CartLine.objects.exists()

"""*Matin* instead of *journée* is a change: its own deadline, painted and enforced (R20)."""

from datetime import UTC, date, datetime, time

import pytest

from booking.models import Reservation
from booking.operations import carts, reservations
from booking.selectors import calendar
from shared.errors import DomainError
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)
# Friday 11, 9:00 in Paris: two working days before is over, one is not.
BETWEEN = datetime(2026, 12, 11, 8, tzinfo=UTC)
EARLY = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.fixture
def cast(scope):
    """Léa has *journée* on Monday; booking ends two working days before, the rest one."""
    home = families.martin()
    home.member = accounts.member(scope, home.guardian)
    home.canteen = booking.canteen(home.children, days=[])
    service = home.canteen.service
    home.whole = booking.activity(service, "Journée", exclusive_set="jour")
    home.half = booking.activity(service, "Matin", exclusive_set="jour")
    for one in (home.whole, home.half):
        booking.tariff(one)
        booking.opening(one, MONDAY)
    for act in ("modify", "cancel"):
        booking.deadline(service, act=act, days=1, at_time=time(10))
    booking.reservation(home.lea, home.whole.openings.get(), home.guardian)
    return home


def tap(cast, activity, now):
    return carts.toggle(
        cast.member, child_id=cast.lea.id, activity_id=activity.id, day=MONDAY, now=now
    )


def booked(cast) -> set[str]:
    return set(
        Reservation.objects.filter(child=cast.lea, state="confirmed").values_list(
            "activity__name", flat=True
        )
    )


def until(cast, now) -> str:
    """What the cell of *matin* says."""
    shown = calendar.month(
        cast.member,
        service_id=cast.canteen.service.id,
        now=now,
        month=MONDAY.replace(day=1),
        child_id=cast.lea.id,
    )
    (found,) = [
        one
        for week in shown.weeks
        for day in week.days
        for one in day.cells
        if one.date == MONDAY and one.activity_id == cast.half.id
    ]
    return found.cell.until.replace("\u00a0", " ")


def test_a_change_has_until_its_own_deadline(cast):
    tap(cast, cast.whole, BETWEEN)
    assert "ven. 11 à 10:00" in until(cast, BETWEEN)
    tap(cast, cast.half, BETWEEN)

    outcome = reservations.confirm(cast.member, now=BETWEEN)

    assert (outcome.refused, booked(cast)) == ([], {"Matin"})


def test_what_is_no_change_keeps_the_deadline_of_booking(cast):
    Reservation.objects.all().delete()

    with pytest.raises(DomainError, match="Délai passé"):
        tap(cast, cast.half, BETWEEN)

    assert booked(cast) == set()


def test_a_change_never_possible_online_is_refused_though_booking_is_open(cast):
    cast.canteen.service.deadline_rules.filter(act="modify").update(kind="never")
    tap(cast, cast.whole, EARLY)

    with pytest.raises(DomainError, match="Ne se fait pas en ligne"):
        tap(cast, cast.half, EARLY)


def test_the_day_that_leaves_is_judged_as_a_cancellation(cast):
    """Else a change refused at the last moment would free a late day."""
    cast.canteen.service.deadline_rules.filter(act="cancel").update(days=2)

    with pytest.raises(DomainError):
        tap(cast, cast.whole, BETWEEN)

    assert booked(cast) == {"Journée"}

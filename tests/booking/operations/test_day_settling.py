"""Closing a day: no-shows, unbooked presences, late pick-ups, certificates (R27–R33)."""

from datetime import date, time, timedelta

import pytest

from booking.models import AbsencePolicy, Attendance, Certificate, OutcomeRule, Reservation
from booking.operations import attendance, certificates, days, pickups
from booking.signals import cancellation_accepted
from family.models import AuditEvent, Message
from invoicing.selectors import books
from shared.errors import DomainError
from tests.factories import booking

MONDAY = date(2026, 12, 14)
TUESDAY = date(2026, 12, 15)


@pytest.fixture
def evening(now):
    return now.replace(day=15, hour=17)


@pytest.fixture
def told():
    heard = []

    def listen(reservations, **_):
        heard.extend((row.date, row.billed_percent) for row in reservations)

    cancellation_accepted.connect(listen)
    yield heard
    cancellation_accepted.disconnect(listen)


def policy(cast, **fields):
    return AbsencePolicy.objects.create(service=cast.canteen.service, **fields)


def book(cast, child, day):
    return booking.reservation(child, cast.canteen.openings[day], cast.guardian)


def point(cast, child, state, *, day, now):
    attendance.point(
        cast.canteen.service.id,
        [(child.id, cast.canteen.meal.id, state)],
        day=day,
        by=cast.by,
        now=now,
    )


def close(cast, day, now):
    days.close(cast.canteen.service, day, by=cast.by, now=now)


def reopen(cast, day, now):
    days.reopen(cast.canteen.service, day, motive="Erreur de pointage", by=cast.by, now=now)


def test_a_no_show_bills_by_the_table_and_waits_for_a_proof(cast, evening):
    OutcomeRule.objects.create(
        service=cast.canteen.service, motive="no_show", notice="late", percent=50
    )
    row = book(cast, cast.lea, MONDAY)
    point(cast, cast.lea, "absent", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert (row.state, row.motive, row.billed_percent) == ("confirmed", "no_show", 50)
    assert row.proof_due_on == MONDAY + timedelta(days=3)
    assert books.differences() == []


def test_a_mark_corrected_after_reopening_bills_the_whole_day_again(cast, evening):
    row = book(cast, cast.lea, MONDAY)
    point(cast, cast.lea, "justified", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert row.billed_percent == 0
    reopen(cast, MONDAY, evening)
    point(cast, cast.lea, "present", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert (row.billed_percent, row.motive, row.proof_due_on) == (100, "", None)


def test_an_unbooked_child_is_billed_apart_and_takes_no_place(cast, evening):
    policy(cast, unbooked="cents", unbooked_cents=199)
    opening = cast.canteen.openings[MONDAY]
    opening.capacity = 0
    opening.save()
    point(cast, cast.hugo, "present", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row = Reservation.objects.get()
    assert row.under_six is True
    assert (row.state, row.is_unbooked, row.by_agent, row.is_prepaid) == (
        "confirmed",
        True,
        True,
        False,
    )
    assert row.price_cents + row.surcharge_cents == 549
    assert row.surcharge_reason == "présence sans réservation"
    opening.refresh_from_db()
    assert opening.taken == 0
    assert books.differences() == []
    reopen(cast, MONDAY, evening)
    point(cast, cast.hugo, "", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert (row.state, row.billed_percent) == ("cancelled", 0)
    assert books.differences() == []


def test_closing_twice_makes_one_row(cast, evening):
    point(cast, cast.hugo, "present", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    close(cast, MONDAY, evening)
    reopen(cast, MONDAY, evening)
    close(cast, MONDAY, evening)
    assert Reservation.objects.count() == 1


def test_a_request_left_open_and_a_late_absence_give_way_to_the_presence(cast, evening):
    asked = booking.reservation(
        cast.hugo, cast.canteen.openings[MONDAY], cast.guardian, state="requested"
    )
    late = booking.reservation(
        cast.lea,
        cast.canteen.openings[MONDAY],
        cast.guardian,
        state="cancelled",
        motive="family",
        proof_due_on=TUESDAY,
    )
    for child in (cast.hugo, cast.lea):
        point(cast, child, "present", day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    asked.refresh_from_db()
    late.refresh_from_db()
    assert (asked.state, late.billed_percent) == ("cancelled", 0)
    assert Reservation.objects.filter(is_unbooked=True).count() == 2
    assert books.differences() == []


def test_without_a_price_the_day_stays_open_and_says_why(cast, evening):
    cast.canteen.meal.tariffs.all().delete()
    point(cast, cast.hugo, "present", day=MONDAY, now=evening)
    with pytest.raises(DomainError) as refused:
        close(cast, MONDAY, evening)
    assert refused.value.code == "no_price"
    assert "Hugo" in refused.value.sentence
    assert not cast.canteen.service.day_closures.exists()


def leave(cast, child, at, *, day, now, who="Mamie"):
    return pickups.note(
        cast.canteen.service.id, child.id, day=day, left_at=at, left_with=who, by=cast.by, now=now
    )


def test_a_late_pickup_goes_on_the_last_reservation_and_is_frozen(cast, evening):
    policy(cast, pickup_tolerance=5, pickup_step=15, pickup_cents=250)
    row = book(cast, cast.lea, MONDAY)
    point(cast, cast.lea, "present", day=MONDAY, now=evening)
    assert leave(cast, cast.lea, time(14, 40), day=MONDAY, now=evening).pickup_cents == 750
    assert leave(cast, cast.lea, time(14, 20), day=MONDAY, now=evening).pickup_cents == 500
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert (row.surcharge_cents, row.surcharge_reason) == (500, "départ tardif (20\u00a0min)")
    with pytest.raises(DomainError) as refused:
        leave(cast, cast.lea, time(14, 5), day=MONDAY, now=evening)
    assert refused.value.code == "day_closed"
    reopen(cast, MONDAY, evening)
    leave(cast, cast.lea, None, day=MONDAY, now=evening)
    close(cast, MONDAY, evening)
    row.refresh_from_db()
    assert (row.surcharge_cents, row.surcharge_reason) == (0, "")
    assert AuditEvent.objects.filter(verb="departure.noted").count() == 3


def test_the_second_late_pickup_of_the_year_is_dearer(cast, evening):
    policy(cast, pickup_step=1440, pickup_cents=1000, pickup_then_cents=1500, pickup_then_from=2)
    for day, cents in ((MONDAY, 1000), (TUESDAY, 1500)):
        book(cast, cast.lea, day)
        point(cast, cast.lea, "present", day=day, now=evening)
        assert leave(cast, cast.lea, time(14, 10), day=day, now=evening).pickup_cents == cents


@pytest.mark.parametrize(
    ("state", "at", "code"), [("absent", 15, "not_present"), ("present", 9, "too_early")]
)
def test_a_departure_that_cannot_be_is_refused(cast, evening, state, at, code):
    point(cast, cast.lea, state, day=MONDAY, now=evening)
    with pytest.raises(DomainError) as refused:
        leave(cast, cast.lea, time(at), day=MONDAY, now=evening)
    assert refused.value.code == code
    assert not Attendance.objects.filter(left_at__isnull=False).exists()


def missed(cast, *wanted):
    return [
        booking.reservation(
            cast.lea,
            cast.canteen.openings[day],
            cast.guardian,
            state="cancelled",
            motive="family",
            out_of_time=True,
            proof_due_on=day + timedelta(days=3),
        )
        for day in wanted
    ]


def see(cast, first, last, now, motive=""):
    return certificates.see(cast.lea.id, first=first, last=last, by=cast.by, now=now, motive=motive)


def test_a_certificate_lightens_what_it_covers_after_the_carence(cast, evening, told):
    policy(cast, carence_days=1)
    rows = missed(cast, MONDAY, TUESDAY)
    seen = see(cast, MONDAY, TUESDAY, evening)
    assert [row.billed_percent for row in Reservation.objects.order_by("date")] == [100, 0]
    assert [row.id for row in seen.lighter] == [rows[1].id]
    assert told == [(TUESDAY, 0)]
    assert Certificate.objects.get().ends_on == TUESDAY + timedelta(days=1)
    assert Message.objects.get().kind == "certificate_seen"


def test_past_its_deadline_a_certificate_needs_a_motive(cast, evening):
    missed(cast, MONDAY)
    after = evening + timedelta(days=5)
    with pytest.raises(DomainError) as refused:
        see(cast, MONDAY, MONDAY, after)
    assert refused.value.code == "proof_late"
    assert not Certificate.objects.exists()
    see(cast, MONDAY, MONDAY, after, motive="Hospitalisation")
    assert Reservation.objects.get().billed_percent == 0


def test_a_certificate_that_ends_before_it_begins_is_refused(cast, evening):
    with pytest.raises(DomainError) as refused:
        see(cast, TUESDAY, MONDAY, evening)
    assert refused.value.code == "dates"

"""Closures of everybody or of some children, and how they are undone (R8–R10)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from booking.models import (
    CalendarEntry,
    DayClosure,
    Opening,
    Registration,
    Reservation,
)
from booking.operations import carts, orders, reservations
from booking.operations.setup import calendar, openings
from booking.operations.setup.calendar import Scope
from family.models import ChildGuardian, Message, School, Schooling
from shared.errors import DomainError
from shared.values.ranges import DateRange
from shared.values.school_calendar import DayKind
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
TUESDAY = date(2026, 12, 15)
SPAN = DateRange.inclusive(MONDAY, MONDAY)
LATER = datetime(2026, 12, 1, 10, tzinfo=UTC)


@pytest.fixture
def told(cast, now):
    return {"by": cast.by, "now": now}


@pytest.fixture
def school(cast):
    """Léa in CE1 A, Hugo in GS, same school, this year."""
    made = School.objects.create(name="Jules-Ferry")
    for child, level, name in ((cast.lea, "CE1", "CE1 A"), (cast.hugo, "GS", "Les lutins")):
        Schooling.objects.create(
            child=child, school=made, school_year=2026, level=level, class_name=name
        )
    return made


def booked(cast, child=None, day=MONDAY, **fields):
    opening = Opening.objects.get(id=cast.canteen.openings[day].id)
    return booking.reservation(child or cast.lea, opening, cast.guardian, **fields)


def close(cast, told, name="Grève", span=SPAN, **scope):
    return calendar.add_entry("closure", name, span, scope=Scope(**scope), **told)


def taken(day=MONDAY):
    return Opening.objects.get(date=day).taken


def states(day=MONDAY):
    return sorted(Reservation.objects.filter(date=day).values_list("state", flat=True))


def test_closure_keeps_what_it_undid(cast, told):
    """R9: motive *fermeture*, at 0 %, with the state it was in."""
    row = booked(cast, state="cancel_requested")
    entry = close(cast, told)
    row.refresh_from_db()
    assert (row.state, row.motive, row.billed_percent) == ("cancelled", "closure", 0)
    assert (row.closed_by_id, row.state_before) == (entry.id, "cancel_requested")


def test_class_outing_cancels_its_children_only_and_leaves_the_day_open(cast, told, school, now):
    """R10: the others still eat; the class cannot book."""
    booked(cast), booked(cast, cast.hugo)
    close(cast, told, "Sortie au musée", school=school, class_name="ce1 a")
    assert states() == ["cancelled", "confirmed"]
    assert Reservation.objects.get(state="cancelled").child_id == cast.lea.id
    assert (taken(), Opening.objects.get(date=MONDAY).closed_reason) == (1, "")
    assert Message.objects.get().facts["motive"] == "Sortie au musée"


def test_group_closure_follows_the_registration_of_the_day(cast, told):
    group = booking.group(cast.canteen.service, "Maternelle")
    Registration.objects.filter(child=cast.hugo).update(group=group)
    booked(cast), booked(cast, cast.hugo)
    close(cast, told, group=group)
    assert Reservation.objects.get(state="cancelled").child_id == cast.hugo.id


def test_school_closure_reads_the_class_of_each_school_year(cast, told, school):
    """R11: over the summer a child changes school."""
    other = School.objects.create(name="Pasteur")
    Schooling.objects.create(child=cast.lea, school=other, school_year=2027, level="CE2")
    september = booking.opening(cast.canteen.meal, date(2027, 9, 6))
    booked(cast)
    booking.reservation(cast.lea, september, cast.guardian)
    close(cast, told, span=DateRange(MONDAY, date(2027, 10, 1)), school=school)
    assert states() == ["cancelled"]
    assert states(date(2027, 9, 6)) == ["confirmed"]


@pytest.mark.parametrize(
    ("kind", "named", "code"),
    [
        ("closure", {"class_name": "CE1"}, "school_wanted"),
        ("holiday", {"school": True}, "closure_only"),
        ("school_day", {"group": True}, "closure_only"),
        ("closure", {"group": True, "service": "other"}, "other_group"),
    ],
)
def test_scope_that_means_nothing_is_refused(cast, told, school, kind, named, code):
    scope = dict(named)
    if "school" in scope:
        scope["school"] = school
    if "group" in scope:
        scope["group"] = booking.group(cast.canteen.service)
    if "service" in scope:
        scope["service"] = booking.service("Garderie")
    with pytest.raises(DomainError) as refused:
        calendar.add_entry(kind, "x", SPAN, scope=Scope(**scope), **told)
    assert refused.value.code == code
    assert not CalendarEntry.objects.exists()


def test_preview_counts_bookings_and_families(cast, told, school):
    other = families.durand()
    booking.registration(other.zoe, cast.canteen.service)
    booked(cast), booked(cast, cast.hugo)
    booking.reservation(
        other.zoe, Opening.objects.get(date=MONDAY), other.guardian, state="cancelled"
    )
    found = calendar.would_cancel(SPAN)
    assert (found.bookings, found.families) == (2, 1)
    found = calendar.would_cancel(SPAN, Scope(school=school, class_name="CE1 A"))
    assert (found.bookings, found.families) == (1, 1)


def test_both_parents_are_told_when_it_closes_and_when_it_opens_again(cast, told):
    apart = families.guardian(families.family("Petit"), "Marc")
    ChildGuardian.objects.create(child=cast.lea, guardian=apart)
    booked(cast)
    entry = close(cast, told)
    calendar.remove_entry(entry, **told)
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        *["service_closed"] * 2,
        *["service_reopened"] * 2,
    ]


def test_undoing_gives_back_what_was_there(cast, told):
    """Openings open, bookings live, places counted, the price as it was."""
    old = booked(cast, price_cents=210)
    booked(cast, cast.hugo, state="requested")
    entry = close(cast, told)
    seen = calendar.would_restore(entry, now=told["now"])
    done = calendar.remove_entry(entry, **told)
    assert len(seen.restored) == len(done.restored) == 2
    assert done.families == seen.families == 1
    assert states() == ["cancelled", "confirmed", "requested"]
    assert (taken(), Opening.objects.get(date=MONDAY).closed_reason) == (1, "")
    new = Reservation.objects.get(state="confirmed")
    assert new.id != old.id
    assert (new.price_cents, new.billed_percent, new.requested_at) == (210, 100, old.requested_at)
    assert (new.closed_by_id, new.motive, new.by_agent) == (None, "", True)


def test_undoing_follows_the_order_of_requests_where_places_are_short(cast, told, now):
    """A partial closure leaves places to others: who asked first comes back first."""
    group = booking.group(cast.canteen.service, "Maternelle")
    Registration.objects.update(group=group)
    booked(cast, requested_at=now - timedelta(days=1))
    booked(cast, cast.hugo, requested_at=now - timedelta(days=2))
    entry = close(cast, told, group=group)
    Opening.objects.filter(date=MONDAY).update(capacity=1)
    done = calendar.remove_entry(entry, **told)
    assert [row.child_id for row in done.restored] == [cast.hugo.id]
    assert [one.row.child_id for one in done.lost] == [cast.lea.id]
    message = Message.objects.get(kind="reopened_without")
    assert "plus de place" in message.facts["effect"]
    assert taken() == 1


def test_day_past_child_gone_and_day_frozen_stay_cancelled(cast, told):
    booked(cast), booked(cast, cast.hugo), booked(cast, day=TUESDAY)
    entry = close(cast, told, span=DateRange.inclusive(MONDAY, TUESDAY))
    Registration.objects.filter(child=cast.hugo).update(ends_on=date(2026, 12, 1))
    DayClosure.objects.create(
        service=cast.canteen.service,
        date=TUESDAY,
        closed_at=told["now"],
        closed_by_uid=cast.by.uid,
    )
    after = datetime(2026, 12, 14, 10, 59, tzinfo=UTC)
    done = calendar.remove_entry(entry, by=cast.by, now=after)
    assert [row.child_id for row in done.restored] == [cast.lea.id]
    assert states(TUESDAY) == ["cancelled"]


def test_service_that_has_begun_gives_nothing_back(cast, told):
    booked(cast)
    entry = close(cast, told)
    noon = datetime(2026, 12, 14, 11, 0, tzinfo=UTC)
    assert calendar.remove_entry(entry, by=cast.by, now=noon).restored == []


def test_second_closure_of_the_same_day_answers_for_what_is_still_shut(cast, told):
    booked(cast)
    first = close(cast, told, "Grève")
    second = close(cast, told, "Travaux", service=cast.canteen.service)
    assert calendar.would_restore(first, now=told["now"]).restored == []
    assert calendar.remove_entry(first, **told).restored == []
    assert Opening.objects.get(date=MONDAY).closed_reason == "Travaux"
    assert Reservation.objects.get().closed_by_id == second.id
    assert len(calendar.remove_entry(second, **told).restored) == 1
    assert Opening.objects.get(date=MONDAY).closed_reason == ""
    assert taken() == 1


def test_class_still_on_its_outing_does_not_come_back_with_the_service(cast, told, school):
    booked(cast), booked(cast, cast.hugo)
    strike = close(cast, told, "Grève")
    close(cast, told, "Sortie", school=school, class_name="CE1 A")
    done = calendar.remove_entry(strike, **told)
    assert [row.child_id for row in done.restored] == [cast.hugo.id]


def test_place_to_pay_waits_again_and_expires_by_itself(cast, told, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    order = reservations.confirm(cast.member, now=now).order_uid
    entry = close(cast, told)
    assert states() == ["cancelled"]
    later = now + timedelta(hours=3)
    calendar.remove_entry(entry, by=cast.by, now=later)
    row = Reservation.objects.get()
    assert (row.state, row.order_uid, row.held_until) == (
        "held",
        order,
        later + timedelta(hours=48),
    )
    assert Message.objects.filter(kind="reopened_to_pay").count() == 1
    assert orders.expire_order(order, now=later + timedelta(hours=49)) is None
    assert (states(), taken()) == (["expired"], 0)


def test_place_to_pay_whose_cutoff_has_passed_is_not_promised_again(cast, told, now):
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    reservations.confirm(cast.member, now=now)
    entry = close(cast, told)
    done = calendar.remove_entry(entry, by=cast.by, now=datetime(2026, 12, 13, tzinfo=UTC))
    assert done.restored == []
    assert "date limite" in Message.objects.get(kind="reopened_without").facts["effect"]


def test_closing_and_opening_again_a_second_time_is_the_same(cast, told):
    booked(cast)
    for _ in range(2):
        calendar.remove_entry(close(cast, told), **told)
    assert states() == ["cancelled", "cancelled", "confirmed"]
    assert taken() == 1


def test_children_of_a_closed_class_cannot_book_and_read_why(cast, told, school, now):
    close(cast, told, "Sortie au musée", school=school, class_name="CE1 A")
    tap = {"activity_id": cast.canteen.meal.id, "day": MONDAY, "now": now}
    with pytest.raises(DomainError) as refused:
        carts.toggle(cast.member, child_id=cast.lea.id, **tap)
    assert refused.value.code == "closed_for_child"
    assert carts.toggle(cast.member, child_id=cast.hugo.id, **tap).action == "added"
    booking.wish(cast.member, cast.lea, cast.canteen.meal, MONDAY)
    outcome = reservations.confirm(cast.member, now=now)
    assert [line.code for line in outcome.refused] == ["closed_for_child"]
    assert len(outcome.booked) == 1


def test_school_day_wins_over_holidays_and_a_closure_over_all(cast, told):
    """R7: a bridge that is worked; then a strike on it."""
    span = DateRange.inclusive(date(2027, 5, 6), date(2027, 5, 7))
    calendar.add_entry("holiday", "Pont de l’Ascension", span, **told)
    calendar.add_entry("public_holiday", "Ascension", span, **told)
    friday = DateRange.inclusive(date(2027, 5, 7), date(2027, 5, 7))

    def days():
        return openings.days_of(cast.canteen.service, span, range(5), [DayKind.SCHOOL])

    assert days() == []
    calendar.add_entry("school_day", "Vendredi travaillé", friday, **told)
    assert days() == [date(2027, 5, 7)]
    close(cast, told, span=friday)
    assert days() == []

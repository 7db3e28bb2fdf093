"""Pointage and closing the day (R45, R47)."""

from datetime import date

import pytest

from booking.models import Attendance, DayClosure
from booking.operations import attendance, days
from booking.selectors import day_sheet
from booking.signals import day_reopened
from family.models import AuditEvent
from shared.errors import DomainError
from shared.ids import new_id
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)


@pytest.fixture
def evening(now):
    """The evening of that Monday."""
    return now.replace(day=14, hour=17)


def point(cast, now, *marks):
    return attendance.point(
        cast.canteen.service.id,
        [(child.id, cast.canteen.meal.id, state) for child, state in marks],
        day=MONDAY,
        by=cast.by,
        now=now,
    )


def seen() -> dict:
    return dict(Attendance.objects.values_list("child__first_name", "state"))


def test_last_word_wins_and_can_be_erased(cast, evening):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    point(cast, evening, (cast.lea, "present"), (cast.hugo, "present"))
    point(cast, evening, (cast.lea, "absent"))
    assert seen() == {"Léa": "absent", "Hugo": "present"}
    point(cast, evening, (cast.lea, ""))
    assert seen() == {"Hugo": "present"}
    assert AuditEvent.objects.filter(verb="attendance.pointed").count() == 3


def test_sheet_counts_expected_present_extra_and_menus(cast, evening):
    cast.lea.diet = "sans_porc"
    cast.lea.save()
    for child in cast.children:
        if child is cast.lea:
            booking.reservation(child, cast.canteen.openings[MONDAY], cast.guardian)
    point(cast, evening, (cast.hugo, "present"))
    sheet = day_sheet.for_service(cast.canteen.service.id, MONDAY)
    total = sheet.totals[0]
    assert (total.expected, total.present, total.extra, total.unknown) == (1, 1, 1, 1)
    assert sheet.diets == (("Sans porc", 1),)
    assert [row.first_name for row in sheet.rows] == ["Hugo", "Léa"]
    assert [child.first_name for child in day_sheet.addable(cast.canteen.service.id, MONDAY)]


def test_sheet_costs_the_same_for_one_and_forty_children(cast, evening, django_assert_num_queries):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    with django_assert_num_queries(6):
        day_sheet.for_service(cast.canteen.service.id, MONDAY)
    for number in range(40):
        child = families.child(cast.family, f"Enfant {number}")
        booking.reservation(child, cast.canteen.openings[MONDAY], cast.guardian)
    with django_assert_num_queries(6):
        assert len(day_sheet.for_service(cast.canteen.service.id, MONDAY).rows) == 41


def test_foreign_marks_are_refused_and_nothing_is_written(cast, evening):
    stranger = booking.activity(booking.service("Autre"), "Étude")
    wrong = [
        (new_id(), cast.canteen.meal.id, "present"),
        (cast.lea.id, stranger.id, "present"),
        (cast.lea.id, cast.canteen.meal.id, "malade"),
    ]
    for mark in wrong:
        with pytest.raises(DomainError):
            attendance.point(cast.canteen.service.id, [mark], day=MONDAY, by=cast.by, now=evening)
    with pytest.raises(DomainError) as refused:
        attendance.point(
            cast.canteen.service.id,
            [(cast.lea.id, cast.canteen.meal.id, "present")],
            day=date(2026, 12, 25),
            by=cast.by,
            now=evening,
        )
    assert refused.value.code == "not_open"
    assert not Attendance.objects.exists()


def test_closed_day_is_frozen_until_reopened_with_a_motive(cast, evening):
    told = []

    def listen(**facts):
        told.append(facts["date"])

    day_reopened.connect(listen)
    try:
        days.close(cast.canteen.service, MONDAY, by=cast.by, now=evening)
        days.close(cast.canteen.service, MONDAY, by=cast.by, now=evening)
        assert DayClosure.objects.count() == 1
        with pytest.raises(DomainError) as refused:
            point(cast, evening, (cast.lea, "present"))
        assert refused.value.code == "day_closed"
        with pytest.raises(DomainError):
            days.reopen(cast.canteen.service, MONDAY, motive="", by=cast.by, now=evening)
        days.reopen(cast.canteen.service, MONDAY, motive="Oubli", by=cast.by, now=evening)
    finally:
        day_reopened.disconnect(listen)
    assert told == [MONDAY]
    assert point(cast, evening, (cast.lea, "present")) == 1


def test_day_to_come_cannot_be_closed_nor_an_open_one_reopened(cast, now):
    with pytest.raises(DomainError):
        days.close(cast.canteen.service, MONDAY, by=cast.by, now=now)
    with pytest.raises(DomainError):
        days.reopen(cast.canteen.service, MONDAY, motive="x", by=cast.by, now=now)

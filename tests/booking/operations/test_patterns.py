"""A rhythm fills what opens later, and never fights the family's own exceptions."""

from datetime import date, timedelta

import pytest

from booking.models import CartLine, Pattern, Registration, Reservation
from booking.operations import filling, patterns, reservations
from booking.operations.setup import calendar
from booking.operations.setup import openings as setup_openings
from booking.operations.setup.calendar import Scope
from booking.operations.setup.openings import Places
from booking.rules.patterns import Weeks
from family.models import AuditEvent, Message
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.models import Outbox
from tests.booking.operations.conftest import MONDAY
from tests.factories import booking, families

pytestmark = pytest.mark.django_db
JULY = date(2027, 7, 2)
FEBRUARY = [date(2027, 2, 1), date(2027, 2, 4), date(2027, 2, 8), date(2027, 2, 11)]


def keep(cast, now, **more):
    asked = {
        "child_ids": [cast.lea.id],
        "activity_ids": [cast.canteen.meal.id],
        "weekdays": [0, 3],
        "weeks": Weeks.ALL,
        "span": DateRange.inclusive(date(2026, 12, 2), JULY),
        "now": now,
    }
    patterns.keep(cast.member, **(asked | more))
    return Pattern.objects.get(child=cast.lea)


def open_february(cast):
    for day in FEBRUARY:
        booking.opening(cast.canteen.meal, day)


def booked(child):
    return list(
        Reservation.objects.filter(child=child, state="confirmed")
        .order_by("date")
        .values_list("date", flat=True)
    )


def test_new_openings_are_booked_and_told(cast, now):
    pattern = keep(cast, now)
    open_february(cast)

    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == FEBRUARY
    assert set(Reservation.objects.values_list("pattern_id", flat=True)) == {pattern.id}
    told = Message.objects.get(kind="pattern_filled")
    assert told.guardian_id == cast.guardian.id
    assert told.facts["lines"] == ["Léa, Repas\u00a0: 1er, 4, 8, 11\u00a0févr."]


def test_filling_twice_books_once(cast, now):
    keep(cast, now)
    open_february(cast)

    filling.fill(cast.canteen.service.id, now=now)
    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == FEBRUARY
    assert Message.objects.filter(kind="pattern_filled").count() == 1


def test_days_open_when_the_rhythm_was_kept_are_left_to_the_family(cast, now):
    """They went to the cart; what the family did with them is its own business."""
    keep(cast, now)

    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == []


def test_a_day_given_back_is_not_booked_again(cast, now):
    keep(cast, now)
    open_february(cast)
    filling.fill(cast.canteen.service.id, now=now)
    Reservation.objects.filter(date=FEBRUARY[1]).update(state="cancelled")

    booking.opening(cast.canteen.meal, date(2027, 2, 15))
    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == [FEBRUARY[0], *FEBRUARY[2:], date(2027, 2, 15)]


def test_prepaid_days_wait_in_the_cart(cast, now):
    """Nobody pays for a family."""
    cast.canteen.service.billing = "prepaid"
    cast.canteen.service.save()
    keep(cast, now)
    open_february(cast)

    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == []
    assert list(CartLine.objects.order_by("date").values_list("date", flat=True)) == FEBRUARY
    assert Message.objects.filter(kind="pattern_in_cart").exists()


def test_a_full_day_is_told_not_booked(cast, now):
    keep(cast, now)
    open_february(cast)
    cast.canteen.meal.openings.filter(date=FEBRUARY[0]).update(capacity=0)

    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == FEBRUARY[1:]
    assert "Complet" in Message.objects.get(kind="pattern_filled").facts["left"][0]


def test_a_form_that_opens_days_wakes_the_rhythms(cast, now):
    keep(cast, now)

    setup_openings.make_year(
        cast.canteen.service,
        DateRange.inclusive(date(2027, 3, 1), date(2027, 3, 12)),
        weekdays=[0, 3],
        places_wanted=[Places(cast.canteen.meal.id, None, 10)],
        by=cast.by,
        now=now,
    )

    assert Outbox.objects.filter(kind=filling.FILL, object_id=cast.canteen.service.id).count() == 1


@pytest.mark.parametrize("everywhere", [False, True])
def test_a_day_that_opens_again_is_filled_but_not_one_given_back(cast, now, everywhere):
    """R9: the closure is undone, the rhythms kept on the service are woken."""
    by = {"by": cast.by, "now": now}
    scope = Scope() if everywhere else Scope(cast.canteen.service)
    open_february(cast)
    strike = calendar.add_entry(
        "closure", "Grève", DateRange.inclusive(FEBRUARY[1], FEBRUARY[2]), scope=scope, **by
    )
    keep(cast, now)
    CartLine.objects.all().delete()

    calendar.remove_entry(strike, **by)

    assert Outbox.objects.get(kind=filling.FILL).object_id == cast.canteen.service.id
    filling.fill(cast.canteen.service.id, now=now)
    # The two others were open when the rhythm was kept: the family has emptied its cart since.
    assert booked(cast.lea) == FEBRUARY[1:3]

    Reservation.objects.filter(date=FEBRUARY[1]).update(state="cancelled")
    again = calendar.add_entry(
        "closure", "Neige", DateRange.inclusive(FEBRUARY[0], FEBRUARY[2]), scope=scope, **by
    )
    calendar.remove_entry(again, **by)
    filling.fill(cast.canteen.service.id, now=now)
    assert booked(cast.lea) == FEBRUARY[2:3]


def test_a_day_closed_to_a_class_waits_for_the_closure_to_be_undone(cast, now):
    """R10: the rhythm has not spoken of it, and says nothing of it."""
    by = {"by": cast.by, "now": now}
    group = booking.group(cast.canteen.service)
    Registration.objects.filter(child=cast.lea).update(group=group)
    keep(cast, now)
    open_february(cast)
    span = DateRange.inclusive(FEBRUARY[0], FEBRUARY[0])
    outing = calendar.add_entry("closure", "Sortie", span, scope=Scope(group=group), **by)
    filling.fill(cast.canteen.service.id, now=now)
    filling.fill(cast.canteen.service.id, now=now)
    assert booked(cast.lea) == FEBRUARY[1:]
    assert Message.objects.get(kind="pattern_filled").facts["left"] == []

    calendar.remove_entry(outing, **by)
    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == FEBRUARY


def test_a_town_without_rhythms_is_not_woken(cast, now):
    filling.wake(cast.canteen.service.id, now=now)

    assert not Outbox.objects.filter(kind=filling.FILL).exists()


def test_an_adult_who_may_not_book_any_more_fills_nothing(cast, now):
    keep(cast, now)
    open_february(cast)
    cast.lea.guardian_links.update(can_book=False)

    filling.fill(cast.canteen.service.id, now=now)

    assert booked(cast.lea) == []


def test_change_weighs_new_days_days_left_and_exceptions(cast, now):
    pattern = keep(cast, now)
    open_february(cast)
    booking.opening(cast.canteen.meal, date(2027, 2, 2))
    filling.fill(cast.canteen.service.id, now=now)
    Reservation.objects.filter(date=FEBRUARY[2]).update(state="cancelled")

    change = patterns.weigh(
        cast.member, pattern.id, weekdays=[0, 1], weeks=Weeks.ALL, last=JULY, now=now
    )

    assert [line.date for line in change.added.accepted] == [
        MONDAY + timedelta(days=1),
        date(2027, 2, 2),
    ]
    assert [one.date for one in change.ended] == [FEBRUARY[1], FEBRUARY[3]]
    assert FEBRUARY[2] in change.kept
    pattern.refresh_from_db()
    assert pattern.weekdays == [0, 3]
    assert not CartLine.objects.exists()


def test_change_puts_both_kinds_of_days_in_the_cart(cast, now):
    pattern = keep(cast, now)
    open_february(cast)
    booking.opening(cast.canteen.meal, date(2027, 2, 2))
    filling.fill(cast.canteen.service.id, now=now)

    patterns.change(cast.member, pattern.id, weekdays=[0, 1], weeks=Weeks.ALL, last=JULY, now=now)

    wishes = {(line.date, line.wish) for line in CartLine.objects.all()}
    assert {(FEBRUARY[1], "cancel"), (FEBRUARY[3], "cancel"), (date(2027, 2, 2), "book")} <= wishes
    outcome = reservations.confirm(cast.member, now=now)
    assert not outcome.refused
    assert AuditEvent.objects.filter(verb="pattern.changed").exists()


def test_keeping_again_keeps_the_exceptions(cast, now):
    pattern = keep(cast, now)
    before = list(pattern.treated)

    again = keep(cast, now, weekdays=[0])

    assert again.id == pattern.id
    assert set(before) <= set(again.treated)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"weekdays": []}, "no_weekday"),
        ({"span": DateRange.inclusive(date(2026, 12, 1), date(2026, 12, 1))}, "no_date"),
    ],
)
def test_impossible_rhythm_is_refused(cast, now, more, code):
    with pytest.raises(DomainError) as refused:
        keep(cast, now, **more)

    assert refused.value.code == code
    assert not Pattern.objects.exists()


def test_somebody_elses_child_or_rhythm_is_not_found(cast, now):
    other = families.durand()
    theirs = booking.pattern(other.children[0], cast.canteen.meal, other.guardian)

    for act in (
        lambda: keep(cast, now, child_ids=[other.children[0].id]),
        lambda: patterns.stop(cast.member, theirs.id, now=now),
        lambda: patterns.weigh(
            cast.member, theirs.id, weekdays=[0], weeks=Weeks.ALL, last=JULY, now=now
        ),
    ):
        with pytest.raises(DomainError) as refused:
            act()
        assert refused.value.code == "not_found"


def test_stop_forgets_the_rhythm_and_keeps_what_is_booked(cast, now):
    pattern = keep(cast, now)
    open_february(cast)
    filling.fill(cast.canteen.service.id, now=now)

    patterns.stop(cast.member, pattern.id, now=now)

    assert not Pattern.objects.exists()
    assert booked(cast.lea) == FEBRUARY

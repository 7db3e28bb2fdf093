"""What agents set up: a year in one form, closures that undo, grids that hold."""

from datetime import date, time

import pytest

from booking.models import Activity, CalendarEntry, Opening, Registration, Reservation, Tariff
from booking.operations import carts
from booking.operations.setup import calendar, openings, registrations, service, tariffs
from booking.rules.pricing import Bracket
from family.models import Message
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tests.factories import booking, families

MONDAY = date(2026, 12, 14)
JANUARY = DateRange(date(2027, 1, 1), date(2027, 2, 1))


@pytest.fixture
def told(cast, now):
    """Arguments every set-up verb takes."""
    return {"by": cast.by, "now": now}


def make_january(cast, told, **more):
    group = more.pop("group", None)
    return openings.make_year(
        cast.canteen.service,
        JANUARY,
        weekdays=[0, 1, 3, 4],
        places_wanted=[openings.Places(cast.canteen.meal.id, group, 120)],
        **told,
        **more,
    )


def test_year_opens_chosen_weekdays_but_holidays_and_public_holidays(cast, told):
    """R8: one form; sent twice it makes nothing twice."""
    calendar.add_many(
        [
            ("holiday", "Vacances de Noël", DateRange(date(2026, 12, 19), date(2027, 1, 4))),
            (
                "public_holiday",
                "Jour de l’an",
                DateRange.inclusive(date(2027, 1, 1), date(2027, 1, 1)),
            ),
        ],
        **told,
    )
    calendar.add_entry(
        "closure", "Pont", DateRange.inclusive(date(2027, 1, 29), date(2027, 1, 29)), **told
    )
    made = make_january(cast, told)
    found = Opening.objects.filter(date__gte=JANUARY.start)
    assert (made.days, made.made, found.count()) == (15, 15, 15)
    assert set(found.values_list("capacity", flat=True)) == {120}
    assert make_january(cast, told).made == 0


def test_year_refuses_foreign_activity_and_empty_choice(cast, told):
    stranger = booking.activity(booking.service("Autre"))
    with pytest.raises(DomainError):
        openings.make_year(
            cast.canteen.service,
            JANUARY,
            weekdays=[0],
            places_wanted=[openings.Places(stranger.id, None, 10)],
            **told,
        )
    with pytest.raises(DomainError) as refused:
        openings.make_year(cast.canteen.service, JANUARY, weekdays=[], places_wanted=[], **told)
    assert refused.value.code == "nothing"


def test_closure_on_booked_days_cancels_for_nothing_and_tells_parents(cast, told, now):
    """R9."""
    row = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    span = DateRange.inclusive(MONDAY, MONDAY)
    assert calendar.booked_between(span, service=cast.canteen.service) == 1
    entry = calendar.add_entry("closure", "Grève", span, service=cast.canteen.service, **told)
    row.refresh_from_db()
    assert (row.state, row.billed_percent) == ("cancelled", 0)
    assert Message.objects.get().kind == "service_closed"
    opening = Opening.objects.get(date=MONDAY)
    assert (opening.taken, opening.closed_reason) == (0, "Grève")
    tap = {"child_id": cast.lea.id, "activity_id": cast.canteen.meal.id, "day": MONDAY, "now": now}
    with pytest.raises(DomainError) as refused:
        carts.toggle(cast.member, **tap)
    assert refused.value.code == "closed"
    calendar.remove_entry(entry, **told)
    assert carts.toggle(cast.member, **tap).action == "cancel"


def test_closure_of_one_service_leaves_the_others_open(cast, told):
    other = booking.canteen([cast.lea], days=[MONDAY], name="Garderie")
    booking.reservation(cast.lea, other.openings[MONDAY], cast.guardian)
    assert calendar.close_day(cast.canteen.service, MONDAY, "Grève", **told) == 0
    assert Reservation.objects.get().state == "confirmed"


def test_places_below_those_taken_are_refused_with_a_sentence(cast, told):
    opening = cast.canteen.openings[MONDAY]
    booking.reservation(cast.lea, opening, cast.guardian)
    with pytest.raises(DomainError) as refused:
        openings.change_places([opening.id], capacity=0, **told)
    assert refused.value.code == "below_taken"
    assert Opening.objects.get(id=opening.id).capacity == 100
    assert openings.change_places([opening.id], capacity=1, **told) == 1
    assert openings.change_places([opening.id], capacity=None, **told) == 1


def test_only_a_day_nobody_booked_can_be_removed(cast, told):
    used, free = list(cast.canteen.openings.values())[:2]
    booking.reservation(cast.lea, used, cast.guardian, state="refused")
    with pytest.raises(DomainError):
        openings.remove([used.id], **told)
    assert openings.remove([free.id], **told) == 1


def test_grid_with_gap_or_overlap_is_refused_with_its_sentences(cast, told):
    """R52: half-open brackets, decimals included."""
    gap = [Bracket("A", 0, 40_000, 100), Bracket("B", 40_050, None, 200)]
    with pytest.raises(DomainError) as refused:
        tariffs.add_version(cast.canteen.meal, gap, name="2027", starts_on=JANUARY.start, **told)
    assert "Aucune tranche" in refused.value.sentence
    assert Tariff.objects.count() == 1


def test_new_grid_closes_the_former_at_its_start_and_a_booked_price_stays(cast, told, now):
    """R65, R4."""
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    grid = [Bracket("Unique", 0, None, 400)]
    tariffs.add_version(cast.canteen.meal, grid, name="2027", starts_on=date(2026, 12, 15), **told)
    assert Tariff.objects.get(name="Grille 2026-2027").ends_on == date(2026, 12, 15)
    assert Reservation.objects.get().price_cents == 350
    with pytest.raises(DomainError) as refused:
        tariffs.add_version(
            cast.canteen.meal, grid, name="Trop tôt", starts_on=date(2026, 12, 1), **told
        )
    assert refused.value.code == "not_later"


def test_setup_change_is_seen_at_once_by_families(cast, told, now):
    tariffs.add_version(
        cast.canteen.meal, [Bracket("Unique", 0, None, 400)], name="x", starts_on=MONDAY, **told
    )
    seen = carts.add_pattern(
        cast.member,
        child_ids=[cast.lea.id],
        activity_ids=[cast.canteen.meal.id],
        days=[MONDAY],
        now=now,
        preview=True,
    )
    assert seen.total_cents == 400


def test_class_is_registered_at_once_and_nobody_twice(cast, told):
    zoe = families.durand().zoe
    done = registrations.register(
        [zoe.id, cast.lea.id],
        cast.canteen.service,
        DateRange(date(2027, 1, 1), date(2027, 7, 1)),
        **told,
    )
    assert (done.made, done.already) == ([zoe.id], [cast.lea.id])
    with pytest.raises(DomainError):
        registrations.register([cast.canteen.meal.id], cast.canteen.service, JANUARY, **told)


def test_registration_cannot_end_before_a_booked_day(cast, told):
    row = booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian)
    mine = Registration.objects.get(child=cast.lea)
    with pytest.raises(DomainError):
        registrations.end(mine, date(2026, 12, 13), **told)
    row.state = "cancelled"
    row.save()
    assert registrations.end(mine, date(2026, 12, 13), **told).ends_on == MONDAY


def test_service_and_activity_are_made_and_names_are_unique(cast, told):
    made = service.save_service(name="Garderie", kind="care", billing="monthly", **told)
    activity = service.save_activity(
        made, name="Accueil du soir", starts_at=time(16, 30), ends_at=time(18, 30), **told
    )
    assert activity.short_name == "Accueil du soir"
    service.save_group(made, name="Petits", **told)
    with pytest.raises(DomainError) as refused:
        service.save_service(name="Garderie", kind="care", billing="monthly", **told)
    assert refused.value.code == "name_taken"
    with pytest.raises(DomainError) as refused:
        service.save_activity(made, name="À l’envers", starts_at=time(18), ends_at=time(16), **told)
    assert refused.value.code == "hours"
    assert Activity.objects.filter(service=made).count() == 1


def test_letting_requests_hold_a_place_moves_those_that_wait(cast, told):
    booking.reservation(cast.lea, cast.canteen.openings[MONDAY], cast.guardian, state="requested")
    service.save_service(cast.canteen.service, request_holds_place=True, **told)
    assert Opening.objects.get(date=MONDAY).taken == 1
    service.save_service(cast.canteen.service, request_holds_place=False, **told)
    assert Opening.objects.get(date=MONDAY).taken == 0
    assert not CalendarEntry.objects.exists()


def test_closure_sent_twice_is_one_entry(cast, told):
    """B5: a double click closes the day once."""
    span = DateRange.inclusive(MONDAY, MONDAY)

    first = calendar.add_entry("closure", "Grève", span, service=cast.canteen.service, **told)
    again = calendar.add_entry("closure", "Grève", span, service=cast.canteen.service, **told)

    assert first.pk == again.pk
    assert CalendarEntry.objects.count() == 1

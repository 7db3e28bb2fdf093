"""A day is closed, its places and the limits above it changed, all at once (R9, R37); slots too."""

from datetime import date, time, timedelta
from functools import partial

import pytest

from booking.models import CalendarEntry, CapacityLimit, LimitDay, Opening, Reservation
from booking.operations import reservations
from booking.operations.setup import calendar, limits, openings
from invoicing.selectors import books
from shared.actors import SYSTEM
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.context import commune_scope
from tests.booking.operations.races import at_once
from tests.booking.operations.test_races import member_of
from tests.factories import booking, families

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY, TUESDAY = date(2026, 12, 14), date(2026, 12, 15)
BOOKED, COMING = 4, 4


class Club:
    """Three slots of an hour, the second overlapping the first, under one limit of the service."""

    def __init__(self, commune, now) -> None:
        self.commune, self.now = commune, now
        self.by = {"by": SYSTEM, "now": now}
        with commune_scope(commune):
            self.service = booking.service("Ateliers", kind="leisure")
            booking.deadline(self.service)
            hours = ((14, 0), (14, 30), (16, 0))
            self.slots = [self._slot(number, time(*start)) for number, start in enumerate(hours)]
            self.limit = booking.limit(self.service, self.slots, 20)
            self.members = [self._family(number) for number in range(BOOKED + COMING)]
            for one in self.members[:BOOKED]:
                reservations.confirm(one, now=now)
            assert Reservation.objects.count() == 2 * BOOKED

    def _slot(self, number: int, start: time):
        slot = booking.activity(
            self.service,
            f"Atelier {number}",
            unit="slot",
            starts_at=start,
            ends_at=start.replace(hour=start.hour + 1),
        )
        booking.tariff(slot)
        for day in (MONDAY, TUESDAY):
            booking.opening(slot, day, 10)
        return slot

    def _family(self, number: int):
        """Each wants the first slot and the last; the second too, which the first excludes."""
        home = families.family(f"Famille {number}")
        adult = families.guardian(home, "Parent")
        child = families.child(home, "Enfant")
        families.quotient(adult)
        booking.registration(child, self.service)
        member = member_of(self.commune, adult)
        for slot in self.slots:
            booking.wish(member, child, slot, MONDAY)
        return member

    # What may happen at the same instant.
    def booking_acts(self):
        return [partial(reservations.confirm, one, now=self.now) for one in self.members[BOOKED:]]

    def close(self):
        return partial(
            calendar.add_entry,
            "closure",
            "Grève",
            DateRange.inclusive(MONDAY, MONDAY),
            service=self.service,
            **self.by,
        )

    def limit_to(self, places: int):
        return partial(
            limits.save_limit,
            self.service,
            self.limit,
            activity_ids=[one.id for one in self.slots],
            today=MONDAY - timedelta(days=13),
            name="Total",
            kind="service",
            places=places,
            starts_on=self.limit.starts_on,
            **self.by,
        )

    def places_to(self, capacity: int, slot: int = 0):
        with commune_scope(self.commune):
            ids = list(
                Opening.objects.filter(activity=self.slots[slot]).values_list("id", flat=True)
            )
        return partial(openings.change_places, ids, capacity=capacity, **self.by)

    def taken(self):
        return dict(Opening.objects.filter(date=MONDAY).values_list("activity__name", "taken"))


@pytest.fixture
def club(jolieville, now):
    return Club(jolieville, now)


def failures(answers):
    return [
        one for one in answers if isinstance(one, Exception) and not isinstance(one, DomainError)
    ]


@pytest.mark.parametrize("first", range(3))
def test_day_closed_while_its_levels_change_and_families_book(club, settings, first):
    """Whoever comes first: nothing stays booked, no count is lost, nothing deadlocks."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 10
    levels = [club.close(), club.limit_to(12), club.places_to(6)]
    acts = [*levels[first:], *club.booking_acts(), *levels[:first]]
    assert failures(at_once(club.commune, acts)) == []
    with commune_scope(club.commune):
        assert not Reservation.objects.filter(state="confirmed").exists()
        assert set(club.taken().values()) == {0}
        assert set(Opening.objects.filter(date=MONDAY).values_list("closed_reason", flat=True)) == {
            "Grève"
        }
        assert LimitDay.objects.get(date=MONDAY).taken == 0
        assert books.differences() == []


def test_closure_undone_under_lower_levels_gives_back_what_fits_in_order(club):
    """R9, R37: the limit and the places were lowered meanwhile; the first who asked come back."""
    with commune_scope(club.commune):
        entry = club.close()()
        club.limit_to(3)()
        club.places_to(2, slot=2)()
        lifted = calendar.remove_entry(entry, **club.by)
        assert (len(lifted.restored), len(lifted.lost)) == (3, 2 * BOOKED - 3)
        assert LimitDay.objects.get(date=MONDAY).taken == 3
        assert club.taken()["Atelier 2"] <= 2
        assert books.differences() == []


def test_limit_lowered_while_a_closure_is_undone_never_oversells(club, settings):
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    with commune_scope(club.commune):
        entry = club.close()()
    acts = [
        partial(calendar.remove_entry, entry, **club.by),
        club.limit_to(5),
        *club.booking_acts(),
    ]
    answers = at_once(club.commune, acts)
    assert failures(answers) == []
    with commune_scope(club.commune):
        day = LimitDay.objects.get(date=MONDAY)
        assert day.taken <= day.capacity
        # Either the limit came first, or the agent was told how many there are.
        assert day.capacity == 5 or answers[1].code == "limit_below"
        assert not CalendarEntry.objects.exists()
        assert books.differences() == []


def test_without_locks_levels_and_closure_lose_count(club, settings):
    """The same race goes red: the counts of what was booked, closed and limited disagree."""
    settings.TEST_LOCKS_OFF = True
    settings.TEST_PAUSE_AFTER_CHECK_MS = 30
    at_once(club.commune, [club.limit_to(12), club.close(), *club.booking_acts()])
    with commune_scope(club.commune):
        assert books.differences() != []


@pytest.mark.parametrize("level", ["opening", "service", "group", "room", "staff"])
def test_level_lowered_under_what_is_booked_names_the_days_and_writes_nothing(club, level):
    """R37: the agent chooses, at each level; one more place than the booked is accepted."""
    with commune_scope(club.commune):
        if level == "group":
            group = booking.group(club.service, "Grands")
            Opening.objects.update(group=group)
        before = list(Opening.objects.order_by("id").values("id", "capacity", "taken"))
        least = BOOKED if level == "opening" else 2 * BOOKED

        def lower(places: int):
            if level == "opening":
                return club.places_to(places)()
            fields = {"kind": level, "places": places}
            if level == "group":
                fields["group"] = group
            if level == "staff":
                # One adult for four children of any age.
                fields |= {"places": places // 4, "under_six_ratio": 4, "from_six_ratio": 4}
            return partial(club.limit_to(20), **fields)()

        with pytest.raises(DomainError) as refused:
            lower(least - 1)
        assert refused.value.code == ("below_taken" if level == "opening" else "limit_below")
        assert refused.value.facts["days"] == ["2026-12-14"]
        assert "14\u00a0déc." in refused.value.sentence
        assert list(Opening.objects.order_by("id").values("id", "capacity", "taken")) == before
        assert CapacityLimit.objects.get().places == 20
        lower(least)
        assert books.differences() == []


def test_hourly_slots_exclude_each_other_and_weigh_on_the_limit_each(club):
    """R37: two slots an afternoon are two units; the one that overlaps says why it cannot be."""
    with commune_scope(club.commune):
        outcome = reservations.confirm(club.members[BOOKED], now=club.now)
        assert [line.activity for line in outcome.booked] == ["Atelier 0", "Atelier 2"]
        assert [(line.activity, line.code) for line in outcome.refused] == [
            ("Atelier 1", "overlap")
        ]
        assert LimitDay.objects.get(date=MONDAY).taken == 2 * (BOOKED + 1)


def test_two_carts_take_overlapping_slots_of_one_child_once(club, settings):
    """R17: two parents at once, the first slot and the one that overlaps it."""
    settings.TEST_PAUSE_AFTER_CHECK_MS = 20
    with commune_scope(club.commune):
        home = families.family("Deux paniers")
        child = families.child(home, "Noé")
        booking.registration(child, club.service)
        members = []
        for number in (0, 1):
            adult = families.guardian(home, f"Parent {number}", is_payer=not number)
            families.quotient(adult)
            child.guardian_links.get_or_create(guardian=adult, defaults={"can_book": True})
            members.append(member_of(club.commune, adult))
            booking.wish(members[-1], child, club.slots[number], MONDAY)
    answers = at_once(
        club.commune, [partial(reservations.confirm, one, now=club.now) for one in members]
    )
    assert failures(answers) == []
    with commune_scope(club.commune):
        assert Reservation.objects.filter(child=child).count() == 1
        assert [line.code for one in answers for line in one.refused] == ["overlap"]
        assert books.differences() == []

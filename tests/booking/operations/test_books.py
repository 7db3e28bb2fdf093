"""Random days in the life of a small commune: the places always add up (B3, narrow)."""

import random
from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db.models import Count, F, Q

from booking.models import Opening, Reservation, Service
from booking.operations import agents, carts, orders, requests, reservations
from booking.operations.setup import service as offer
from booking.rules.lifecycle import HOLDING_STATES
from shared.errors import DomainError
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]
HOLDING = [state.value for state in HOLDING_STATES]


def wrong_places() -> list:
    """Openings whose ``taken`` or ``waiting`` is not what their live rows say, or is too much."""
    holds = Q(reservations__state__in=HOLDING) | Q(
        reservations__state="requested", activity__service__request_holds_place=True
    )
    counted = Opening.objects.annotate(
        rows=Count("reservations", filter=holds),
        waiters=Count("reservations", filter=Q(reservations__state="waitlisted")),
    )
    return list(
        counted.exclude(taken=F("rows"), waiting=F("waiters"))
        | counted.filter(taken__gt=F("capacity"))
    )


class Town:
    """Three families, two prepaid or manual services with two places a day."""

    def __init__(self, commune, now, seed: int) -> None:
        self.random, self.now = random.Random(seed), now
        self.by = accounts.agent(commune).actor
        self.homes = [families.martin(), families.durand()]
        for home in self.homes:
            home.member = accounts.member(commune, home.guardian)
        everybody = [child for home in self.homes for child in home.children]
        self.canteens = [
            booking.canteen(everybody, days=DAYS, capacity=2, name="Cantine", billing="prepaid"),
            booking.canteen(
                everybody,
                days=DAYS,
                capacity=1,
                name="Centre",
                booking_answer="manual",
                cancel_answer="manual",
            ),
        ]

    def act(self) -> None:
        """One random act; a refusal is an answer like another."""
        name = self.random.choice(
            ["tap", "tap", "tap", "valider", "pay", "expire", "answer", "cancel", "book", "setup"]
        )
        self.now += timedelta(minutes=self.random.randrange(1, 20))
        with suppress(DomainError):
            getattr(self, name)()

    def tap(self) -> None:
        home = self.random.choice(self.homes)
        carts.toggle(
            home.member,
            child_id=self.random.choice(home.children).id,
            activity_id=self.random.choice(self.canteens).meal.id,
            day=self.random.choice(DAYS),
            now=self.now,
        )

    def valider(self) -> None:
        reservations.confirm(self.random.choice(self.homes).member, now=self.now)

    def _order(self):
        found = Reservation.objects.filter(state__in=["held", "expired"])
        return self.random.choice(sorted({row.order_uid for row in found}) or [self.by.uid])

    def pay(self) -> None:
        orders.settle_order(self._order(), now=self.now)

    def expire(self) -> None:
        orders.expire_order(self._order(), now=self.now)

    def _ids(self, *states: str) -> list:
        return list(Reservation.objects.filter(state__in=states).values_list("id", flat=True))[:2]

    def answer(self) -> None:
        verb = self.random.randrange(4)
        asked, leaving = self._ids("requested"), self._ids("cancel_requested")
        if verb == 0:
            requests.accept(asked, by=self.by, now=self.now)
        elif verb == 1:
            requests.refuse(asked, "Non", by=self.by, now=self.now)
        elif verb == 2:
            requests.accept_cancellation(leaving, "with", by=self.by, now=self.now)
        else:
            requests.refuse_cancellation(leaving, "Non", by=self.by, now=self.now)

    def cancel(self) -> None:
        ids = self._ids("confirmed", "held", "requested", "cancel_requested")
        agents.cancel_for(ids[:1], by=self.by, now=self.now, motive="Départ")

    def book(self) -> None:
        home = self.random.choice(self.homes)
        wish = (home.children[0].id, self.canteens[0].meal.id, self.random.choice(DAYS))
        agents.book_for(home.guardian.id, [wish], by=self.by, now=self.now)

    def setup(self) -> None:
        service = Service.objects.get(name="Centre")
        offer.save_service(
            service,
            by=self.by,
            now=self.now,
            request_holds_place=not service.request_holds_place,
        )


@pytest.mark.parametrize("seed", range(4))
def test_places_add_up_after_every_act(scope, now, seed):
    town = Town(scope, now, seed)
    for _ in range(70):
        town.act()
        assert wrong_places() == []
    assert Reservation.objects.exists()


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(100))
def test_b3_places_add_up_over_five_hundred_acts(scope, now, seed):
    """B3 with its full counts, payments and answers; ``test_machine`` has the waiting lists."""
    town = Town(scope, now, seed)
    for _ in range(500):
        town.act()
    assert wrong_places() == []

"""A town where families want one Monday: what the tests of waiting lists share."""

from datetime import date

from booking.models import Opening, Reservation
from booking.operations import reservations
from family.models import Child
from tests.booking.operations.test_races import member_of
from tests.factories import accounts, booking, families

MONDAY = date(2026, 12, 14)


class Town:
    """A leisure centre with ``capacity`` places on Monday, and ``homes`` families who want one."""

    def __init__(self, commune, capacity: int, homes: int, **service) -> None:
        service.setdefault("kind", "leisure")
        service.setdefault("waiting", "queue")
        self.commune = commune
        self.by = accounts.agent(commune).actor
        self.centre = booking.canteen(days=[MONDAY], capacity=capacity, name="Centre", **service)
        self.opening = self.centre.openings[MONDAY]
        self.homes = [self.home(number) for number in range(homes)]

    def home(self, number: int, children: int = 1, **fields):
        home = families.family(f"Famille {number}", **fields)
        adult = families.guardian(home, f"Parent {number}", email=f"p{number}@example.org")
        families.quotient(adult)
        for position in range(children):
            child = families.child(home, f"Enfant {number}{'ab'[position]}")
            booking.registration(child, self.centre.service)
        adult.children = list(Child.objects.filter(family=home).order_by("first_name"))
        return adult

    def wish(self, adult, now, *, together: bool = False):
        member = member_of(self.commune, adult)
        for child in adult.children:
            booking.wish(member, child, self.centre.meal, MONDAY, promised_at=now, created_at=now)
        return reservations.confirm(member, now=now, together=together)

    def states(self) -> dict[str, str]:
        return dict(Reservation.objects.values_list("child__first_name", "state"))

    def counts(self) -> tuple[int, int]:
        found = Opening.objects.get(id=self.opening.id)
        return found.taken, found.waiting


def state_of(adult) -> list[str]:
    found = Reservation.objects.filter(child__in=adult.children).order_by("child__first_name")
    return list(found.values_list("state", flat=True))


def order_of(adult):
    return Reservation.objects.filter(child__in=adult.children).latest("requested_at").order_uid

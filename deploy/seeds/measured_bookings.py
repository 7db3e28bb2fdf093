"""About 17 400 bookings of January 2027, and a few past days a family, with their prices."""

from collections import Counter
from datetime import date
from random import Random
from uuid import UUID

from booking.models import DayClosure, Opening, Reservation
from booking.rules import pricing
from booking.rules.pricing import Quotient, Tariff
from deploy.seeds.measured_homes import Measured, group_of
from deploy.seeds.measured_town import PAST_MONTHS
from deploy.seeds.set_up import Town
from shared.ids import new_id
from shared.values.ranges import DateRange

JANUARY = (date(2027, 1, 1), date(2027, 2, 1))
SCHOOL_WEEK = (0, 1, 3, 4)
# June's days are the only openings outside the school year in hand.
JUNE = (date(2026, 6, 8), date(2026, 6, 15))
PAST_DAYS = 2
TARIFF = DateRange(date(2026, 1, 1))


class Writer:
    """Collects reservations, then writes them and the places they take."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.rows: list[Reservation] = []
        self.openings: dict[tuple[UUID, UUID | None], dict[date, UUID]] = {}
        for key, activity, group, day in Opening.objects.values_list(
            "id", "activity_id", "group_id", "date"
        ):
            self.openings.setdefault((activity, group), {})[day] = key
        self.grids = {
            (service.key, one.key): Tariff("Grille 2026-2027", TARIFF, one.prices)
            for service in town.plan.services
            for one in service.activities
        }

    def days(self, service: str, activity: str, start: date, end: date) -> list[date]:
        """The open days of an activity in [start, end)."""
        some = next(group for (key, _), group in self.town.groups.items() if key == service)
        found = self.openings[self.town.activities[service, activity].id, some.id]
        return sorted(day for day in found if start <= day < end)

    def book(self, home: Measured, child, service: str, activity: str, days: list[date]) -> None:
        """Confirmed rows of one child, one order, priced by the rule."""
        made = self.town.activities[service, activity]
        opened = self.openings[made.id, group_of(self.town, service, child).id]
        order = new_id()
        for day in days:
            decision = pricing.price(
                activity=made.name,
                day=day,
                tariffs=[self.grids[service, activity]],
                quotient=Quotient(home.quotient, date(2026, 1, 1), "CAF"),
            )
            assert decision.cents is not None
            self.rows.append(
                Reservation(
                    child=child,
                    activity=made,
                    date=day,
                    opening_id=opened[day],
                    payer=home.payer,
                    order_uid=order,
                    state="confirmed",
                    price_cents=decision.cents,
                    price_trace=decision.trace,
                    requested_at=self.town.span.before,
                    requested_by_uid=home.payer.account_uid,
                    decided_at=self.town.span.before,
                )
            )

    def write(self) -> int:
        """One bulk insert, then every opening's count, equal counts together."""
        Reservation.objects.bulk_create(self.rows, batch_size=2000)
        taken = Counter(row.opening_id for row in self.rows)
        by_number: dict[int, list[UUID]] = {}
        for key, number in taken.items():
            by_number.setdefault(number, []).append(key)
        for number, keys in by_number.items():
            Opening.objects.filter(id__in=keys).update(taken=number)
        return len(self.rows)


def january(writer: Writer, homes: list[Measured], draw: Random) -> None:
    """The habits of ``workloads.md``; Claire's children eat on Mondays and Tuesdays."""
    lunch = writer.days("canteen", "meal", *JANUARY)
    wednesdays = writer.days("centre", "day", *JANUARY)
    for home in homes:
        for child in home.children:
            if home.is_claire:
                writer.book(home, child, "canteen", "meal", _on(lunch, (0, 1)))
                continue
            times = draw.choices((0, 4, 3, 2), weights=(15, 55, 15, 15))[0]
            writer.book(home, child, "canteen", "meal", _on(lunch, _week(draw, times)))
            for activity, share in (("morning", 30), ("evening", 45)):
                if draw.randrange(100) < share:
                    week = _week(draw, draw.randint(2, 4))
                    writer.book(home, child, "care", activity, _on(lunch, week))
            if draw.randrange(100) < 30:
                activity = "day" if draw.randrange(5) else "half"
                writer.book(home, child, "centre", activity, wednesdays)


def past(writer: Writer, homes: list[Measured]) -> None:
    """Two lunches of each past month for the eldest, on closed days, so that invoices exist."""
    days = list(JUNE)
    for month in PAST_MONTHS[1:]:
        days += writer.days("canteen", "meal", month, date(month.year, month.month + 1, 1))[
            :PAST_DAYS
        ]
    for home in homes:
        writer.book(home, home.children[0], "canteen", "meal", days)
    canteen = writer.town.services["canteen"]
    DayClosure.objects.bulk_create(
        DayClosure(
            service=canteen,
            date=day,
            closed_at=writer.town.span.before,
            closed_by_uid=writer.town.agent.uid,
        )
        for day in days
    )


def open_june(town: Town) -> None:
    """Two days of last June, for the oldest invoice."""
    meal = town.activities["canteen", "meal"]
    room = next(iter(town.plan.services)).activities[0].places
    Opening.objects.bulk_create(
        Opening(activity=meal, date=day, group=town.groups["canteen", group], capacity=number)
        for day in JUNE
        for group, number in room.items()
    )


def _week(draw: Random, times: int) -> tuple[int, ...]:
    return tuple(draw.sample(SCHOOL_WEEK, times))


def _on(days: list[date], weekdays: tuple[int, ...]) -> list[date]:
    return [day for day in days if day.weekday() in weekdays]

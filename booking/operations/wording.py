"""The French of messages about days, from names read once for all adults."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from booking.models import Activity, Reservation
from booking.selectors.booked import Booked
from family.models import Child
from shared.values.french_dates import day_list, enumeration, instant
from shared.values.money import format_cents
from tenants.context import current_commune, zone_of

Day = Reservation | Booked


class Wording:
    """French facts of a message, from names read once for all adults."""

    def __init__(self, found: Sequence[Day]) -> None:
        self.zone = zone_of(current_commune())
        self.children = Child.objects.only("first_name").in_bulk({row.child_id for row in found})
        self.activities = Activity.objects.select_related("service").in_bulk(
            {row.activity_id for row in found}
        )

    def names(self, found: Iterable[Day]) -> str:
        """« Léa et Hugo »."""
        keys = dict.fromkeys(row.child_id for row in found)
        return enumeration([self.children[key].first_name for key in keys])

    def lines(self, found: Iterable[Day]) -> list[str]:
        """« Léa, repas : 25, 26 janv. », a line a child and activity."""
        groups: dict = defaultdict(list)
        for row in found:
            groups[row.child_id, row.activity_id].append(row.date)
        return [
            f"{self.children[child].first_name}, {self.activities[activity].name}"
            f"\u00a0: {day_list(sorted(days))}"
            for (child, activity), days in groups.items()
        ]

    def facts(self, found: list[Reservation]) -> dict[str, Any]:
        """Lines « Léa, repas : 25, 26 janv. », the service to call, amounts and the time limit."""
        first = self.activities[found[0].activity_id].service
        until = min((row.held_until for row in found if row.held_until), default=None)
        surcharge = sum(row.surcharge_cents for row in found)
        return {
            "lines": self.lines(found),
            "children": self.names(found),
            "service": first.name,
            "contact": " · ".join(filter(None, [first.phone, first.email])),
            "total": format_cents(sum(row.price_cents for row in found)),
            "surcharge": format_cents(surcharge) if surcharge else "",
            "until": instant(until, self.zone, month=True) if until else "",
            "order_uid": str(found[0].order_uid),
            "by_other": False,
        }

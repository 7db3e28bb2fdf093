"""*Aujourd'hui*: who is expected, against the places, for every activity of a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count

from booking.models import DayClosure, Opening, Reservation
from booking.rules.lifecycle import HOLDING_STATES
from family.models import Child


@dataclass(frozen=True, slots=True)
class Expected:
    """One activity on a day; ``capacity`` None: no limit. ``diets``: (menu, children)."""

    service_id: UUID
    service: str
    activity_id: UUID
    activity: str
    expected: int
    capacity: int | None
    requested: int
    diets: tuple[tuple[str, int], ...]
    is_closed: bool

    @property
    def percent(self) -> int | None:
        """How full, in whole percent."""
        if not self.capacity:
            return None
        return min(100, self.expected * 100 // self.capacity)


def menus(day: date) -> list[tuple[str, int]]:
    """Each menu that is not the standard one, and how many children it feeds: one query.

    A child who comes in the morning, at noon and in the evening is one child.
    """
    holding = [state.value for state in HOLDING_STATES]
    return [
        (Child.Diet(diet).label, number)
        for diet, number in Reservation.objects.filter(date=day, state__in=holding)
        .exclude(child__diet=Child.Diet.STANDARD)
        .order_by("child__diet")
        .values_list("child__diet")
        .annotate(number=Count("child_id", distinct=True))
    ]


def expected(day: date) -> list[Expected]:
    """Every activity that opens on a day: three queries."""
    holding = [state.value for state in HOLDING_STATES]
    found: dict[UUID, dict] = {}
    for activity, name, service, service_name, capacity, reason in (
        Opening.objects.filter(date=day)
        .order_by("activity__service__position", "activity__service__name", "activity__position")
        .values_list(
            "activity_id",
            "activity__name",
            "activity__service_id",
            "activity__service__name",
            "capacity",
            "closed_reason",
        )
    ):
        if reason:
            continue
        one = found.setdefault(activity, {"of": (service, service_name, name), "capacity": 0})
        unlimited = capacity is None or one["capacity"] is None
        one["capacity"] = None if unlimited else one["capacity"] + capacity
    counts: dict[UUID, dict] = defaultdict(lambda: defaultdict(int))
    for activity, state, diet, number in (
        Reservation.objects.filter(date=day, state__in=[*holding, "requested"])
        .exclude(state="requested", commission__isnull=False)
        .order_by()
        .values_list("activity_id", "state", "child__diet")
        .annotate(number=Count("id"))
    ):
        known = counts[activity]
        if state in holding:
            known["expected"] += number
            if diet:
                known[Child.Diet(diet).label] += number
        else:
            known["requested"] += number
    closed = set(DayClosure.objects.filter(date=day).values_list("service_id", flat=True))
    return [
        Expected(
            one["of"][0],
            one["of"][1],
            activity,
            one["of"][2],
            counts[activity].pop("expected", 0),
            one["capacity"],
            counts[activity].pop("requested", 0),
            tuple(sorted(counts[activity].items())),
            one["of"][0] in closed,
        )
        for activity, one in found.items()
    ]

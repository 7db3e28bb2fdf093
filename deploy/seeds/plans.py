"""The words a town is described with: data only, written by ``set_up``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from booking.rules.pricing import Bracket
from shared.values.school_calendar import DayKind

SCHOOL_DAYS = (0, 1, 3, 4)
WEEK = (0, 1, 2, 3, 4)
WEDNESDAY = (2,)
SATURDAY = (5,)
INFANTS = frozenset({"PS", "MS", "GS"})
EVERYBODY = ""
LIMITS = (0, 40_000, 70_000, 100_000, 150_000)


def grid(*cents: int, outside_percent: int = 0) -> tuple[Bracket, ...]:
    """Prices in cents by bracket of quotient, the non-residents' dearer by a percentage."""
    limits = LIMITS if len(cents) == len(LIMITS) else LIMITS[-len(cents) :]
    lows = (0, *limits[1:])
    return tuple(
        Bracket(
            "ABCDE"[rank],
            low,
            lows[rank + 1] if rank + 1 < len(lows) else None,
            price,
            price * (100 + outside_percent) // 100 if outside_percent else None,
        )
        for rank, (low, price) in enumerate(zip(lows, cents, strict=True))
    )


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """A prestation: hours, prices, and its places by group (« » for everybody)."""

    key: str
    name: str
    short_name: str
    starts_at: time
    ends_at: time
    prices: tuple[Bracket, ...]
    places: Mapping[str, int | None]
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """A service; ``opens`` are (weekdays, kinds of day), ``deadline`` its numbers.

    ``share`` is the percentage of children registered; ``usual`` the weekdays they come.
    """

    key: str
    name: str
    regie: str
    activities: tuple[ActivityPlan, ...]
    opens: tuple[tuple[tuple[int, ...], tuple[DayKind, ...]], ...]
    deadline: Mapping[str, Any]
    share: int
    groups: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegiePlan:
    """A régie, by its code."""

    code: str
    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TownPlan:
    """A commune, its schools, services and régies, and how many families live there."""

    commune: Mapping[str, Any]
    schools: tuple[str, ...]
    regies: tuple[RegiePlan, ...]
    services: tuple[ServicePlan, ...]
    families: int

    @property
    def slug(self) -> str:
        """Its address."""
        slug: str = self.commune["slug"]
        return slug

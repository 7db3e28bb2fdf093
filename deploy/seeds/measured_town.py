"""The town of dataset *jolieville*: three services, ten prices by bracket, no surprise."""

from dataclasses import replace
from datetime import date, time

from deploy.seeds.days import Span, calendar
from deploy.seeds.plans import (
    SCHOOL_DAYS,
    WEDNESDAY,
    ActivityPlan,
    RegiePlan,
    ServicePlan,
    TownPlan,
    grid,
)
from deploy.seeds.towns import IN_TERM, JOLIEVILLE, TWO_DAYS

TODAY = date(2026, 12, 1)
GROUPS = ("Maternelle", "Élémentaire")
PAST_MONTHS = (date(2026, 6, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1))


def span() -> Span:
    """From September to 2 July 2027; zone B, no holidays in January."""
    entries = tuple(calendar("B", 2026, "35"))
    return Span(TODAY, PAST_MONTHS[1:], date(2027, 7, 3), (2026,), entries)


def plan(scale: float) -> TownPlan:
    """Places grow with the number of families, so that nobody is refused at any scale."""
    return replace(
        JOLIEVILLE,
        regies=(RegiePlan("JO", "Régie de Jolieville", {"due_days": 30}),),
        services=(
            ServicePlan(
                "canteen",
                "Restaurant scolaire",
                "JO",
                (
                    _activity(
                        "meal", "Repas", (12, 14), (100, 210, 320, 410, 490), (300, 420), scale
                    ),
                ),
                ((SCHOOL_DAYS, IN_TERM),),
                TWO_DAYS,
                100,
                groups=GROUPS,
                fields={"kind": "canteen", "billing": "monthly"},
            ),
            ServicePlan(
                "care",
                "Accueil périscolaire",
                "JO",
                (
                    _activity(
                        "morning", "Matin", (7, 8), (60, 90, 120, 160, 200), (180, 240), scale
                    ),
                    _activity(
                        "evening", "Soir", (16, 18), (90, 140, 190, 240, 300), (180, 240), scale
                    ),
                ),
                ((SCHOOL_DAYS, IN_TERM),),
                TWO_DAYS,
                100,
                groups=GROUPS,
                fields={"kind": "care", "billing": "monthly"},
            ),
            ServicePlan(
                "centre",
                "Centre de loisirs du mercredi",
                "JO",
                (
                    _activity(
                        "day", "Journée", (8, 18), (400, 700, 1100, 1500, 1900), (120, 160), scale
                    ),
                    _activity(
                        "half", "Matinée", (8, 12), (200, 350, 550, 750, 950), (120, 160), scale
                    ),
                ),
                ((WEDNESDAY, IN_TERM),),
                TWO_DAYS,
                100,
                groups=GROUPS,
                fields={"kind": "leisure", "billing": "monthly"},
            ),
        ),
    )


def _activity(
    key: str,
    name: str,
    hours: tuple[int, int],
    cents: tuple[int, ...],
    places: tuple[int, int],
    scale: float,
) -> ActivityPlan:
    room = {
        group: round(number * max(1, scale)) for group, number in zip(GROUPS, places, strict=True)
    }
    fields = {"exclusive_set": "journee"} if key in ("day", "half") else {}
    if key == "meal":
        fields = {"care": "meal"}
    return ActivityPlan(key, name, name, time(hours[0]), time(hours[1]), grid(*cents), room, fields)

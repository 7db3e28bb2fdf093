"""The frozen facts the rules want: offer, deadlines, calendar, tariffs, household."""

from datetime import date, timedelta
from uuid import UUID

from booking.selectors import facts_rows as rows
from booking.selectors.facts_shapes import (
    ActivityFacts,
    ChildFacts,
    Facts,
    GuardianFacts,
    RegistrationFacts,
    SchoolingFacts,
    ServiceFacts,
)
from booking.selectors.facts_sql import fetch
from tenants.context import current_commune, zone_of

__all__ = [
    "ActivityFacts",
    "ChildFacts",
    "Facts",
    "GuardianFacts",
    "RegistrationFacts",
    "SchoolingFacts",
    "ServiceFacts",
    "load",
]

# Deadlines walk back over days that do not count, from a day or from the start of its period: as
# far as the rules ever look, so that a cut-off is the same whatever the page.
_WALK_BACK = timedelta(days=400)


def load(*, guardian_id: UUID | None, since: date, until: date) -> Facts:
    """Read the facts for days of [since, until) in ONE statement.

    ``guardian_id``: whose children and whose prices; None for screens of agents without a family.
    """
    isolation, parts = fetch(
        guardian_id=guardian_id, since=since, until=until, far=since - _WALK_BACK
    )
    return Facts(
        zone=zone_of(current_commune()),
        isolation=isolation,
        services=rows.services(parts["services"]),
        activities=rows.activities(parts["activities"]),
        deadlines=rows.deadlines(parts["deadlines"]),
        calendars=rows.calendars(parts["entries"]),
        entry_names=rows.entry_names(parts["entries"]),
        closures=rows.closures(parts["entries"]),
        tariffs=rows.tariffs(parts["tariffs"]),
        children={child.id: child for child in map(rows.child, parts["children"])},
        guardians=tuple(map(rows.guardian, parts["guardians"])),
        links=rows.links(parts["links"]),
        windows=rows.windows(parts["windows"]),
        limits=rows.limits(parts["limits"]),
        commissions=rows.commissions(parts["commissions"]),
        queues=rows.queues(parts["queues"]),
        standing=rows.standing(parts["standing"]),
        absences=rows.absences(parts["absences"]),
        custody=rows.custody(parts["custody"]),
        others=tuple(map(rows.guardian, parts["others"])),
    )

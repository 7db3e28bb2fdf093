"""Children registered to a service, with their level in a school year (R11)."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Subquery

from booking.models import Group, Registration, Service
from booking.rules import classes
from booking.rules.classes import Placed
from family.models import Schooling


@dataclass(frozen=True, slots=True)
class Sharing:
    """What the page offers: groups, and each level with its children and its usual group."""

    groups: tuple[tuple[UUID, str], ...]
    levels: tuple[tuple[str, int, UUID | None], ...]
    without_class: int
    total: int


def placed(service: Service, year: int) -> list[Placed]:
    """Registrations that touch the school year, with the child's level: one statement."""
    level = Schooling.objects.filter(child=OuterRef("child"), school_year=year).values("level")
    found = (
        Registration.objects.filter(
            service=service, starts_on__lt=date(year + 1, 9, 1), ends_on__gt=date(year, 9, 1)
        )
        .annotate(level=Subquery(level[:1]))
        .values_list("id", "level", "group_id")
    )
    return [Placed(key, level or "", group) for key, level, group in found]


def sharing(service: Service, year: int) -> Sharing:
    """The page's facts: two statements."""
    found = placed(service, year)
    counts = Counter(one.level for one in found)
    usual = classes.usual_groups(found)
    return Sharing(
        tuple(Group.objects.filter(service=service).values_list("id", "name")),
        tuple((level, counts[level], usual.get(level)) for level in classes.LEVELS),
        counts[""],
        len(found),
    )

"""Whom a closure can be for: everybody, a group, a school, a class of this year or the next."""

from datetime import date

from booking.models import CalendarEntry, Group
from family.models import School, Schooling
from shared.values.school_calendar import school_year_of

Choices = list[tuple[str, str]]


def choices(today: date) -> list[tuple[str, Choices]]:
    """(heading, (value, words)) for a select; three queries. ``found`` reads a value back."""
    year = school_year_of(today).start.year
    classes = (
        Schooling.objects.filter(school_year__in=[year, year + 1])
        .exclude(class_name="")
        .order_by("school__name", "class_name")
        .values_list("school_id", "school__name", "class_name")
        .distinct()
    )
    groups = Group.objects.select_related("service").order_by(
        "service__position", "service__name", "position", "name"
    )
    found = [
        ("Un groupe", [(f"g:{one.pk}", f"{one.service.name} – {one.name}") for one in groups]),
        ("Une école", [(f"s:{one.pk}", one.name) for one in School.objects.order_by("name")]),
        (
            "Une classe",
            [(f"c:{school}:{name}", f"{name} – {at}") for school, at, name in classes],
        ),
    ]
    return [(heading, rows) for heading, rows in found if rows]


def found(value: str) -> tuple[Group | None, School | None, str]:
    """Group, school and class of a value that ``choices`` offered."""
    kind, _, rest = value.partition(":")
    key, _, class_name = rest.partition(":")
    if kind == "g":
        return Group.objects.select_related("service").get(id=key), None, ""
    if kind in {"s", "c"}:
        return None, School.objects.get(id=key), class_name
    return None, None, ""


def words(entry: CalendarEntry) -> str:
    """« CE1 A, Jules-Ferry · Restaurant scolaire »; "" for everybody."""
    parts = []
    if entry.group:
        parts.append(f"{entry.group.name} seulement")
    if entry.school:
        who = f"{entry.class_name}, {entry.school.name}" if entry.class_name else entry.school.name
        parts.append(f"{who} seulement")
    if entry.service:
        parts.append(entry.service.name if parts else f"{entry.service.name} seulement")
    return " · ".join(parts)

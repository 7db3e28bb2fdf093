"""Children by school and class, to register many at once."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from booking.models import Registration, Service
from family.models import Child, School, Schooling
from family.selectors.folding import Folded, words
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of

MOST = 400


@dataclass(frozen=True, slots=True)
class Pupil:
    """A child with where they are in class; ``is_registered`` for some of the days asked."""

    id: UUID
    name: str
    born: date
    family: str
    school: str
    level: str
    class_name: str
    is_registered: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer."""

    schools: tuple[tuple[str, str], ...]
    levels: tuple[str, ...]
    classes: tuple[str, ...]


def choices(*, today: date) -> Choices:
    """Schools, levels and class names of the school year: two queries."""
    year = school_year_of(today).start.year
    known = list(
        Schooling.objects.filter(school_year=year)
        .order_by()
        .values_list("level", "class_name")
        .distinct()
    )
    order = {level: number for number, level in enumerate(Schooling.Level.values)}
    return Choices(
        tuple((str(key), name) for key, name in School.objects.values_list("id", "name")),
        tuple(sorted({level for level, _ in known}, key=lambda one: order.get(one, 99))),
        tuple(sorted({name for _, name in known if name})),
    )


def find(
    service: Service,
    span: DateRange,
    *,
    today: date,
    school: str = "",
    level: str = "",
    class_name: str = "",
    text: str = "",
) -> list[Pupil]:
    """Children of open files that pass the filters, by name: three queries, at most MOST."""
    year = school_year_of(today).start.year
    found = Child.objects.filter(family__closed_at__isnull=True).select_related("family")
    schooled = {"schoolings__school_year": year}
    for name, value in (("school", school), ("level", level), ("class_name", class_name)):
        if value:
            schooled[f"schoolings__{name}"] = value
    if len(schooled) > 1:
        found = found.filter(**schooled)
    if asked := words(text):
        found = found.annotate(first=Folded("first_name"), last=Folded("last_name"))
        for word in asked:
            found = found.filter(last__contains=word) | found.filter(first__contains=word)
    children = list(found.order_by("last_name", "first_name", "id")[:MOST])
    ids = [child.id for child in children]
    classes = {
        one.child_id: one
        for one in Schooling.objects.filter(child_id__in=ids, school_year=year).select_related(
            "school"
        )
    }
    registered = set(
        Registration.objects.filter(
            service=service, child_id__in=ids, starts_on__lt=span.end, ends_on__gt=span.start
        ).values_list("child_id", flat=True)
    )
    return [_pupil(child, classes.get(child.id), child.id in registered) for child in children]


def _pupil(child: Child, at: Schooling | None, is_registered: bool) -> Pupil:
    return Pupil(
        child.id,
        f"{child.last_name} {child.first_name}",
        child.birth_date,
        child.family.name,
        at.school.name if at else "",
        at.level if at else "",
        at.class_name if at else "",
        is_registered,
    )

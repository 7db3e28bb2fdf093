"""*Mon foyer*: one parent's file in one commune, as it is shown."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from family.models import FamilyQuotient, Guardian, Schooling
from family.selectors import children, custody, guardians
from shared.values import french_dates
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.models import Commune
from tenants.people import Member


@dataclass(frozen=True, slots=True)
class ChildLine:
    """One child: where they are in class this year, and what the parent may do."""

    name: str
    birth_date: date
    diet: str
    school: str
    class_name: str
    can_book: bool
    custody: tuple[str, ...] = ()

    @property
    def born(self) -> str:
        """« 14 mai 2019 »."""
        return _date(self.birth_date)


@dataclass(frozen=True, slots=True)
class QuotientLine:
    """The quotient in force: hundredths, first and last day (None: no end yet), source."""

    value: int
    first: date
    last: date | None
    source: str

    @property
    def since(self) -> str:
        """« 1er janvier 2026 »."""
        return _date(self.first)

    @property
    def until(self) -> str:
        """« 31 décembre 2026 », or nothing."""
        return _date(self.last) if self.last else ""


@dataclass(frozen=True, slots=True)
class Household:
    """What one commune knows of this parent and may show to them."""

    commune: Commune
    me: Guardian
    others: tuple[str, ...]
    children: tuple[ChildLine, ...]
    quotient: QuotientLine | None


def of_member(member: Member, *, today: date) -> Household:
    """The file of this parent; six queries whatever its size.

    Of another adult it says the name, and only in the same file (R69): never the address, the
    phone or the quotient. Raises Guardian.DoesNotExist when the link is broken.
    """
    me = guardians.of_member(member)
    adults = guardians.same_file(me)
    return Household(
        commune=member.commune,
        me=me,
        others=tuple(adult.full_name for adult in adults if adult.pk != me.pk),
        children=_children(member, me, today=today),
        quotient=_quotient(me, today=today),
    )


def _children(member: Member, me: Guardian, *, today: date) -> tuple[ChildLine, ...]:
    links = list(children.links_of(member))
    said = custody.for_reader(me, [link.child_id for link in links], today=today)
    year = school_year_of(today).start.year
    schoolings = {
        schooling.child_id: schooling
        for schooling in Schooling.objects.filter(
            child_id__in=[link.child_id for link in links], school_year=year
        ).select_related("school")
    }
    lines = []
    for link in links:
        schooling = schoolings.get(link.child_id)
        lines.append(
            ChildLine(
                name=str(link.child),
                birth_date=link.child.birth_date,
                diet=link.child.get_diet_display(),
                school=schooling.school.name if schooling else "",
                class_name=_class(schooling) if schooling else "",
                can_book=link.can_book,
                custody=tuple(said.get(link.child_id, ())),
            )
        )
    return tuple(lines)


def _class(schooling: Schooling) -> str:
    return (
        f"{schooling.level} ({schooling.class_name})" if schooling.class_name else schooling.level
    )


def _quotient(me: Guardian, *, today: date) -> QuotientLine | None:
    found = (
        FamilyQuotient.objects.filter(guardian=me, starts_on__lte=today)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today))
        .first()
    )
    if found is None:
        return None
    span = DateRange(found.starts_on, found.ends_on)
    return QuotientLine(
        value=found.value_hundredths,
        first=span.start,
        last=span.last,
        source=found.get_source_display(),
    )


def _date(day: date) -> str:
    return f"{french_dates.day_number(day)}\u00a0{french_dates.month_long(day)}"

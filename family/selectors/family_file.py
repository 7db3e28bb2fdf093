"""One file as an agent reads it: adults, children, quotients, codes, history, messages."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from family.models import (
    AdhesionCode,
    AuditEvent,
    Child,
    ChildGuardian,
    Family,
    FamilyQuotient,
    Guardian,
    Message,
    Schooling,
)
from family.selectors import code_list
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of

HISTORY = 60
MESSAGES = 20


@dataclass(frozen=True, slots=True)
class QuotientLine:
    """A value (hundredths) with its first and last day (None: no end yet), and its source."""

    id: UUID
    value: int
    first: date
    last: date | None
    source: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """One adult of a child; ``other_file`` names the file they belong to when it is another."""

    id: UUID
    guardian: Guardian
    has_authority: bool
    can_book: bool
    other_file: str


@dataclass(frozen=True, slots=True)
class ChildCard:
    """A child with the class of the year and the adults who reach them."""

    child: Child
    schooling: Schooling | None
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class AdultCard:
    """An adult with their quotients, newest first, and where their code stands."""

    guardian: Guardian
    quotients: tuple[QuotientLine, ...]
    standing: code_list.Standing

    @property
    def current(self) -> QuotientLine | None:
        """The quotient that counts today, None when unknown (never 0 by default, R52)."""
        return next((line for line in self.quotients if line.is_current), None)


@dataclass(frozen=True, slots=True)
class FamilyFile:
    """The whole file; nine queries whatever its size."""

    family: Family
    adults: tuple[AdultCard, ...]
    children: tuple[ChildCard, ...]
    history: tuple[AuditEvent, ...]
    messages: tuple[Message, ...]


def load(family_id: UUID, *, today: date, now: datetime) -> FamilyFile:
    """Read a file; ``today`` is local. Raises Family.DoesNotExist."""
    found = family(family_id)
    adults = list(Guardian.objects.filter(family=found))
    return FamilyFile(
        family=found,
        adults=_adults(adults, today=today, now=now),
        children=_children(found, today=today),
        history=tuple(
            AuditEvent.objects.filter(family_uid=found.pk).order_by("-at", "-id")[:HISTORY]
        ),
        messages=tuple(
            Message.objects.filter(guardian__in=adults)
            .select_related("guardian")
            .order_by("-created_at", "-id")[:MESSAGES]
        ),
    )


def family(family_id: UUID) -> Family:
    """One file. Raises Family.DoesNotExist."""
    return Family.objects.get(pk=family_id)


def child(child_id: UUID) -> Child:
    """One child with the file. Raises Child.DoesNotExist."""
    return Child.objects.select_related("family").get(pk=child_id)


def child_card(found: Child, *, today: date) -> ChildCard:
    """One child as the file shows them."""
    return _cards([found], today=today)[0]


def guardian(guardian_id: UUID) -> Guardian:
    """One adult with the file. Raises Guardian.DoesNotExist."""
    return Guardian.objects.select_related("family").get(pk=guardian_id)


def quotient(quotient_id: UUID) -> FamilyQuotient:
    """One quotient with its adult and file. Raises FamilyQuotient.DoesNotExist."""
    return FamilyQuotient.objects.select_related("guardian__family").get(pk=quotient_id)


def tie(tie_id: UUID) -> ChildGuardian:
    """One tie with its child and adult. Raises ChildGuardian.DoesNotExist."""
    return ChildGuardian.objects.select_related("child__family", "guardian").get(pk=tie_id)


def code(code_id: UUID) -> AdhesionCode:
    """One code with its adult. Raises AdhesionCode.DoesNotExist."""
    return AdhesionCode.objects.select_related("guardian__family").get(pk=code_id)


def adult_card(found: Guardian, *, today: date, now: datetime) -> AdultCard:
    """One adult as the file shows them."""
    return _adults([found], today=today, now=now)[0]


def _adults(adults: list[Guardian], *, today: date, now: datetime) -> tuple[AdultCard, ...]:
    quotients: dict[UUID, list[QuotientLine]] = {}
    for row in FamilyQuotient.objects.filter(guardian__in=adults).order_by("-starts_on"):
        span = DateRange(row.starts_on, row.ends_on)
        quotients.setdefault(row.guardian_id, []).append(
            QuotientLine(
                id=row.pk,
                value=row.value_hundredths,
                first=span.start,
                last=span.last,
                source=row.get_source_display(),
                is_current=span.contains(today),
            )
        )
    return tuple(
        AdultCard(standing.guardian, tuple(quotients.get(standing.guardian.pk, [])), standing)
        for standing in code_list.standings(adults, now=now)
    )


def _children(family: Family, *, today: date) -> tuple[ChildCard, ...]:
    return tuple(_cards(list(Child.objects.filter(family=family)), today=today))


def _cards(children: list[Child], *, today: date) -> list[ChildCard]:
    year = school_year_of(today).start.year
    schoolings = {
        row.child_id: row
        for row in Schooling.objects.filter(child__in=children, school_year=year).select_related(
            "school"
        )
    }
    family_of = {child.pk: child.family_id for child in children}
    ties: dict[UUID, list[Tie]] = {}
    links = ChildGuardian.objects.filter(child__in=children).select_related("guardian__family")
    for row in links.order_by("guardian__last_name", "guardian__first_name", "id"):
        is_other = row.guardian.family_id != family_of[row.child_id]
        ties.setdefault(row.child_id, []).append(
            Tie(
                id=row.pk,
                guardian=row.guardian,
                has_authority=row.has_authority,
                can_book=row.can_book,
                other_file=row.guardian.family.name if is_other else "",
            )
        )
    return [
        ChildCard(child, schoolings.get(child.pk), tuple(ties.get(child.pk, [])))
        for child in children
    ]

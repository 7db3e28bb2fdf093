"""The files an agent may list: found by any word, filtered, constant in queries."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from family.models import Child, Family, FamilyQuotient, Guardian
from family.selectors.folding import Folded, words

PER_PAGE = 25


class Show(StrEnum):
    """Which files the list shows."""

    OPEN = "ouverts"
    NON_RESIDENT = "hors_commune"
    PAPER = "papier"
    NOT_JOINED = "sans_compte"
    NO_QUOTIENT = "sans_quotient"
    CLOSED = "clos"


SHOW_LABELS = {
    Show.OPEN: "Tous les dossiers ouverts",
    Show.NON_RESIDENT: "Hors commune",
    Show.PAPER: "Factures sur papier",
    Show.NOT_JOINED: "Sans compte en ligne",
    Show.NO_QUOTIENT: "Sans quotient à jour",
    Show.CLOSED: "Dossiers clos",
}

SORTS = {
    "nom": ("name", "id"),
    "-nom": ("-name", "-id"),
    "numero": ("file_number", "name", "id"),
    "-numero": ("-file_number", "name", "id"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One file in the list."""

    id: UUID
    name: str
    file_number: str
    city: str
    guardians: tuple[str, ...]
    contact: str
    children: tuple[str, ...]
    is_resident: bool
    paper_invoices: bool
    is_joined: bool
    closed_at: datetime | None


def listing(
    *, text: str = "", show: Show = Show.OPEN, sort: str = "nom", today: date
) -> QuerySet[Family]:
    """The files that hold every word typed (names, e-mail, file number), in the wanted order."""
    found = Family.objects.filter(closed_at__isnull=show is not Show.CLOSED)
    found = found.annotate(folded_name=Folded("name"))
    for word in words(text):
        found = found.filter(_holds(word))
    if show is Show.NON_RESIDENT:
        found = found.filter(is_resident=False)
    elif show is Show.PAPER:
        found = found.filter(paper_invoices=True)
    elif show is Show.NOT_JOINED:
        found = found.exclude(Exists(_adults().filter(account_uid__isnull=False)))
    elif show is Show.NO_QUOTIENT:
        found = found.exclude(Exists(_quotients(today)))
    return found.order_by(*SORTS.get(sort, SORTS["nom"]))


def lines(families: QuerySet[Family] | list[Family]) -> list[Line]:
    """What is shown of these files: three queries, whatever their number."""
    files = list(families)
    adults: dict[UUID, list[Guardian]] = {}
    for guardian in Guardian.objects.filter(family__in=files):
        adults.setdefault(guardian.family_id, []).append(guardian)
    children: dict[UUID, list[str]] = {}
    for child in Child.objects.filter(family__in=files):
        children.setdefault(child.family_id, []).append(child.first_name)
    return [
        _line(family, adults.get(family.pk, []), tuple(children.get(family.pk, [])))
        for family in files
    ]


def _line(family: Family, adults: list[Guardian], children: tuple[str, ...]) -> Line:
    payer = adults[0] if adults else None
    return Line(
        id=family.pk,
        name=family.name,
        file_number=family.file_number,
        city=f"{family.postcode} {family.city}".strip(),
        guardians=tuple(adult.full_name for adult in adults),
        contact=(payer.email or payer.phone) if payer else "",
        children=children,
        is_resident=family.is_resident,
        paper_invoices=family.paper_invoices,
        is_joined=any(adult.account_uid for adult in adults),
        closed_at=family.closed_at,
    )


def _adults() -> QuerySet[Guardian]:
    return Guardian.objects.filter(family=OuterRef("pk"))


def _quotients(today: date) -> QuerySet[FamilyQuotient]:
    return FamilyQuotient.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=today),
        guardian__family=OuterRef("pk"),
        starts_on__lte=today,
    )


def _holds(word: str) -> Q:
    """A file whose own words, or those of one of its people, hold the word."""
    adults = _adults().annotate(folded_first=Folded("first_name"), folded_last=Folded("last_name"))
    children = Child.objects.filter(family=OuterRef("pk")).annotate(
        folded_first=Folded("first_name"), folded_last=Folded("last_name")
    )
    named = Q(folded_first__contains=word) | Q(folded_last__contains=word)
    return (
        Q(folded_name__contains=word)
        | Q(file_number__icontains=word)
        | Exists(adults.filter(named | Q(email__icontains=word)))
        | Exists(children.filter(named))
    )

"""The search field of the office: children and families that hold every word typed."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from family.models import Child
from family.selectors import families
from family.selectors.folding import Folded, words

MOST = 30


@dataclass(frozen=True, slots=True)
class FoundChild:
    """One child and the file that holds them."""

    id: UUID
    name: str
    birth_date: date
    family_id: UUID
    family: str


@dataclass(frozen=True, slots=True)
class Found:
    """At most MOST of each; ``more`` when there were others."""

    children: list[FoundChild]
    families: list[families.Line]
    more: bool


def find(text: str, *, today: date) -> Found:
    """Look for a few words in open files; nothing for an empty search. Four queries."""
    asked = words(text)
    if not asked:
        return Found([], [], False)
    matching = Child.objects.filter(family__closed_at__isnull=True).annotate(
        folded_first=Folded("first_name"), folded_last=Folded("last_name")
    )
    for word in asked:
        matching = matching.filter(Q(folded_first__contains=word) | Q(folded_last__contains=word))
    children = list(
        matching.select_related("family").order_by("last_name", "first_name", "id")[: MOST + 1]
    )
    files = list(families.listing(text=text, today=today)[: MOST + 1])
    return Found(
        children=[
            FoundChild(
                id=child.pk,
                name=str(child),
                birth_date=child.birth_date,
                family_id=child.family_id,
                family=child.family.name,
            )
            for child in children[:MOST]
        ],
        families=families.lines(files[:MOST]),
        more=len(children) > MOST or len(files) > MOST,
    )

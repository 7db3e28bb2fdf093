"""Panels a test gives to *Accueil* in place of the upper rooms'."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from family.portal.panels import ASIDE, Scope
from family.selectors import children


@dataclass(frozen=True, slots=True)
class Names:
    """First names of every child, merged over communes."""

    template: ClassVar[str] = "family/portal/panels/unread.html"
    newest: ClassVar[tuple[str, ...]] = ()
    order: ClassVar[int] = 5
    side: ClassVar[str] = ASIDE

    names: tuple[str, ...]

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """All names in slug order."""
        return cls(tuple(name for part in parts for name in part.names))


def names(scope: Scope) -> Names | None:
    """One query in the commune."""
    found = children.for_member(scope.member).values_list("first_name", flat=True)
    return Names(tuple(f"{scope.commune.slug}:{name}" for name in found)) if found else None


def broken(scope: Scope) -> None:
    """Fails in Montclair only."""
    if scope.commune.slug == "montclair":
        raise RuntimeError("panne")

"""The « Inscriptions » column of an import: « Restaurant scolaire > Élémentaire | Étude »."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

HEADING = "Inscriptions"
KEY = "inscriptions"
HELP = "Services, séparés par une barre |, et leur groupe après >."
EXAMPLE = "Restaurant scolaire > Élémentaire | Accueil du soir"


@dataclass(frozen=True, slots=True)
class Offered:
    """A service children may be registered in, with its groups (id, name)."""

    id: UUID
    name: str
    groups: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True, slots=True)
class Admission:
    """A child admitted to a service, in a group or in none."""

    service_id: UUID
    group_id: UUID | None


def read(text: str, offered: Sequence[Offered]) -> tuple[list[Admission], list[str]]:
    """The admissions of one cell, and a French sentence for each part that means nothing."""
    found: list[Admission] = []
    problems: list[str] = []
    for part in (part.strip() for part in text.replace("\n", "|").split("|")):
        if not part:
            continue
        name, _, group = (piece.strip() for piece in part.partition(">"))
        service = next((one for one in offered if folded(one.name) == folded(name)), None)
        if service is None:
            known = ", ".join(one.name for one in offered) or "aucun pour l’instant"
            problems.append(f"Service inconnu : « {name} ». Services : {known}.")
            continue
        group_id = next(
            (key for key, word in service.groups if folded(word) == folded(group)), None
        )
        if group and group_id is None:
            known = ", ".join(word for _, word in service.groups) or "aucun"
            problems.append(f"Groupe inconnu : « {group} ». Groupes de {service.name} : {known}.")
            continue
        if any(one.service_id == service.id for one in found):
            problems.append(f"« {service.name} » est écrit deux fois.")
            continue
        found.append(Admission(service.id, group_id))
    return found, problems


def folded(text: str) -> str:
    """Without accents, case or doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    return " ".join("".join(char for char in plain if not unicodedata.combining(char)).split())

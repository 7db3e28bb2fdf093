"""Where a code stands, in French, for the list and the file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib import messages

from family.models import AdhesionCode
from family.operations.code_batches import Batch
from family.selectors.code_list import Standing
from shared.values import french_dates
from tenants.context import zone_of
from tenants.models import Commune

# key: (level of the tag, words before the date)
_WORDS = {
    "joined": ("success", "Compte relié"),
    "never": ("warning", "Jamais envoyé"),
    "waiting": ("pending", "En cours d’envoi"),
    "sent": ("info", "Envoyé le"),
    "expired": ("warning", "Expiré le"),
    "revoked": ("refused", "Annulé le"),
}


def of(standing: Standing, commune: Commune) -> dict[str, str]:
    """The tag's level and words: « Envoyé le mar. 1er déc. », with the way it went.

    ``alone`` is for a page without a column that says what was sent: « Code envoyé le… ».
    """
    level, words = _WORDS[standing.key]
    if standing.at is not None and standing.key != "waiting":
        day = french_dates.day_short(standing.at.astimezone(zone_of(commune)).date())
        words = f"Utilisé le {day}" if standing.key == "joined" else f"{words} {day}"
    by = standing.code.get_channel_display() if standing.code and standing.is_open else ""
    of_code = standing.key != "joined" or standing.at is not None
    alone = f"Code {words[0].lower()}{words[1:]}" if of_code else words
    return {"level": level, "words": words, "by": by, "alone": alone}


def lots(found: Iterable[tuple[datetime, int]], commune: Commune) -> list[dict[str, Any]]:
    """The last printings, as links."""
    zone = zone_of(commune)
    return [
        {
            "lot": at.isoformat(),
            "when": french_dates.instant(at, zone, month=True),
            "count": number,
        }
        for at, number in found
    ]


def told(batch: Batch, channel: str) -> list[tuple[int, str]]:
    """What happened to each group of adults, as (level, sentence)."""
    said: list[tuple[int, str]] = []
    number = len(batch.made)
    if number and channel == AdhesionCode.Channel.MAIL:
        said.append(
            (messages.SUCCESS, f"{_count(number, 'code part', 'codes partent')} par e-mail.")
        )
    elif number:
        said.append((messages.SUCCESS, f"{_count(number, 'lettre prête', 'lettres prêtes')}."))
    if batch.without_address:
        names = _names(batch.without_address)
        said.append((messages.WARNING, f"Sans adresse e-mail, à imprimer : {names}."))
    if batch.open:
        names = _names(batch.open)
        said.append(
            (
                messages.WARNING,
                f"Ont déjà un code valable, à renvoyer depuis leur dossier : {names}.",
            )
        )
    if batch.joined:
        said.append((messages.WARNING, f"Ont déjà un compte : {_names(batch.joined)}."))
    if not said:
        said.append((messages.WARNING, "Personne n’attend de code dans cette liste."))
    return said


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _names(adults: list[Any]) -> str:
    shown = ", ".join(adult.full_name for adult in adults[:5])
    more = len(adults) - 5
    return f"{shown} et {_count(more, 'autre', 'autres')}" if more > 0 else shown

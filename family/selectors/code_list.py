"""Which adults hold a code, and where it stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from family.models import AdhesionCode, Guardian
from family.rules.codes import CodeState, state
from family.selectors.folding import Folded, words


class Show(StrEnum):
    """Which adults the list of codes shows."""

    TO_SEND = "a_envoyer"
    WAITING = "en_attente"
    JOINED = "utilises"
    ALL = "tous"


SHOW_LABELS = {
    Show.TO_SEND: "Sans compte, à envoyer",
    Show.WAITING: "Envoyés, pas encore utilisés",
    Show.JOINED: "Compte relié",
    Show.ALL: "Tous les responsables",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one adult stands: their last code, and how the list names it.

    ``key``: joined, never, waiting (issued, not sent yet), sent, expired or revoked; ``at`` is
    the instant that goes with it.
    """

    guardian: Guardian
    code: AdhesionCode | None
    key: str
    at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether the code can still be sent again or revoked."""
        return self.key in {"waiting", "sent"}


def listing(*, text: str = "", show: Show = Show.TO_SEND, now: datetime) -> QuerySet[Guardian]:
    """The adults of open files, by name."""
    found = Guardian.objects.filter(family__closed_at__isnull=True).select_related("family")
    found = found.annotate(folded_first=Folded("first_name"), folded_last=Folded("last_name"))
    for word in words(text):
        found = found.filter(
            Q(folded_first__contains=word)
            | Q(folded_last__contains=word)
            | Q(family__file_number__icontains=word)
        )
    open_code = Exists(
        AdhesionCode.objects.filter(
            guardian=OuterRef("pk"),
            used_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=now,
        )
    )
    if show is Show.JOINED:
        found = found.filter(account_uid__isnull=False)
    elif show is Show.WAITING:
        found = found.filter(open_code, account_uid__isnull=True)
    elif show is Show.TO_SEND:
        found = found.filter(~open_code, account_uid__isnull=True)
    return found.order_by("last_name", "first_name", "id")


def standings(guardians: Iterable[Guardian], *, now: datetime) -> list[Standing]:
    """The last code of each adult: one query, whatever their number."""
    adults = list(guardians)
    last: dict[UUID, AdhesionCode] = {}
    for code in AdhesionCode.objects.filter(guardian__in=adults).order_by("issued_at", "id"):
        last[code.guardian_id] = code
    return [_standing(adult, last.get(adult.pk), now=now) for adult in adults]


def _standing(adult: Guardian, code: AdhesionCode | None, *, now: datetime) -> Standing:
    if adult.account_uid is not None:
        return Standing(adult, code, "joined", code.used_at if code else None)
    if code is None:
        return Standing(adult, None, "never", None)
    where = state(
        expires_at=code.expires_at,
        now=now,
        used_at=code.used_at,
        revoked_at=code.revoked_at,
    )
    if where is CodeState.REVOKED:
        return Standing(adult, code, "revoked", code.revoked_at)
    if where is CodeState.USED:
        # The adhesion was undone since: a new code is needed.
        return Standing(adult, code, "never", None)
    if where is CodeState.EXPIRED:
        return Standing(adult, code, "expired", code.expires_at)
    return Standing(adult, code, "sent" if code.sent_at else "waiting", code.sent_at)


def letter_lots(*, now: datetime) -> list[tuple[datetime, int]]:
    """The last printings that still hold open codes: when, and how many; newest first."""
    return list(
        _open_letters(now)
        .values_list("issued_at")
        .annotate(number=Count("id"))
        .order_by("-issued_at")[:5]
    )


def letters_of(issued_at: datetime, *, now: datetime) -> list[AdhesionCode]:
    """The open codes of one printing, by name."""
    return list(
        _open_letters(now)
        .filter(issued_at=issued_at)
        .select_related("guardian__family")
        .order_by("guardian__last_name", "guardian__first_name", "id")
    )


def _open_letters(now: datetime) -> QuerySet[AdhesionCode]:
    return AdhesionCode.objects.filter(
        channel=AdhesionCode.Channel.LETTER,
        used_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=now,
    )

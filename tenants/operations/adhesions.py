"""Tie an account to a commune as one of its guardians."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from shared.actors import Actor
from shared.errors import DomainError
from shared.models import Account
from tenants.models import Adhesion, Commune
from tenants.operations import events


def link(
    account: Account, commune: Commune, guardian_uid: UUID, *, by: Actor, now: datetime
) -> Adhesion:
    """Write the adhesion (the truth); ``family`` mirrors it in the same transaction.

    Linking the same three again gives the row that is there. Raises DomainError when the
    account is already somebody else there, or the guardian already has an account.
    """
    existing = Adhesion.objects.filter(account=account, commune=commune).first()
    if existing is not None:
        if existing.guardian_uid == guardian_uid:
            return existing
        raise DomainError(
            "already_member", f"Ce compte est déjà rattaché à un dossier de {commune.name}."
        )
    try:
        with transaction.atomic():
            adhesion = Adhesion.objects.create(
                account=account, commune=commune, guardian_uid=guardian_uid, created_at=now
            )
            events.record("adhesion.linked", adhesion, by=by, now=now, commune=commune.slug)
    except IntegrityError as error:
        raise DomainError(
            "guardian_taken", "Ce dossier est déjà rattaché à un autre compte."
        ) from error
    return adhesion


def unlink(
    account: Account, commune: Commune, *, by: Actor, now: datetime, motive: str
) -> UUID | None:
    """Undo an adhesion; returns the guardian that was linked, None when there was none."""
    with transaction.atomic():
        adhesion = Adhesion.objects.filter(account=account, commune=commune).first()
        if adhesion is None:
            return None
        events.record(
            "adhesion.unlinked", adhesion, by=by, now=now, motive=motive, commune=commune.slug
        )
        guardian_uid = adhesion.guardian_uid
        adhesion.delete()
        return guardian_uid

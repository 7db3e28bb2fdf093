"""Open, edit, close and reopen a family's file (dossier)."""

from datetime import datetime
from typing import Any

from django.db import transaction

from family.models import AdhesionCode, Family
from family.operations import audit, changes, uniqueness
from family.signals import family_closed
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError

NUMBER_TAKEN = "Ce numéro de dossier vient d’être pris par un autre dossier."
EDITABLE = (
    "name",
    "file_number",
    "address",
    "postcode",
    "city",
    "is_resident",
    "paper_invoices",
    "parents_work",
    "category",
)


@transaction.atomic
def create(*, name: str, by: Actor, now: datetime, **fields: Any) -> Family:
    """Open a file; ``fields`` among EDITABLE. Raises DomainError when its number is taken."""
    family = Family(name=name, created_at=now, **_editable(fields))
    _check_number(family)
    with uniqueness.told("file_number_taken", NUMBER_TAKEN):
        family.save(force_insert=True)
    audit.record("family.created", family, by=by, now=now, family_uid=family.pk)
    return family


@locks.retried
@transaction.atomic
def edit(family: Family, *, by: Actor, now: datetime, **fields: Any) -> Family:
    """Change the file's own fields; without a change nothing is written.

    Raises DomainError when the file is closed or its number is taken.
    """
    fresh = locked(family)
    changed = changes.apply(fresh, _editable(fields))
    if changed:
        _check_number(fresh)
        with uniqueness.told("file_number_taken", NUMBER_TAKEN):
            fresh.save(update_fields=list(changed))
        audit.record("family.edited", fresh, by=by, now=now, family_uid=fresh.pk, changed=changed)
    return fresh


@locks.retried
@transaction.atomic
def close(family: Family, *, motive: str, by: Actor, now: datetime) -> Family:
    """Close a file: no new code opens it. Debts and credits stay (R36).

    The upper rooms answer to ``family_closed`` in this transaction. Raises DomainError without a
    motive, when the file is closed already, or when an upper room refuses.
    """
    if not motive.strip():
        raise DomainError("motive", "Dites pourquoi ce dossier est clos.")
    fresh = locked(family)
    fresh.closed_at = now
    fresh.save(update_fields=["closed_at"])
    AdhesionCode.objects.filter(
        guardian__family=fresh, used_at__isnull=True, revoked_at__isnull=True
    ).update(revoked_at=now)
    audit.record("family.closed", fresh, by=by, now=now, family_uid=fresh.pk, motive=motive.strip())
    family_closed.send(sender=Family, family=fresh, by=by, now=now)
    return fresh


@locks.retried
@transaction.atomic
def reopen(family: Family, *, by: Actor, now: datetime) -> Family:
    """Open a closed file again; twice does nothing more."""
    fresh = locks.rows(Family.objects.filter(pk=family.pk))[0]
    if fresh.closed_at is not None:
        fresh.closed_at = None
        fresh.save(update_fields=["closed_at"])
        audit.record("family.reopened", fresh, by=by, now=now, family_uid=fresh.pk)
    return fresh


def locked(family: Family) -> Family:
    """The file under lock, for a write. Raises DomainError when it is closed."""
    fresh = locks.rows(Family.objects.filter(pk=family.pk))[0]
    if fresh.closed_at is not None:
        raise DomainError("family_closed", "Ce dossier est clos : rouvrez-le pour le modifier.")
    return fresh


def _editable(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    return fields


def _check_number(family: Family) -> None:
    """Say it in French before the unique constraint does; two at once still meet the latter."""
    if not family.file_number:
        return
    twin = Family.objects.filter(file_number=family.file_number).exclude(pk=family.pk).first()
    if twin is not None:
        raise DomainError(
            "file_number_taken",
            f"Le numéro {family.file_number} est déjà celui du dossier {twin.name}.",
        )

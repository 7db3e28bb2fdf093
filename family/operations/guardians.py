"""The adults of a file: add, edit, choose who pays, remove."""

from datetime import datetime
from typing import Any

from django.db import transaction

from family.models import Family, Guardian
from family.operations import audit, changes, families
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError

EDITABLE = ("civility", "first_name", "last_name", "email", "phone")


@locks.retried
@transaction.atomic
def add(family: Family, *, by: Actor, now: datetime, **fields: Any) -> Guardian:
    """Add an adult; the first one of a file is its payer. Raises DomainError on a closed file."""
    fresh = families.locked(family)
    others = Guardian.objects.filter(family=fresh)
    guardian = Guardian.objects.create(
        family=fresh,
        is_payer=not others.filter(is_payer=True).exists(),
        created_at=now,
        **_editable(fields),
    )
    audit.record(
        "guardian.added", guardian, by=by, now=now, family_uid=fresh.pk, name=guardian.full_name
    )
    return guardian


@locks.retried
@transaction.atomic
def edit(guardian: Guardian, *, by: Actor, now: datetime, **fields: Any) -> Guardian:
    """Change an adult's own fields. Raises DomainError.

    The address of an adult who has an account is the one they proved: only they change it.
    """
    families.locked(guardian.family)
    fresh = locks.rows(Guardian.objects.filter(pk=guardian.pk))[0]
    changed = changes.apply(fresh, _editable(fields))
    if "email" in changed and fresh.account_uid is not None:
        raise DomainError(
            "email_of_account",
            f"{fresh.full_name} a un compte : son adresse e-mail se change depuis ce compte.",
        )
    if changed:
        fresh.save(update_fields=list(changed))
        audit.record(
            "guardian.edited",
            fresh,
            by=by,
            now=now,
            family_uid=fresh.family_id,
            name=fresh.full_name,
            changed=changed,
        )
    return fresh


@locks.retried
@transaction.atomic
def choose_payer(guardian: Guardian, *, by: Actor, now: datetime) -> Guardian:
    """Make an adult the payer (redevable) of new bookings; what is booked keeps its payer."""
    families.locked(guardian.family)
    adults = locks.rows(Guardian.objects.filter(family_id=guardian.family_id))
    before = next((adult for adult in adults if adult.is_payer), None)
    chosen = next(adult for adult in adults if adult.pk == guardian.pk)
    if before is not None and before.pk == chosen.pk:
        return chosen
    # The former first: one payer a file at any moment, checked at once.
    if before is not None:
        before.is_payer = False
        before.save(update_fields=["is_payer"])
    chosen.is_payer = True
    chosen.save(update_fields=["is_payer"])
    audit.record(
        "guardian.payer_chosen",
        chosen,
        by=by,
        now=now,
        family_uid=chosen.family_id,
        name=chosen.full_name,
        before=before.full_name if before else "",
    )
    return chosen


@locks.retried
@transaction.atomic
def remove(guardian: Guardian, *, by: Actor, now: datetime) -> None:
    """Take out an adult added by mistake. Raises DomainError when anything hangs on them."""
    families.locked(guardian.family)
    fresh = locks.rows(Guardian.objects.filter(pk=guardian.pk))[0]
    why = _why_kept(fresh)
    if why:
        raise DomainError("guardian_kept", f"{fresh.full_name} {why}")
    audit.record(
        "guardian.removed", fresh, by=by, now=now, family_uid=fresh.family_id, name=fresh.full_name
    )
    fresh.delete()


def _why_kept(guardian: Guardian) -> str:
    if guardian.is_payer:
        return "est redevable : choisissez d’abord un autre redevable."
    if guardian.account_uid is not None:
        return "a un compte relié à ce dossier : il ne peut pas être retiré."
    if guardian.quotients.exists() or guardian.messages.exists():
        return "a une histoire dans ce dossier (quotient, messages) : il ne peut pas être retiré."
    # Bookings and invoices point here from the upper rooms, which this one may not import.
    for relation in guardian._meta.related_objects:
        is_ours = relation.related_model._meta.app_label == "family"
        manager = relation.get_accessor_name()
        if not is_ours and manager and getattr(guardian, manager).exists():
            return "a des réservations ou des factures : il ne peut pas être retiré."
    alone = [
        link.child.first_name
        for link in guardian.child_links.select_related("child")
        if link.child.guardian_links.count() == 1
    ]
    if alone:
        return f"est le seul responsable de {', '.join(alone)}."
    return ""


def _editable(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    return fields

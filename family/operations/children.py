"""The children of a file, their class of the year, and which adults reach them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from family.models import Child, ChildGuardian, Family, Guardian, School, Schooling
from family.operations import audit, changes, families
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from shared.values.school_calendar import school_year_of

EDITABLE = ("first_name", "last_name", "birth_date", "diet", "has_priority")
OLDEST_YEARS = 20


@locks.retried
@transaction.atomic
def add(
    family: Family,
    *,
    guardians: Iterable[Guardian],
    today: date,
    by: Actor,
    now: datetime,
    **fields: Any,
) -> Child:
    """Add a child tied to these adults, who may book. ``today`` is local.

    Raises DomainError without an adult, for a birth date that cannot be, or for a twin entry.
    """
    fresh = families.locked(family)
    adults = list(guardians)
    if not adults:
        raise DomainError("no_guardian", "Choisissez au moins un responsable pour cet enfant.")
    child = Child(family=fresh, created_at=now, **_editable(fields))
    _check(child, today=today)
    child.save(force_insert=True)
    ChildGuardian.objects.bulk_create(
        ChildGuardian(child=child, guardian=adult) for adult in adults
    )
    audit.record("child.added", child, by=by, now=now, family_uid=fresh.pk, name=str(child))
    return child


@locks.retried
@transaction.atomic
def edit(child: Child, *, today: date, by: Actor, now: datetime, **fields: Any) -> Child:
    """Change a child's own fields; without a change nothing is written. Raises as ``add``."""
    families.locked(child.family)
    fresh = locks.rows(Child.objects.filter(pk=child.pk))[0]
    changed = changes.apply(fresh, _editable(fields))
    if changed:
        _check(fresh, today=today)
        fresh.save(update_fields=list(changed))
        audit.record(
            "child.edited",
            fresh,
            by=by,
            now=now,
            family_uid=fresh.family_id,
            name=str(fresh),
            changed=changed,
        )
    return fresh


@locks.retried
@transaction.atomic
def enrol(
    child: Child,
    *,
    school: School,
    level: str,
    class_name: str,
    today: date,
    by: Actor,
    now: datetime,
) -> Schooling:
    """Write the class of the school year of ``today`` (local), replacing that year's (R11)."""
    families.locked(child.family)
    year = school_year_of(today).start.year
    schooling = Schooling.objects.filter(child=child, school_year=year).first()
    if schooling is None:
        schooling = Schooling(child=child, school_year=year)
    changed = changes.apply(
        schooling, {"school_id": school.pk, "level": level, "class_name": class_name}
    )
    if changed:
        schooling.save()
        audit.record(
            "child.enrolled",
            child,
            by=by,
            now=now,
            family_uid=child.family_id,
            name=str(child),
            school=school.name,
            level=level,
            class_name=class_name,
        )
    return schooling


@locks.retried
@transaction.atomic
def link(
    child: Child,
    guardian: Guardian,
    *,
    has_authority: bool,
    can_book: bool,
    by: Actor,
    now: datetime,
) -> ChildGuardian:
    """Tie an adult to a child, or change what they may do; the only path to a child (R69).

    The adult may belong to another file: a separated parent has their own.
    """
    families.locked(child.family)
    tie = locks.rows(ChildGuardian.objects.filter(child=child, guardian=guardian))
    row = tie[0] if tie else ChildGuardian(child=child, guardian=guardian)
    is_new = not tie
    changed = changes.apply(row, {"has_authority": has_authority, "can_book": can_book})
    if is_new or changed:
        row.save()
        audit.record(
            "child.linked",
            child,
            by=by,
            now=now,
            family_uid=child.family_id,
            name=str(child),
            guardian=guardian.full_name,
            has_authority=has_authority,
            can_book=can_book,
        )
    return row


@locks.retried
@transaction.atomic
def unlink(tie: ChildGuardian, *, by: Actor, now: datetime) -> None:
    """Untie an adult from a child. Raises DomainError for the last one."""
    families.locked(tie.child.family)
    ties = locks.rows(ChildGuardian.objects.filter(child_id=tie.child_id))
    if len(ties) == 1:
        raise DomainError(
            "last_guardian",
            f"Gardez au moins un responsable pour {tie.child.first_name} : ajoutez-en un autre "
            "d’abord.",
        )
    audit.record(
        "child.unlinked",
        tie.child,
        by=by,
        now=now,
        family_uid=tie.child.family_id,
        name=str(tie.child),
        guardian=tie.guardian.full_name,
    )
    ChildGuardian.objects.filter(pk=tie.pk).delete()


def _check(child: Child, *, today: date) -> None:
    if child.birth_date > today:
        raise DomainError("birth_date", "La date de naissance est dans l’avenir.")
    if today.year - child.birth_date.year > OLDEST_YEARS:
        raise DomainError(
            "birth_date", "Cette date de naissance n’est pas celle d’un enfant : vérifiez l’année."
        )
    twin = Child.objects.filter(
        family_id=child.family_id,
        first_name__iexact=child.first_name,
        birth_date=child.birth_date,
    ).exclude(pk=child.pk)
    if twin.exists():
        raise DomainError(
            "child_twice", f"{child.first_name}, né(e) ce jour-là, est déjà dans ce dossier."
        )


def _editable(fields: dict[str, Any]) -> dict[str, Any]:
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    return fields

"""The schools of the commune."""

from datetime import datetime

from django.db import transaction

from family.models import School
from family.operations import audit, changes, uniqueness
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError


@transaction.atomic
def create(*, name: str, address: str, by: Actor, now: datetime) -> School:
    """Add a school. Raises DomainError when its name is taken, whatever the case."""
    school = School(name=name, address=address)
    _check_name(school)
    with uniqueness.told("school_name", f"L’école « {name} » existe déjà."):
        school.save(force_insert=True)
    audit.record("school.created", school, by=by, now=now, name=name)
    return school


@locks.retried
@transaction.atomic
def edit(school: School, *, name: str, address: str, by: Actor, now: datetime) -> School:
    """Rename or move a school; without a change nothing is written. Raises as ``create``."""
    fresh = locks.rows(School.objects.filter(pk=school.pk))[0]
    changed = changes.apply(fresh, {"name": name, "address": address})
    if changed:
        _check_name(fresh)
        with uniqueness.told("school_name", f"L’école « {name} » existe déjà."):
            fresh.save(update_fields=list(changed))
        audit.record("school.edited", fresh, by=by, now=now, name=name, changed=changed)
    return fresh


@locks.retried
@transaction.atomic
def remove(school: School, *, by: Actor, now: datetime) -> None:
    """Delete a school no child was ever in. Raises DomainError otherwise."""
    fresh = locks.rows(School.objects.filter(pk=school.pk))[0]
    if fresh.schoolings.exists():
        raise DomainError(
            "school_used", f"Des enfants sont ou étaient à « {fresh.name} » : elle est gardée."
        )
    audit.record("school.removed", fresh, by=by, now=now, name=fresh.name)
    fresh.delete()


def _check_name(school: School) -> None:
    if School.objects.filter(name__iexact=school.name).exclude(pk=school.pk).exists():
        raise DomainError("school_name", f"L’école « {school.name} » existe déjà.")

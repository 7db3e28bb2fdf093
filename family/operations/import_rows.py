"""Write a decided import of families: everything in the caller's transaction, set by set."""

from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from family.models import (
    AuditEvent,
    Child,
    ChildGuardian,
    Family,
    FamilyQuotient,
    Guardian,
    Schooling,
)
from family.operations import audit
from family.rules.import_plan import Draft, Plan
from family.selectors.import_facts import CHILD, FAMILY, GUARDIAN
from family.signals import quotient_changed
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError


def hold() -> None:
    """Keep every file as it is read until the import is written; edits of a file wait for it."""
    locks.assert_in_transaction()
    locks.rows(Family.objects.only("id"))


def write(plan: Plan, *, school_year: int, by: Actor, now: datetime) -> None:
    """Write the plan with a constant number of statements, one line of history a family.

    Raises RuntimeError outside a transaction, DomainError when the plan holds errors.
    """
    locks.assert_in_transaction()
    if plan.errors:
        raise DomainError("import_errors", "Ce fichier contient des erreurs : rien n’a été écrit.")
    _save(Family, plan.families.values(), FAMILY, created_at=now)
    _save(Guardian, plan.guardians.values(), GUARDIAN, created_at=now)
    _save(Child, plan.children.values(), CHILD, created_at=now)
    ChildGuardian.objects.bulk_create(
        ChildGuardian(child_id=child, guardian_id=adult) for child, adult in plan.links
    )
    _write_quotients(plan, by=by, now=now)
    _write_schoolings(plan, school_year=school_year)
    audit.record_many(_events(plan, by=by, now=now))


def _save(model: Any, drafts: Iterable[Draft], fields: tuple[str, ...], **created: Any) -> None:
    rows = list(drafts)
    made = [_row(model, draft, fields, created) for draft in rows if draft.is_new]
    model.objects.bulk_create(made)
    changed = sorted(set(chain.from_iterable(draft.changed for draft in rows if not draft.is_new)))
    if changed:
        old = [
            _row(model, draft, fields, {}) for draft in rows if draft.changed and not draft.is_new
        ]
        model.objects.bulk_update(old, changed, batch_size=500)


def _row(model: Any, draft: Draft, fields: tuple[str, ...], created: dict[str, Any]) -> Any:
    given = {name: value for name, value in draft.values.items() if name in fields}
    return model(id=draft.id, **given, **created)


def _write_quotients(plan: Plan, *, by: Actor, now: datetime) -> None:
    closing = {key: one.since for one in plan.quotients for key in one.closes}
    running = locks.rows(FamilyQuotient.objects.filter(pk__in=list(closing)))
    for row in running:
        row.ends_on = closing[row.pk]
    FamilyQuotient.objects.bulk_update(running, ["ends_on"], batch_size=500)
    FamilyQuotient.objects.bulk_create(
        FamilyQuotient(
            guardian_id=one.guardian_id,
            value_hundredths=one.value,
            starts_on=one.since,
            source=one.source,
            recorded_at=now,
        )
        for one in plan.quotients
    )
    known = [one for one in plan.quotients if not plan.guardians[one.guardian_id].is_new]
    adults = Guardian.objects.in_bulk([one.guardian_id for one in known])
    for one in known:
        quotient_changed.send(
            sender=FamilyQuotient, guardian=adults[one.guardian_id], since=one.since, by=by, now=now
        )


def _write_schoolings(plan: Plan, *, school_year: int) -> None:
    values = {
        one.child_id: {
            "school_id": one.school_id,
            "level": one.level,
            "class_name": one.class_name,
        }
        for one in plan.schoolings
    }
    new = [one.child_id for one in plan.schoolings if one.is_new]
    Schooling.objects.bulk_create(
        Schooling(child_id=child, school_year=school_year, **values[child]) for child in new
    )
    old = list(
        Schooling.objects.filter(
            school_year=school_year,
            child_id__in=[one.child_id for one in plan.schoolings if not one.is_new],
        )
    )
    for row in old:
        for name, value in values[row.child_id].items():
            setattr(row, name, value)
    Schooling.objects.bulk_update(old, ["school", "level", "class_name"], batch_size=500)


def _events(plan: Plan, *, by: Actor, now: datetime) -> list[AuditEvent]:
    touched: dict[UUID, dict[str, Any]] = {}
    for draft in plan.families.values():
        if draft.is_new or draft.changed:
            _note(touched, draft.id, "foyer", draft)
    for draft in chain(plan.guardians.values(), plan.children.values()):
        if draft.is_new or draft.changed:
            _note(touched, draft.values["family_id"], draft.values["first_name"], draft)
    for quotient in plan.quotients:
        family_id = plan.guardians[quotient.guardian_id].values["family_id"]
        touched.setdefault(family_id, {})["quotient"] = quotient.value
    for schooling in plan.schoolings:
        child = plan.children[schooling.child_id]
        facts = touched.setdefault(child.values["family_id"], {})
        facts.setdefault("schoolings", []).append(child.values["first_name"])
    families = {key: Family(id=key) for key in touched}
    return [
        audit.event("family.imported", families[key], by=by, now=now, family_uid=key, **facts)
        for key, facts in touched.items()
    ]


def _note(touched: dict[UUID, dict[str, Any]], key: UUID, name: str, draft: Draft) -> None:
    kind = "created" if draft.is_new else "changed"
    touched.setdefault(key, {}).setdefault(kind, []).append(name)

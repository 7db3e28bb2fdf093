"""The custody calendars of a child: written, ended, withdrawn (R69–R73)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from family.models import Child, ChildGuardian, CustodyPlan
from family.operations import audit, families
from family.rules.custody import mistakes
from family.selectors.custody import rule_of
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError

FIELDS = (
    "first",
    "second",
    "pattern",
    "anchor",
    "holidays",
    "bookers",
    "payers",
    "starts_on",
    "ends_on",
    "is_exception",
    "is_restricted",
)


@locks.retried
@transaction.atomic
def plan(child: Child, *, by: Actor, now: datetime, **fields: Any) -> CustodyPlan:
    """Write a calendar, or an exception that wins over it; days booked before keep their payer.

    ``anchor``: any day of a week of the first parent. Raises DomainError with the first mistake:
    « not_tied », « same_parent », « same_household », « second_parent », « exception_dates »,
    « custody_overlap ».
    """
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not fields of a custody plan: {', '.join(sorted(unknown))}")
    _lock(child)
    anchor: date = fields["anchor"]
    fields["anchor"] = anchor - timedelta(days=anchor.weekday())
    row = CustodyPlan(child=child, created_at=now, **fields)
    others = [rule_of(one) for one in CustodyPlan.objects.filter(child=child)]
    tied = ChildGuardian.objects.filter(child=child).values_list(
        "guardian_id", "guardian__family_id"
    )
    wrong = mistakes(rule_of(row), others, tied=dict(tied))
    if wrong:
        raise DomainError(*wrong[0])
    row.save(force_insert=True)
    _record("custody.planned", row, by=by, now=now)
    return row


@locks.retried
@transaction.atomic
def end(row: CustodyPlan, last: date, *, by: Actor, now: datetime) -> None:
    """Set the last day of a calendar. Raises DomainError before its first day."""
    _lock(row.child)
    if last < row.starts_on:
        raise DomainError("dates", "Le dernier jour doit suivre le premier.")
    end_on = last + timedelta(days=1)
    if row.ends_on is not None and end_on > row.ends_on:
        raise DomainError("dates", "Ce calendrier se termine déjà avant ce jour.")
    CustodyPlan.objects.filter(pk=row.pk).update(ends_on=end_on)
    _record("custody.ended", row, by=by, now=now, last=last.isoformat())


@locks.retried
@transaction.atomic
def withdraw(row: CustodyPlan, *, by: Actor, now: datetime) -> None:
    """Take back a calendar or an exception; what is booked stays as it is."""
    _lock(row.child)
    _record("custody.withdrawn", row, by=by, now=now)
    CustodyPlan.objects.filter(pk=row.pk).delete()


def _lock(child: Child) -> None:
    """The file, then the child: *Valider* locks it too, and reads one calendar or the other."""
    families.locked(child.family)
    locks.rows(Child.objects.filter(pk=child.pk).only("id"))


def _record(verb: str, row: CustodyPlan, *, by: Actor, now: datetime, **more: str) -> None:
    audit.record(
        verb,
        row.child,
        by=by,
        now=now,
        family_uid=row.child.family_id,
        name=str(row.child),
        pattern=row.pattern,
        span=str(rule_of(row).span),
        **more,
    )

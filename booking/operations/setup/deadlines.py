"""Deadlines: until when families book, modify and cancel, checked by the rule itself (R20–R25)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from booking.models import Activity, DeadlineRule, Period, Service
from booking.rules import deadlines
from booking.rules.deadlines import Act, Kind
from booking.selectors.deadlines import rule_of
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError


def save(
    service: Service,
    rule: DeadlineRule | None = None,
    *,
    by: Actor,
    now: datetime,
    act: str,
    kind: str,
    activity: Activity | None = None,
    period: Period | None = None,
    **numbers: Any,
) -> DeadlineRule:
    """Make or change a rule; ``numbers`` are the model's typed columns.

    Raises DomainError with the rule's own sentences when a number is missing, « taken » when the
    same scope already has a rule for the act, « not_found » for another service's activity.
    """
    for part in (activity, period):
        if part is not None and part.service_id != service.id:
            raise DomainError("not_found", "Introuvable.")
    made = rule or DeadlineRule(service=service)
    made.act, made.kind = Act(act).value, Kind(kind).value
    made.activity, made.period = activity, period
    for name, value in numbers.items():
        setattr(made, name, value)
    if found := deadlines.problems(rule_of(made)):
        raise DomainError("incomplete", " ".join(found), problems=found)
    with transaction.atomic():
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as error:
            raise DomainError(
                "taken", "Une règle existe déjà pour cet acte\u00a0: modifiez-la."
            ) from error
        audit.record("deadline.saved", made, by=by, now=now, act=made.act, kind=made.kind)
        return made


def remove(rule: DeadlineRule, *, by: Actor, now: datetime) -> None:
    """Delete a rule; the next narrower one speaks."""
    with transaction.atomic():
        audit.record("deadline.removed", rule, by=by, now=now, act=rule.act, kind=rule.kind)
        rule.delete()

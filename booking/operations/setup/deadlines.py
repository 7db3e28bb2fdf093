"""Deadlines: until when families book, modify and cancel, checked by the rule itself (R20–R25)."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from booking.models import Activity, DeadlineRule, Period, Service
from booking.operations import queueing
from booking.rules import deadlines
from booking.rules.deadline_conflicts import conflict
from booking.rules.deadlines import Act, Kind
from booking.selectors.deadlines import rule_of, scope
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.ranges import DateRange
from tenants.context import current_commune, zone_of


@retried
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

    The same rule sent twice is one (B5). Raises DomainError with the rule's own sentences when a
    number is missing, « taken » naming the other rule when one already speaks there, « not_found »
    for another service's activity or a rule removed meanwhile.
    """
    with transaction.atomic():
        present = _lock(service)
        made = DeadlineRule(service=service)
        if rule is not None:
            made = next((one for one in present if one.id == rule.id), None) or _not_found()
        columns = {"kind": Kind(kind).value, "activity": activity, "period": period, **numbers}
        return _write(made, present, act, columns, by=by, now=now)


@retried
def save_exception(
    service: Service,
    *,
    acts: Collection[str],
    span: DateRange,
    limit: datetime | None,
    by: Actor,
    now: datetime,
    activity: Activity | None = None,
    replacing: Collection[DeadlineRule] = (),
    motive: str = "",
) -> list[DeadlineRule]:
    """For the days of ``span`` only, one last instant for several acts at once (R25).

    ``limit`` (aware) is the last moment for all those days; None shuts them online. ``replacing``
    are the rows of the exception as it was; families read the ``motive`` beside these days. All or
    nothing; raises as ``save`` does, and « too_late » when the limit is after the first of the
    days, which it could not hold for.
    """
    if not acts:
        raise DomainError("incomplete", "Choisissez ce que l’exception change.")
    if limit is not None and limit.astimezone(zone_of(current_commune())).date() > span.start:
        raise DomainError(
            "too_late", "Le dernier délai doit venir avant le premier des jours concernés."
        )
    columns = {
        "kind": (Kind.NEVER if limit is None else Kind.PERIOD_INSTANT).value,
        "instant": limit,
        "activity": activity,
        "override_from": span.start,
        "override_until": span.end,
    }
    with transaction.atomic():
        present = _lock(service)
        old = [row for row in present if row.id in {one.id for one in replacing}]
        _delete([row for row in old if row.act not in acts], by=by, now=now)
        kept = {row.act: row for row in old if row.act in acts}
        # Among the old rows only those written last may meet the new ones: none are left between.
        others = [row for row in present if row not in old]
        return [
            _write(
                kept.get(act) or DeadlineRule(service=service),
                others,
                act,
                columns,
                by=by,
                now=now,
                motive=motive,
            )
            for act in (one.value for one in Act if one.value in acts)
        ]


@retried
def remove(rules: DeadlineRule | Iterable[DeadlineRule], *, by: Actor, now: datetime) -> None:
    """Delete a rule, or the rows of one exception; the next wider one speaks.

    What is gone already is left alone (B5).
    """
    given = [rules] if isinstance(rules, DeadlineRule) else list(rules)
    keys = {one.id for one in given}
    with transaction.atomic():
        for service in {one.service_id: one.service for one in given}.values():
            _delete([row for row in _lock(service) if row.id in keys], by=by, now=now)


def _lock(service: Service) -> list[DeadlineRule]:
    """The service's rules, none of which changes until the end of the transaction."""
    rows(Service.objects.filter(id=service.id))
    found = DeadlineRule.objects.filter(service=service)
    return list(found.select_related("activity", "period"))


def _write(
    made: DeadlineRule,
    present: Iterable[DeadlineRule],
    act: str,
    columns: dict[str, Any],
    *,
    by: Actor,
    now: datetime,
    motive: str = "",
) -> DeadlineRule:
    """Check one rule against the others, write it and its line of history."""
    for part in (columns["activity"], columns.get("period")):
        if part is not None and part.service_id != made.service_id:
            _not_found()
    before = None if made._state.adding else _sentence(made)
    made.act, made.motive = Act(act).value, motive
    for name, value in columns.items():
        setattr(made, name, value)
    wanted = rule_of(made)
    if found := deadlines.problems(wanted):
        raise DomainError("incomplete", " ".join(found), problems=found)
    by_key = {row.id: row for row in present}
    if other := conflict(wanted, [rule_of(row) for row in by_key.values()]):
        if before is None and replace(other, key=wanted.key) == wanted:
            # The same form sent twice (B5).
            return by_key[other.key]
        raise _taken(by_key[other.key])
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise DomainError("taken", "Une règle existe déjà ici : modifiez-la.") from error
    changed = {} if before is None else {"before": before}
    audit.record(
        "deadline.saved",
        made,
        by=by,
        now=now,
        motive=motive,
        act=made.act,
        kind=made.kind,
        rule=_sentence(made),
        **changed,
    )
    if made.act == Act.BOOK:
        queueing.cutoffs_moved(made.service_id, now=now)
    return made


def _delete(found: Iterable[DeadlineRule], *, by: Actor, now: datetime) -> None:
    for row in found:
        audit.record(
            "deadline.removed",
            row,
            by=by,
            now=now,
            act=row.act,
            kind=row.kind,
            rule=_sentence(row),
        )
        row.delete()
        if row.act == Act.BOOK:
            queueing.cutoffs_moved(row.service_id, now=now)


def _sentence(row: DeadlineRule) -> str:
    return deadlines.describe(rule_of(row), zone_of(current_commune()))


def _taken(other: DeadlineRule) -> DomainError:
    """The other rule in full, so that the agent knows which one to change."""
    act = deadlines.ACT_LABELS[Act(other.act)]
    words = f"« {_sentence(other)} »"
    if other.override_from and other.override_until:
        days = DateRange(other.override_from, other.override_until)
        sentence = (
            f"Une exception existe déjà {days} pour {act} ({scope(other)}) : {words}. "
            "Modifiez-la, ou choisissez d’autres jours."
        )
    else:
        sentence = (
            f"Une règle existe déjà pour {act} ({scope(other)}) : {words}. "
            "Modifiez-la au lieu d’en ajouter une."
        )
    return DomainError("taken", sentence, rule=str(other.id))


def _not_found() -> Any:
    raise DomainError("not_found", "Introuvable.")

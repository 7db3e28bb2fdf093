"""Record a quotient familial: the former ends the day the new one starts (R52–R54)."""

from datetime import date, datetime

from django.db import transaction

from family.models import FamilyQuotient, Guardian
from family.operations import audit, families
from family.rules import quotients as rules
from family.signals import quotient_changed
from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from shared.values.quotient import format_quotient
from shared.values.ranges import DateRange


@locks.retried
@transaction.atomic
def add(
    guardian: Guardian,
    *,
    value_hundredths: int,
    starts_on: date,
    ends_on: date | None,
    source: str,
    by: Actor,
    now: datetime,
) -> FamilyQuotient:
    """Write a new value (hundredths, 0 is one) from a local day on; ``ends_on`` is exclusive.

    The one still running ends that day. Raises DomainError for dates that cross, or when another
    one starts the same day or later inside them. What is booked keeps its price (R53).
    """
    families.locked(guardian.family)
    adult = locks.rows(Guardian.objects.filter(pk=guardian.pk))[0]
    if ends_on is not None and ends_on <= starts_on:
        raise DomainError("quotient_dates", "La fin doit venir après le début.")
    known = [_known(row) for row in locks.rows(FamilyQuotient.objects.filter(guardian=adult))]
    span = DateRange(starts_on, ends_on)
    closed = rules.closed_by(known, starts_on)
    _check(known, span, {one.key for one in closed})
    for one in closed:
        FamilyQuotient.objects.filter(pk=one.key).update(ends_on=starts_on)
    made = FamilyQuotient.objects.create(
        guardian=adult,
        value_hundredths=value_hundredths,
        starts_on=starts_on,
        ends_on=ends_on,
        source=source,
        recorded_at=now,
    )
    audit.record(
        "quotient.added",
        made,
        by=by,
        now=now,
        family_uid=adult.family_id,
        name=adult.full_name,
        value=value_hundredths,
        since=starts_on.isoformat(),
    )
    quotient_changed.send(sender=FamilyQuotient, guardian=adult, since=starts_on, by=by, now=now)
    return made


@locks.retried
@transaction.atomic
def withdraw(quotient: FamilyQuotient, *, motive: str, by: Actor, now: datetime) -> None:
    """Take back a value typed by mistake; the former one runs again until this one's end.

    Raises DomainError without a motive.
    """
    if not motive.strip():
        raise DomainError("motive", "Dites pourquoi ce quotient est retiré.")
    families.locked(quotient.guardian.family)
    rows = locks.rows(FamilyQuotient.objects.filter(guardian_id=quotient.guardian_id))
    wrong = next(row for row in rows if row.pk == quotient.pk)
    former = next((row for row in rows if row.ends_on == wrong.starts_on), None)
    wrong_id = wrong.pk
    wrong.delete()
    if former is not None:
        former.ends_on = wrong.ends_on
        former.save(update_fields=["ends_on"])
    wrong.pk = wrong_id
    audit.record(
        "quotient.withdrawn",
        wrong,
        by=by,
        now=now,
        family_uid=quotient.guardian.family_id,
        motive=motive.strip(),
        name=quotient.guardian.full_name,
        value=wrong.value_hundredths,
        since=wrong.starts_on.isoformat(),
    )
    quotient_changed.send(
        sender=FamilyQuotient,
        guardian=quotient.guardian,
        since=wrong.starts_on,
        by=by,
        now=now,
    )


def _known(row: FamilyQuotient) -> rules.KnownQuotient:
    return rules.KnownQuotient(
        value=row.value_hundredths,
        span=DateRange(row.starts_on, row.ends_on),
        source=row.source,
        key=row.pk,
    )


def _check(known: list[rules.KnownQuotient], span: DateRange, closed: set[object]) -> None:
    same = next((one for one in known if one.span.start == span.start), None)
    if same is not None:
        raise DomainError(
            "quotient_same_day",
            f"Un quotient de {format_quotient(same.value)} commence déjà le "
            f"{span.start:%d/%m/%Y} : retirez-le d’abord s’il est faux.",
        )
    later = next((one for one in known if one.key not in closed and one.span.overlaps(span)), None)
    if later is not None:
        raise DomainError(
            "quotient_overlap",
            f"Un autre quotient ({format_quotient(later.value)}, {later.span}) est déjà saisi "
            "pour ces dates : donnez une fin qui le précède.",
        )

"""*Certificat vu*: its dates and who saw it, never the paper nor its ground (R28–R30)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from booking.errors import not_found
from booking.models import Certificate, Reservation
from booking.operations import absence_shares, movements, telling
from booking.rules import carence
from family.models import Child
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from tenants.context import current_commune, zone_of


@dataclass(frozen=True, slots=True)
class Seen:
    """A certificate and what it changed: days that now bill less, days it left as they were."""

    certificate: Certificate
    lighter: list[Reservation]
    same: list[Reservation]


@retried
def see(
    child_id: UUID, *, first: date, last: date, by: Actor, now: datetime, motive: str = ""
) -> Seen:
    """Note a certificate that covers [first, last] and ask the shares of those days again.

    An absence already invoiced becomes an avoir, in the same transaction. Raises DomainError
    « not_found », « dates », « proof_late » when an absence it covers is past its deadline and no
    ``motive`` is given (R18, R29).
    """
    motive = motive.strip()
    today = now.astimezone(zone_of(current_commune())).date()
    if not (dates := carence.accept_dates(first, last)):
        raise DomainError(dates.reason.code, dates.reason.sentence)
    with transaction.atomic():
        child = next(iter(rows(Child.objects.filter(id=child_id).only("id", "family_id"))), None)
        if child is None:
            raise not_found()
        _openings, found = movements.lock(
            Reservation.objects.filter(
                child_id=child_id, date__gte=first, date__lte=last, proof_due_on__isnull=False
            )
        )
        late = [
            answer
            for row in found
            if not (answer := carence.accept_proof(row.proof_due_on, today, motive=motive))
        ]
        if late:
            raise DomainError(late[0].reason.code, late[0].reason.sentence)
        made = Certificate.objects.create(
            child_id=child_id,
            starts_on=first,
            ends_on=last + timedelta(days=1),
            seen_at=now,
            seen_by_uid=by.uid,
        )
        fell = _recompute(child_id, found)
        lighter = [row for row in found if row.id in fell]
        for row in lighter:
            row.billed_percent = fell[row.id]
        absence_shares.tell_upward(lighter, by=by, now=now)
        audit.record(
            "certificate.seen",
            made,
            by=by,
            now=now,
            family_uid=child.family_id,
            motive=motive,
            child=str(child_id),
            first=first.isoformat(),
            last=last.isoformat(),
            days=[[str(row.id), row.date.isoformat(), row.billed_percent] for row in found],
        )
        telling.tell_family(lighter, "certificate_seen", now=now)
        return Seen(made, lighter, [row for row in found if row.id not in fell])


def _recompute(child_id: UUID, found: list[Reservation]) -> dict[UUID, int]:
    """The new share of the rows that bill less, by id."""
    by_service: dict[UUID, list[date]] = defaultdict(list)
    for row in found:
        by_service[row.activity.service_id].append(row.date)
    fell: dict[UUID, int] = {}
    for service_id, days in sorted(by_service.items()):
        moved = absence_shares.recompute(
            [child_id], service_id, since=min(days), until=max(days) + timedelta(days=1)
        )
        fell |= {row.id: row.billed_percent for row in moved.fell}
    return fell

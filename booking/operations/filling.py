"""Days that open later are booked by themselves where a family keeps a rhythm."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from booking.models import Pattern, Reservation, Service
from booking.operations import carts, patterns, reservations
from booking.operations.outcomes import Wish
from family.models import ChildGuardian, Guardian
from family.operations import messages
from shared.locks import retried, rows
from shared.models import Account
from shared.values.french_dates import day_list
from tenants.context import current_commune, zone_of
from tenants.operations import outbox
from tenants.people import Member

FILL = "booking.patterns"
# A day closed to the child's class or group was not spoken of: it may open again (R10). Nor was
# the other parent's: the custody calendar may change (R69).
SHUT = frozenset({"closed", "closed_for_child", "other_parent", "other_pays"})
Key = tuple[UUID, UUID, date]


def wake(service_id: UUID, *, now: datetime) -> None:
    """Days have opened: fill the patterns of the service after the commit, if it has any."""
    if Pattern.objects.filter(activity__service_id=service_id).exists():
        outbox.put(FILL, service_id, due_at=now)


def wake_all(*, now: datetime) -> None:
    """The same where days of any service may have opened again."""
    kept = Pattern.objects.order_by().values_list("activity__service_id", flat=True).distinct()
    outbox.put_many([(FILL, key) for key in sorted(kept)], due_at=now)


def fill(service_id: UUID, *, now: datetime) -> None:
    """Book the days opened since, one short transaction an adult; run twice, nothing more."""
    today = now.astimezone(zone_of(current_commune())).date()
    waiting = Pattern.objects.filter(activity__service_id=service_id, ends_on__gt=today)
    for guardian_id in sorted(set(waiting.values_list("guardian_id", flat=True))):
        _fill_one(guardian_id, service_id, today, now)


@retried
def _fill_one(guardian_id: UUID, service_id: UUID, today: date, now: datetime) -> None:
    guardian = Guardian.objects.get(id=guardian_id)
    account = Account.objects.filter(pk=guardian.account_uid, is_active=True).first()
    if account is None:
        return
    member = Member(account, current_commune(), guardian_id)
    with transaction.atomic():
        reservations.lock_children(guardian_id)
        found = rows(
            Pattern.objects.filter(
                guardian_id=guardian_id, activity__service_id=service_id, ends_on__gt=today
            )
        )
        allowed = set(
            ChildGuardian.objects.filter(guardian_id=guardian_id, can_book=True).values_list(
                "child_id", flat=True
            )
        )
        wanted = {
            one: days for one in found if one.child_id in allowed and (days := _new(one, today))
        }
        if not wanted:
            return
        service = Service.objects.get(id=service_id)
        fill_in = _into_cart if service.billing == Service.Billing.PREPAID else _book
        shut = fill_in(member, guardian, service, wanted, now)
        for one, days in wanted.items():
            spoken_of = {day for day in days if (one.child_id, one.activity_id, day) not in shut}
            one.treated = sorted({*one.treated, *spoken_of})
        Pattern.objects.bulk_update(wanted, ["treated"])


def _book(
    member: Member,
    guardian: Guardian,
    service: Service,
    wanted: dict[Pattern, list[date]],
    now: datetime,
) -> set[Key]:
    """Monthly services: the same rules and writes as *Valider*; returns the days still shut."""
    outcome = reservations.place(
        [Wish(one.child_id, one.activity_id, day) for one, days in wanted.items() for day in days],
        guardian_id=guardian.id,
        by=member.actor,
        now=now,
    )
    for one in wanted:
        Reservation.objects.filter(
            order_uid=outcome.order_uid, child_id=one.child_id, activity_id=one.activity_id
        ).update(pattern=one)
    done = [*outcome.booked, *outcome.requested, *outcome.waitlisted]
    _tell(
        "pattern_filled",
        guardian,
        service,
        [(line.child, line.activity, line.date) for line in done],
        [(line.child, line.reason, line.date) for line in outcome.refused if line.code not in SHUT],
        now,
    )
    return {(r.child_id, r.activity_id, r.date) for r in outcome.refused if r.code in SHUT}


def _into_cart(
    member: Member,
    guardian: Guardian,
    service: Service,
    wanted: dict[Pattern, list[date]],
    now: datetime,
) -> set[Key]:
    """Prepaid services: nobody pays for a family; the days wait in its cart. As ``_book``."""
    lines = [
        line
        for one, days in wanted.items()
        for line in carts.add_pattern(
            member, child_ids=[one.child_id], activity_ids=[one.activity_id], days=days, now=now
        ).lines
    ]
    _tell(
        "pattern_in_cart",
        guardian,
        service,
        [(line.child, line.activity, line.date) for line in lines if not line.refusal],
        [
            (one.child, one.refusal, one.date)
            for one in lines
            if one.refusal and one.code not in SHUT
        ],
        now,
    )
    return {(one.child_id, one.activity_id, one.date) for one in lines if one.code in SHUT}


def _tell(
    kind: str,
    guardian: Guardian,
    service: Service,
    done: list[tuple[str, str, date]],
    left: list[tuple[str, str, date]],
    now: datetime,
) -> None:
    if done or left:
        messages.tell(
            guardian,
            kind,
            now=now,
            service=service.name,
            lines=_grouped(done),
            left=_grouped(left),
            contact=" · ".join(filter(None, [service.phone, service.email])),
        )


def _grouped(found: Iterable[tuple[str, str, date]]) -> list[str]:
    """« Léa, repas : 25, 26 janv. »"""
    groups: dict[tuple[str, str], list[date]] = {}
    for child, what, day in found:
        groups.setdefault((child, what.rstrip(".")), []).append(day)
    return [
        f"{child}, {what}\u00a0: {day_list(sorted(days))}" for (child, what), days in groups.items()
    ]


def _new(one: Pattern, today: date) -> list[date]:
    """The pattern's days that have opened and were never spoken of."""
    days = [day for day in patterns.days_of(one) if day > today]
    opened = patterns.open_days([one.activity_id], days).get(one.activity_id, set())
    return sorted(opened - set(one.treated))

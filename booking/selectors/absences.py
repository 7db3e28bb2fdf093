"""*Signaler une absence*: the coming booked days, what each cancellation would do and cost."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from booking.rules.cancellations import CancellationDecision
from booking.rules.deadlines import Act
from booking.rules.lifecycle import ReservationState
from booking.selectors import booked, facts
from booking.selectors.verdicts import Judge
from family.rules.custody import PAID_BY_OTHER
from shared.values.french_dates import day_relative, day_short
from shared.values.money import format_cents
from tenants.context import current_commune, zone_of
from tenants.people import Member

S = ReservationState


@dataclass(frozen=True, slots=True)
class Coming:
    """A day that can be told as an absence, or why not; ``effect`` is what it gives back."""

    reservation_id: UUID
    child_id: UUID
    child: str
    activity: str
    service: str
    date: date
    label: str
    relative: str
    state: ReservationState
    can_report: bool
    in_time: bool
    sentence: str
    effect: str
    contact: tuple[str, str, str]


def coming(member: Member, *, now: datetime, days: int = 35) -> list[Coming]:
    """Live rows of the member's children, the nearest first: two queries."""
    today = now.astimezone(zone_of(current_commune())).date()
    end = today + timedelta(days=days)
    known = facts.load(guardian_id=member.guardian_uid, since=today, until=end)
    judge = Judge(known, now)
    found = []
    for row in booked.between(list(known.children), today, end):
        if row.state not in {S.CONFIRMED, S.REQUESTED, S.WAITLISTED}:
            continue
        activity = known.activities[row.activity_id]
        service = known.services[activity.service_id]
        child = known.children[row.child_id]
        if not judge.may_cancel(row):
            # The other parent tells the absence of their own days (R73).
            continue
        limit = judge.deadline(Act.CANCEL, activity, row.date)
        decision = judge.cancel(row)
        found.append(
            Coming(
                row.id,
                child.id,
                child.first_name,
                activity.name,
                service.name,
                row.date,
                day_short(row.date),
                day_relative(row.date, today),
                row.state,
                child.can_book and decision.to is not None,
                limit.allowed,
                limit.reason.sentence if limit.allowed else decision.reason.sentence,
                _said(decision, row) if known.pays(row.payer_id) else PAID_BY_OTHER,
                (service.phone, service.email, service.hours),
            )
        )
    return sorted(found, key=lambda one: (one.date, one.child, one.activity))


def _said(decision: CancellationDecision, row: booked.Booked) -> str:
    if decision.proof_due_on and decision.share and decision.share.percent:
        billed = decision.share.billed_cents(row.price_cents)
        return f"{format_cents(billed)} resteront facturés"
    return effect(decision.to, row)


def effect(to: ReservationState | None, row: booked.Booked) -> str:
    """What the family can expect: « avoir de 3,50 € », « ne sera pas facturé »…"""
    if to is None:
        return ""
    if row.state in {S.REQUESTED, S.WAITLISTED}:
        return "votre demande est retirée"
    if to is S.CANCEL_REQUESTED:
        return "le service décidera"
    # A day an agent booked in a prepaid service was not paid: there is nothing to give back.
    return f"avoir de {format_cents(row.price_cents)}" if row.is_prepaid else "ne sera pas facturé"

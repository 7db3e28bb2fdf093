"""Régies, billed months and paid orders, made by the real operations. Call inside a scope."""

from collections.abc import Iterable
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from booking.models import DayClosure, Service
from family.models import Child, Guardian
from invoicing.gateways.protocol import Result, State
from invoicing.models import Attempt, BillingRun, Invoice, Regie, RegieService
from invoicing.operations import attempts, billing_runs, checkout, verdicts
from shared.actors import Actor
from shared.ids import new_id
from tenants.people import Member
from tests.factories import booking

AGENT = Actor(uid=new_id(), label="Rachid Régisseur", is_agent=True)


def regie(*services: Service, code: str = "CA", **fields: Any) -> Regie:
    """A régie with online payment at the demonstration bank, in charge of these services."""
    fields.setdefault("name", f"Régie {code}")
    fields.setdefault("gateway", Regie.Gateway.DEMO)
    fields.setdefault("client_number", "012345")
    made = Regie.objects.create(code=code, **fields)
    for service in services:
        RegieService.objects.create(regie=made, service=service)
    return made


def close(service: Service, days: Iterable[date], *, now: datetime) -> None:
    """Days closed by an agent."""
    DayClosure.objects.bulk_create(
        DayClosure(service=service, date=day, closed_at=now, closed_by_uid=AGENT.uid)
        for day in days
    )


def booked(
    canteen: SimpleNamespace, child: Child, payer: Guardian, days: Iterable[date], **fields: Any
) -> list[Any]:
    """Confirmed bookings of a child, openings made when missing."""
    rows = []
    for day in days:
        if day not in canteen.openings:
            canteen.openings[day] = booking.opening(canteen.meal, day)
        rows.append(booking.reservation(child, canteen.openings[day], payer, **fields))
    return rows


def run(of: Regie, month: date, *, now: datetime, promote: bool = True) -> BillingRun:
    """A month drafted, and promoted unless told otherwise."""
    made = billing_runs.start(of, month, by=AGENT, now=now)
    billing_runs.draft(made.id, now=now)
    if promote:
        billing_runs.promote(made.id, by=AGENT, now=now)
    made.refresh_from_db()
    return made


def billed(
    of: Regie,
    canteen: SimpleNamespace,
    child: Child,
    payer: Guardian,
    days: Iterable[date],
    *,
    now: datetime,
    **fields: Any,
) -> Invoice:
    """The issued invoice of one month: booked, closed, drafted, promoted."""
    days = list(days)
    booked(canteen, child, payer, days, **fields)
    close(canteen.service, days, now=now)
    made = run(of, days[0].replace(day=1), now=now)
    return Invoice.objects.get(run=made, payer=payer)


def ordered(
    member: Member, child: Child, canteen: SimpleNamespace, days: Iterable[date], *, now: datetime
) -> Attempt:
    """*Valider* of a prepaid canteen: the draft attempt of the held places."""
    for day in days:
        booking.wish(member, child, canteen.meal, day)
    done = checkout.validate(member, now=now)
    assert done.outcome.refused == [], done.outcome.refused
    return Attempt.objects.get(id=done.attempt_ids[0])


def requested(attempt: Attempt, member: Member, *, now: datetime) -> Attempt:
    """*Payer* at the bank that runs beside the test."""
    attempts.request(attempt.id, member, now=now)
    attempt.refresh_from_db()
    return attempt


def answer(attempt: Attempt, state: State = State.PAID, **fields: Any) -> Result:
    """What an honest provider says of an attempt; change a field to lie."""
    facts = {
        "idop": attempt.idop,
        "state": state,
        "creditor": verdicts.creditor(attempt.regie),
        "reference": attempt.refdet,
        "amount_cents": attempt.amount_cents,
        "authorisation": "123456" if state is State.PAID else "",
    }
    return Result(**{**facts, **fields})

"""Billed months and what families paid of them: settled, due soon, late, in part."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from deploy.seeds import bank
from deploy.seeds.days import month_before
from deploy.seeds.homes import Home
from deploy.seeds.set_up import Town
from invoicing.models import Invoice, Regie
from invoicing.operations import billing_runs, checkout, payments

# Days since the invoices of each month went out; families have thirty days to pay.
OLDEST = 50
IN_THREE_DAYS, IN_FOURTEEN_DAYS = 27, 16
SECOND = {"CA": IN_THREE_DAYS, "EN": IN_FOURTEEN_DAYS, "MC": IN_FOURTEEN_DAYS, "LY": IN_THREE_DAYS}
# Where Claire forgot to pay.
LATE = frozenset({"EN"})
# Where the last month waits for somebody to look at it and to issue it.
TO_REVIEW = frozenset({"MC"})
MEANS = ("cash", "cheque", "transfer")


def bill(town: Town, homes: list[Home], *, now: datetime) -> None:
    """Two months issued in each régie, the last one left to agents."""
    draw = Random(f"payments {town.plan.slug}")
    for code, regie in town.regies.items():
        first = now - timedelta(days=OLDEST)
        _issue(town, regie, 0, first)
        _pay(town, homes, regie, draw, first, share=85)
        second = now - timedelta(days=SECOND[code])
        _issue(town, regie, 1, second)
        _pay(town, homes, regie, draw, second, share=30)
        if code in TO_REVIEW:
            run = billing_runs.start(regie, town.span.months[2], by=town.agent, now=now)
            billing_runs.draft(run.id, now=now)


def _issue(town: Town, regie: Regie, rank: int, at: datetime) -> None:
    month = town.span.months[rank]
    assert month <= month_before(at.date().replace(day=1))
    run = billing_runs.start(regie, month, by=town.agent, now=at)
    billing_runs.draft(run.id, now=at)
    billing_runs.promote(run.id, by=town.agent, now=at)


def _pay(
    town: Town, homes: list[Home], regie: Regie, draw: Random, issued: datetime, *, share: int
) -> None:
    """``share`` per cent of families pay, online when they have an account, else at the desk."""
    by_payer = {home.payer.pk: home for home in homes}
    rows = Invoice.objects.filter(regie=regie, issued_at=issued, total_cents__gt=0)
    for invoice in rows.order_by("number"):
        home = by_payer[invoice.payer_id]
        is_paid = draw.randrange(100) < share
        if home.plan.login == "claire.martin":
            is_paid = share > 50 and regie.code not in LATE
        if not is_paid:
            continue
        at = issued + timedelta(days=draw.randint(2, 14), hours=draw.randint(0, 6))
        if home.member is not None:
            _online(home, invoice.id, at)
        else:
            cents = invoice.total_cents
            if draw.randrange(100) < 5:
                cents = max(1, cents // 2)
            payments.receive_at_desk(
                invoice.id, cents=cents, means=draw.choice(MEANS), by=town.agent, now=at
            )


def _online(home: Home, invoice_id: UUID, at: datetime) -> None:
    member = home.member
    assert member is not None
    selection = checkout.pay_invoices(member.account, {member.commune: [invoice_id]}, now=at)
    bank.pay_selection(selection, member, now=at)

"""Lines B6 and B10 of the reliability bar with their full counts: ``make proof ONLY=b6``."""

import os
import random

import pytest
from django.db import connection

from invoicing.models import Attempt, BillingRun, Counter, Invoice, LedgerEntry, Payment
from invoicing.models import PayerAccount as Account
from invoicing.operations import billing_runs, payments
from invoicing.selectors import books
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY
from tests.invoicing.operations import test_kills as kills
from tests.invoicing.operations.test_races import together

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True), pytest.mark.timeout(7200)]
ROUNDS = int(os.environ.get("PROOF_ROUNDS", "50"))
FAMILIES = int(os.environ.get("PROOF_FAMILIES", "1500"))
PAYMENTS = int(os.environ.get("PROOF_PAYMENTS", "100"))


def test_b6_worker_killed_in_fifty_runs(monthly, february):
    """0 lost, 0 double, numbers 1…n without a hole, the rerun converges."""
    chance = random.Random(6)
    run = kills.town_of(monthly, february, FAMILIES)
    seen: dict[str, int] = {}
    for _ in range(ROUNDS):
        kills.kill_worker(monthly.commune, run, february, chance.uniform(0, 0.004) * FAMILIES)
        run.refresh_from_db()
        seen[run.status] = seen.get(run.status, 0) + 1
        kills.finish(run, february)
        kills.assert_whole(FAMILIES)
        run = start_over(monthly, february)
    print(f"B6 runs {ROUNDS} count, killed while {seen}")


def start_over(monthly, now) -> BillingRun:
    """The same month as if it had never been billed."""
    with connection.cursor() as cursor:
        tables = ", ".join(
            model._meta.db_table for model in (Invoice, LedgerEntry, Account, Counter, BillingRun)
        )
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    return billing_runs.start(monthly.regie, JANUARY[0], by=money.AGENT, now=now)


def test_b10_twenty_notifications_of_a_hundred_payments(town, bank, now):
    """20 in parallel for each of 100 payments: 100 receipts."""
    days = [JANUARY[index % len(JANUARY)] for index in range(PAYMENTS)]
    for index, day in enumerate(days):
        child = town.martins.children[index % 2]
        attempt = Attempt.objects.create(
            regie=town.regie,
            payer=town.martins.guardian,
            account_uid=town.member.account.pk,
            selection_uid=town.member.account.pk,
            purpose=Attempt.Purpose.ORDER,
            order_uid=order_of(town, child, day, now),
            state="pending",
            amount_cents=350,
            refdet=f"CAPROOF{index:04d}",
            idop=f"proof-{index}",
            created_at=now,
            requested_at=now,
        )
        result = money.answer(attempt)
        together(town.commune, 20, lambda _, a=attempt, r=result: payments.settle(a.id, r, now=now))
    assert Payment.objects.count() == PAYMENTS
    assert sorted(Payment.objects.values_list("number", flat=True)) == list(range(1, PAYMENTS + 1))
    assert books.differences() == []


def order_of(town, child, day, now):
    """An order whose places are gone: the money alone counts here."""
    rows = money.booked(town.canteen, child, town.martins.guardian, [day], state="refused")
    return rows[0].order_uid

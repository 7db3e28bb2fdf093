"""Money under concurrency: one receipt, one run, one spending of a credit (B7, B10, E7, E8)."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from invoicing.models import Attempt, BillingRun, Invoice, Payment, Settlement
from invoicing.operations import attempts, billing_runs, checkout, counters, payments
from invoicing.rules.attempts import AttemptState
from invoicing.selectors import books, credits
from shared.errors import DomainError
from tenants.context import commune_scope
from tests.factories import invoicing as money
from tests.invoicing.conftest import JANUARY

pytestmark = pytest.mark.django_db(transaction=True)


def together(commune, number: int, act: Callable[[int], Any]) -> list[Any]:
    """Run an act in threads of their own connections; refusals are returned."""

    def run(index: int) -> Any:
        try:
            with commune_scope(commune):
                return act(index)
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(run, range(number)))


def test_twenty_confirmations_of_one_payment_make_one_receipt(town, bank, now):
    """B10, F2: read-then-write made 10 to 20 receipts (E7)."""
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:2], now=now)
    paying = money.requested(draft, town.member, now=now)
    result = money.answer(paying)

    done = together(town.commune, 20, lambda _: payments.settle(paying.id, result, now=now))

    assert {one.state for one in done if isinstance(one, Attempt)} == {AttemptState.PAID}
    assert Payment.objects.count() == 1
    assert Invoice.objects.count() == 1
    assert books.differences() == []


def test_double_click_in_two_threads_opens_one_page(town, bank, now):
    """F26: the second click waits for the first one's page."""
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:1], now=now)

    urls = together(town.commune, 2, lambda _: attempts.request(draft.id, town.member, now=now))

    assert len(set(urls)) == 1
    assert urls[0].startswith(bank.url)
    assert Attempt.objects.count() == 1


def test_two_agents_start_the_same_month_at_once(monthly, february):
    """B7."""
    money.booked(monthly.canteen, monthly.martins.lea, monthly.martins.guardian, JANUARY)
    money.close(monthly.canteen.service, JANUARY, now=february)
    runs = together(
        monthly.commune,
        4,
        lambda _: billing_runs.start(monthly.regie, JANUARY[0], by=money.AGENT, now=february),
    )
    assert len({run.id for run in runs}) == 1
    run_id = runs[0].id

    together(monthly.commune, 3, lambda _: billing_runs.draft(run_id, now=february))
    billing_runs.draft(run_id, now=february)
    together(
        monthly.commune, 3, lambda _: billing_runs.promote(run_id, by=money.AGENT, now=february)
    )

    assert BillingRun.objects.get().status == BillingRun.Status.PROMOTED
    assert list(Invoice.objects.values_list("number", flat=True)) == [1]
    assert books.differences() == []


def test_counter_gives_each_number_once(town):
    """R78, E5."""

    def take(_: int) -> int:
        with transaction.atomic():
            return counters.next(town.regie, 2027, "00", 3)

    firsts = together(town.commune, 12, take)
    assert sorted(firsts) == [1 + 3 * index for index in range(12)]


def test_number_of_a_rolled_back_transaction_comes_back(town):
    """E4: a sequence would leave a hole."""
    with transaction.atomic():
        assert counters.next(town.regie, 2027, "00") == 1
        transaction.set_rollback(True)
    with transaction.atomic():
        assert counters.next(town.regie, 2027, "00") == 1


def test_one_credit_pays_one_of_two_invoices_asked_at_once(monthly, bank, february):
    """R35: a credit was spent twice 20 times out of 20 without the lock on the account."""
    first = money.billed(
        monthly.regie,
        monthly.canteen,
        monthly.martins.lea,
        monthly.martins.guardian,
        JANUARY[:1],
        now=february,
    )
    payments.receive_at_desk(first.id, cents=350, means="cash", by=money.AGENT, now=february)
    overpaid(monthly, february)
    later = [
        invoice_of(monthly, child, month, february)
        for child, month in ((monthly.martins.hugo, 2), (monthly.martins.lea, 3))
    ]
    Settlement.objects.filter(invoice__in=later).delete()

    together(
        monthly.commune,
        2,
        lambda index: checkout.pay_invoices(
            monthly.claire.account, {monthly.commune: [later[index].id]}, now=february
        ),
    )

    used = sum(Settlement.objects.filter(invoice__in=later).values_list("amount_cents", flat=True))
    drafted = Attempt.objects.filter(state=AttemptState.DRAFT)
    assert used == 350
    assert [attempt.amount_cents for attempt in drafted] == [350]
    assert credits.available(monthly.martins.guardian.id, monthly.regie.id, now=february) == 0


def overpaid(monthly, now) -> None:
    """A credit of 3,50 €: an abandoned attempt that succeeds after the desk was paid."""
    attempt = Attempt.objects.create(
        regie=monthly.regie,
        payer=monthly.martins.guardian,
        account_uid=monthly.claire.account.pk,
        selection_uid=monthly.claire.account.pk,
        purpose=Attempt.Purpose.INVOICES,
        state=AttemptState.PENDING,
        amount_cents=350,
        refdet="CATEST0001",
        idop="test-1",
        created_at=now,
        requested_at=now,
    )
    attempt.lines.create(invoice=Invoice.objects.get(), amount_cents=350)
    payments.settle(attempt.id, money.answer(attempt), now=now)


def invoice_of(monthly, child, month: int, now) -> Invoice:
    """One more invoice of 3,50 € of the Martins."""
    days = [JANUARY[0].replace(month=month, day=2)]
    return money.billed(
        monthly.regie, monthly.canteen, child, monthly.martins.guardian, days, now=now
    )


def test_no_lock_is_held_while_the_bank_is_slow(town, bank, now):
    """No network call inside a transaction: REQUESTING is committed and the row is free."""
    draft = money.ordered(town.member, town.martins.lea, town.canteen, JANUARY[:1], now=now)
    bank.fault("create", "slow", seconds=3)

    def act(index: int) -> str:
        if index == 0:
            return attempts.request(draft.id, town.member, now=now)
        while Attempt.objects.get(id=draft.id).state == AttemptState.DRAFT:
            time.sleep(0.01)
        with transaction.atomic():
            return Attempt.objects.select_for_update(nowait=True).get(id=draft.id).state

    url, seen = together(town.commune, 2, act)
    assert url.startswith(bank.url)
    assert seen == AttemptState.REQUESTING

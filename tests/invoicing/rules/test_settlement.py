"""Money covers the oldest debt first, and not a cent is lost (R82, R83, R87, F23)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.rules import settlement
from invoicing.rules.settlement import Debt, InvoiceStatus

JANUARY = Debt("jan", date(2027, 2, 28), "2027-CA-00-164", 2160)
FEBRUARY = Debt("feb", date(2027, 3, 31), "2027-CA-00-165", 2016, 1000)


@pytest.mark.parametrize(
    ("amount", "shares", "credit"),
    [
        (0, (), 0),
        (1000, (("jan", 1000),), 0),
        (2160, (("jan", 2160),), 0),
        (3000, (("jan", 2160), ("feb", 840)), 0),
        (4000, (("jan", 2160), ("feb", 1016)), 824),
    ],
)
def test_allocate_pays_the_oldest_due_first(
    amount: int, shares: tuple[tuple[str, int], ...], credit: int
) -> None:
    made = settlement.allocate(amount, [FEBRUARY, JANUARY])

    assert (made.shares, made.credit_cents) == (shares, credit)


@given(
    st.integers(0, 1_000_000),
    st.lists(st.tuples(st.integers(0, 50_000), st.integers(0, 60_000)), max_size=8),
)
def test_allocate_loses_no_cent(amount: int, totals: list[tuple[int, int]]) -> None:
    debts = [
        Debt(index, date(2027, 1, 1 + index), str(index), total, settled)
        for index, (total, settled) in enumerate(totals)
    ]

    made = settlement.allocate(amount, debts)

    assert sum(share for _, share in made.shares) + made.credit_cents == amount
    left = {debt.key: debt.left_cents for debt in debts}
    assert all(0 < share <= left[key] for key, share in made.shares)


def test_an_invoice_paid_meanwhile_turns_its_share_into_a_credit() -> None:
    """F23: paid at the desk while the bank page was open."""
    paid = Debt("jan", date(2027, 2, 28), "2027-CA-00-164", 2160, 2160)

    made = settlement.allocate_frozen([("jan", 2160), ("feb", 1016)], [paid, FEBRUARY])

    assert (made.shares, made.credit_cents) == ((("feb", 1016),), 2160)


def test_a_payment_is_never_negative() -> None:
    with pytest.raises(ValueError, match="never negative"):
        settlement.allocate(-1, [JANUARY])


@pytest.mark.parametrize(
    ("due", "credit", "used", "to_pay"),
    [
        (2160, 0, 0, 2160),
        (2160, 500, 500, 1660),
        (2160, 5000, 2160, 0),
        (2160, 2100, 2060, 100),
        (80, 0, 0, 80),
        (80, 50, 50, 30),
        (2160, -5, 0, 2160),
    ],
)
def test_credit_is_used_without_leaving_less_than_a_euro(
    due: int, credit: int, used: int, to_pay: int
) -> None:
    assert settlement.use_credit(due, credit) == settlement.CreditUse(used, to_pay)


@pytest.mark.parametrize(
    ("issued", "total", "settled", "credited", "today", "expected"),
    [
        (False, 2160, 0, 0, 1, InvoiceStatus.DRAFT),
        (True, 2160, 0, 0, 1, InvoiceStatus.TO_PAY),
        (True, 2160, 0, 0, 28, InvoiceStatus.TO_PAY),
        (True, 2160, 100, 0, 28, InvoiceStatus.PARTLY_PAID),
        (True, 2160, 2160, 0, 1, InvoiceStatus.PAID),
        (True, 2160, 2160, 2160, 1, InvoiceStatus.CREDITED),
        (True, 2160, 2160, 100, 1, InvoiceStatus.PAID),
        (True, 0, 0, 0, 1, InvoiceStatus.PAID),
    ],
)
def test_the_status_is_computed(
    issued: bool, total: int, settled: int, credited: int, today: int, expected: InvoiceStatus
) -> None:
    found = settlement.status(
        issued=issued,
        total_cents=total,
        settled_cents=settled,
        credited_cents=credited,
        due_on=date(2027, 2, 28),
        today=date(2027, 2, today),
    )

    assert found is expected


def test_overdue_begins_the_day_after() -> None:
    """R82."""
    found = settlement.status(
        issued=True,
        total_cents=100,
        settled_cents=50,
        due_on=date(2027, 2, 28),
        today=date(2027, 3, 1),
    )

    assert found is InvoiceStatus.OVERDUE
    assert set(settlement.STATUS_LABELS) == set(InvoiceStatus)


def test_a_payment_is_split_by_line() -> None:
    """R95: what was paid, line by line."""
    assert settlement.split_by_line(1000, [1500, 500]) == [750, 250]

"""The demonstration bank's client, against the real simulator process."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoicing.gateways.demo_bank import DemoBank
from invoicing.gateways.protocol import FunctionalError, Order, Result, State, TechnicalError
from tests.deploy.simulators.bank import Bank, start_bank

ORDER = Order(
    creditor="000123",
    reference="2027CA00000164",
    amount_cents=2160,
    email="martin@example.org",
    label="Jolieville · régie scolaire",
    return_url="http://127.0.0.1:1/retour/jeton",
    notify_url="http://127.0.0.1:1/notification/jeton",
)


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    """A bank of its own for each test."""
    with start_bank(tmp_path) as running:
        yield running


def test_created_operation_is_waiting(bank: Bank) -> None:
    gateway = DemoBank(bank.url)

    created = gateway.create(ORDER)

    assert created.pay_url.startswith(bank.url)
    result = gateway.read(created.idop)
    assert (result.state, result.authorisation, result.paid_at) == (State.WAITING, "", None)
    assert result.mismatches(ORDER) == []


def test_paid_operation_gives_number_and_instant(bank: Bank) -> None:
    gateway = DemoBank(bank.url)
    created = gateway.create(ORDER)
    bank.pay(created.idop)

    result = gateway.read(created.idop)

    assert result.state is State.PAID
    assert result.authorisation
    assert result.paid_at is not None
    assert result.paid_at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("answer", ["refused", "cancelled"])
def test_unpaid_answers_are_read(bank: Bank, answer: str) -> None:
    gateway = DemoBank(bank.url)
    created = gateway.create(ORDER)
    bank.pay(created.idop, answer)

    assert gateway.read(created.idop).state == answer


def test_another_amount_is_named(bank: Bank) -> None:
    """F12: one cent more is a mismatch, for quarantine."""
    gateway = DemoBank(bank.url)
    created = gateway.create(ORDER)
    bank.control(created.idop, answer="paid", tamper_amount_cents=2161)

    assert gateway.read(created.idop).mismatches(ORDER) == ["amount_cents"]


def test_unknown_operation_is_a_state_not_an_error(bank: Bank) -> None:
    result = DemoBank(bank.url).read("../control/faults")

    assert result.state is State.UNKNOWN
    assert result.mismatches(ORDER) == []


def test_reference_used_twice_is_functional(bank: Bank) -> None:
    gateway = DemoBank(bank.url)
    gateway.create(ORDER)

    with pytest.raises(FunctionalError) as refusal:
        gateway.create(ORDER)

    assert refusal.value.code == "duplicate_reference"


@pytest.mark.parametrize("kind", ["502", "malformed"])
@pytest.mark.parametrize("act", ["create", "read"])
def test_nonsense_is_technical(bank: Bank, act: str, kind: str) -> None:
    """F10: nothing is concluded from an answer that cannot be read; asking again works."""
    gateway = DemoBank(bank.url)
    idop = gateway.create(Order(**{**vars(ORDER), "reference": "FIRST0001"})).idop
    bank.fault(act, kind)

    with pytest.raises(TechnicalError):
        gateway.create(ORDER) if act == "create" else gateway.read(idop)

    assert gateway.read(gateway.create(ORDER).idop).state is State.WAITING


def test_slow_create_is_technical_and_its_reference_is_spent(bank: Bank) -> None:
    """F9: after a timeout on create the next attempt needs a new reference."""
    bank.fault("create", "slow", seconds=2)

    with pytest.raises(TechnicalError):
        DemoBank(bank.url, timeout=(1, 0.3)).create(ORDER)

    with pytest.raises(FunctionalError):
        DemoBank(bank.url).create(ORDER)


def test_absent_bank_is_technical() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"

        with pytest.raises(TechnicalError):
            DemoBank(url).read("abc")


@pytest.mark.parametrize("name", ["creditor", "reference", "amount_cents"])
def test_each_echoed_field_is_compared(name: str) -> None:
    """F12, F13."""
    echo = {"creditor": "000123", "reference": "2027CA00000164", "amount_cents": 2160}
    wrong = {**echo, name: 1 if name == "amount_cents" else "OTHER"}

    assert Result("x", State.PAID, **echo).mismatches(ORDER) == []
    assert Result("x", State.PAID, **wrong).mismatches(ORDER) == [name]

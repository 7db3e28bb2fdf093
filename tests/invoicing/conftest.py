"""A real demonstration bank beside the tests that pay, and a prepaid canteen to pay for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from tests.deploy.simulators.bank import Bank, start_bank
from tests.factories import accounts, booking, families
from tests.factories import invoicing as money

JANUARY = [date(2027, 1, day) for day in (4, 5, 7, 8, 11, 12)]


@pytest.fixture(scope="session")
def bank_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bank]:
    """One bank a run; it tells nobody by itself, tests do."""
    with start_bank(
        tmp_path_factory.mktemp("bank"), DEMO_BANK_NOTIFY="0", DEMO_BANK_DELAY_S="0.2"
    ) as bank:
        yield bank


@pytest.fixture
def bank(bank_process: Bank, settings: pytest.FixtureRequest) -> Bank:
    """The bank, known to the settings."""
    settings.DEMO_BANK_URL = bank_process.url
    return bank_process


@pytest.fixture
def town(scope, now) -> SimpleNamespace:
    """Jolieville: the Martins with an account, a prepaid canteen, its régie."""
    martins = families.martin()
    canteen = booking.canteen(martins.children, days=JANUARY, billing="prepaid")
    regie = money.regie(canteen.service)
    member = accounts.member(scope, martins.guardian, username="claire.martin")
    return SimpleNamespace(
        commune=scope, martins=martins, canteen=canteen, regie=regie, member=member
    )


@pytest.fixture
def monthly(scope) -> SimpleNamespace:
    """Jolieville with a monthly canteen: the Martins and the Durands, each with an account."""
    martins, durands = families.martin(), families.durand()
    canteen = booking.canteen([*martins.children, *durands.children], days=JANUARY)
    regie = money.regie(canteen.service)
    return SimpleNamespace(
        commune=scope,
        martins=martins,
        durands=durands,
        canteen=canteen,
        regie=regie,
        claire=accounts.member(scope, martins.guardian, username="claire.martin"),
        paul=accounts.member(scope, durands.guardian, username="paul.durand"),
    )


@pytest.fixture
def february() -> datetime:
    """1 February 2027, 10:00 in Paris: January can be billed."""
    return datetime(2027, 2, 1, 9, 0, tzinfo=UTC)

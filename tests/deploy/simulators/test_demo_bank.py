"""The demonstration bank, asked over HTTP as the portal and a payer's browser do."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests

from tests.deploy.simulators.bank import ROOT, Bank, start_bank

ORDER = {
    "creditor": "000123",
    "reference": "2027CA00000164",
    "amount_cents": 2160,
    "email": "martin@example.org",
    "label": "Jolieville · régie scolaire <script>",
    "return_url": "http://127.0.0.1:1/retour/jeton",
    "notify_url": "http://127.0.0.1:1/notification/jeton",
}


@pytest.fixture
def bank(tmp_path: Path) -> Iterator[Bank]:
    """A bank of its own for each test."""
    with start_bank(tmp_path) as running:
        yield running


@pytest.fixture
def merchant() -> Iterator[tuple[str, list[bytes]]]:
    """A merchant's address and the notifications it received."""
    received: list[bytes] = []

    class Merchant(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *values: object) -> None:
            """Stay silent."""

    server = HTTPServer(("127.0.0.1", 0), Merchant)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/notification/jeton", received
    server.shutdown()
    thread.join()
    server.server_close()


def create(bank: Bank, **changes: object) -> requests.Response:
    """Ask for an operation."""
    return requests.post(f"{bank.url}/api/operations", json={**ORDER, **changes}, timeout=10)


def state(bank: Bank, idop: str) -> dict[str, object]:
    """Read an operation."""
    return requests.get(f"{bank.url}/api/operations/{idop}", timeout=10).json()


def wait_for(condition: Callable[[], object]) -> bool:
    """Poll until true; False after ten seconds."""
    limit = time.monotonic() + 10
    while time.monotonic() < limit:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_operation_starts_waiting_and_echoes_its_facts(bank: Bank) -> None:
    created = create(bank).json()

    answer = state(bank, created["idop"])

    assert answer["state"] == "waiting"
    assert (answer["creditor"], answer["reference"], answer["amount_cents"]) == (
        "000123",
        "2027CA00000164",
        2160,
    )
    assert created["pay_url"] == f"{bank.url}/payer/{created['idop']}"


@pytest.mark.parametrize("answer", ["paid", "refused", "cancelled"])
def test_payer_answer_settles_and_returns_to_the_portal(bank: Bank, answer: str) -> None:
    idop = create(bank).json()["idop"]

    redirect = bank.pay(idop, answer)

    assert redirect.status_code == 303
    assert redirect.headers["Location"] == ORDER["return_url"]
    result = state(bank, idop)
    assert result["state"] == answer
    assert bool(result["authorisation"]) is (answer == "paid")


def test_payer_page_says_no_real_money_and_escapes_the_label(bank: Bank) -> None:
    page = requests.get(create(bank).json()["pay_url"], timeout=10)

    assert "Aucun argent réel" in page.text
    assert "21,60\u00a0€" in page.text
    assert "<script>" not in page.text
    assert "form-action 'self' http://127.0.0.1:1;" in page.headers["Content-Security-Policy"]


def test_second_answer_changes_nothing(bank: Bank) -> None:
    """An operation cannot be tried twice (P3)."""
    idop = create(bank).json()["idop"]
    bank.pay(idop, "paid")

    second = bank.pay(idop, "refused")

    assert "terminée" in second.text
    assert state(bank, idop)["state"] == "paid"


def test_same_reference_is_refused(bank: Bank) -> None:
    create(bank)

    second = create(bank)

    assert (second.status_code, second.json()["error"]) == (422, "duplicate_reference")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_cents", 99),
        ("amount_cents", 10_000_000),
        ("amount_cents", "2160"),
        ("amount_cents", True),
        ("reference", "2027-CA-1"),
        ("reference", "R123"),
        ("email", "martin"),
        ("label", "a\nb"),
        ("return_url", "javascript:alert(1)"),
        ("creditor", None),
    ],
)
def test_wrong_field_is_refused_by_its_name(bank: Bank, field: str, value: object) -> None:
    answer = create(bank, **{field: value})

    assert answer.status_code == 422
    assert answer.json()["error"] == field.removesuffix("_cents")


def test_page_first_opened_after_fifteen_minutes_is_expired(bank: Bank) -> None:
    """F17: the window is for opening; what was opened in time may still be paid."""
    late, opened = (create(bank, reference=f"REFERENCE{n}").json()["idop"] for n in (1, 2))
    requests.get(f"{bank.url}/payer/{opened}", timeout=10)
    for idop in (late, opened):
        bank.control(idop, age_s=16 * 60)

    assert requests.get(f"{bank.url}/payer/{late}", timeout=10).status_code == 410
    assert bank.pay(late).status_code == 410
    assert bank.pay(opened).status_code == 303
    assert (state(bank, late)["state"], state(bank, opened)["state"]) == ("waiting", "paid")


def test_late_answer_waits_then_pays_and_notifies(
    tmp_path: Path, merchant: tuple[str, list[bytes]]
) -> None:
    url, received = merchant
    with start_bank(tmp_path, DEMO_BANK_DELAY_S="0.4") as bank:
        idop = create(bank, notify_url=url).json()["idop"]

        bank.pay(idop, "late")

        assert wait_for(lambda: received)
        assert received == [f"idop={idop}".encode()]
        assert state(bank, idop)["state"] == "paid"


def test_late_answer_is_waiting_meanwhile_and_cannot_be_answered_again(bank: Bank) -> None:
    idop = create(bank).json()["idop"]

    bank.pay(idop, "late")

    assert bank.pay(idop, "refused").status_code == 200
    assert state(bank, idop)["state"] == "waiting"


def test_late_answer_survives_a_restart(tmp_path: Path, merchant: tuple[str, list[bytes]]) -> None:
    url, received = merchant
    with start_bank(tmp_path) as bank:
        idop = create(bank, notify_url=url).json()["idop"]
        bank.control(idop, answer="late", delay_s=1)

        bank.restart()

        assert wait_for(lambda: received)
        assert state(bank, idop)["state"] == "paid"


@pytest.mark.parametrize("times", [0, 1, 2])
def test_notification_carries_only_the_idop_and_comes_as_often_as_set(
    bank: Bank, merchant: tuple[str, list[bytes]], times: int
) -> None:
    url, received = merchant
    idop = create(bank, notify_url=url).json()["idop"]
    marker = create(bank, notify_url=url, reference="MARKER001").json()["idop"]
    bank.control(idop, notify=times)

    bank.pay(idop)
    assert wait_for(lambda: len(received) >= times)
    bank.pay(marker)  # its own notification shows that no further one was on its way
    assert wait_for(lambda: f"idop={marker}".encode() in received)

    assert received.count(f"idop={idop}".encode()) == times


def test_control_tampers_forgets_and_overrules(bank: Bank) -> None:
    """F12 (another amount), F20 (P1), F21 (abandoned, then paid)."""
    idop = create(bank).json()["idop"]

    bank.control(idop, answer="cancelled", tamper_amount_cents=2161)
    assert (state(bank, idop)["state"], state(bank, idop)["amount_cents"]) == ("cancelled", 2161)
    bank.control(idop, answer="paid")
    assert state(bank, idop)["state"] == "paid"
    bank.control(idop, forget=True)
    assert state(bank, idop) == {"idop": idop, "state": "unknown"}


def test_control_is_closed_unless_asked_for(tmp_path: Path) -> None:
    with start_bank(tmp_path, DEMO_BANK_CONTROL="0") as bank:
        idop = create(bank).json()["idop"]

        answer = requests.post(
            f"{bank.url}/api/control/{idop}", json={"answer": "paid"}, timeout=10
        )

        assert answer.status_code == 404
        assert state(bank, idop)["state"] == "waiting"


@pytest.mark.parametrize("mode", ["production", None])
def test_bank_refuses_to_start_in_production(tmp_path: Path, mode: str | None) -> None:
    """No mode at all is production."""
    environment = {**os.environ, "DEMO_BANK_STATE": str(tmp_path / "bank.sqlite3")}
    environment.pop("RIBAMBELLE_MODE", None)
    if mode:
        environment["RIBAMBELLE_MODE"] = mode

    ended = subprocess.run(
        [sys.executable, "-m", "deploy.simulators.demo_bank"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert ended.returncode == 2
    assert "production" in ended.stderr
    assert not (tmp_path / "bank.sqlite3").exists()


def test_too_long_body_is_refused(bank: Bank) -> None:
    """F15: a body of 1 MB."""
    assert create(bank, label="a" * 1_000_000).status_code == 413

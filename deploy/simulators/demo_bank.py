"""The demonstration bank: a permanent payment provider with its own JSON protocol and process.

    RIBAMBELLE_MODE=demo python -m deploy.simulators.demo_bank

Environment: `DEMO_BANK_PORT` (0 takes a free one), `DEMO_BANK_HOST`, `DEMO_BANK_STATE` (file),
`DEMO_BANK_DELAY_S` (late answers), `DEMO_BANK_NOTIFY` (notifications per answer),
`DEMO_BANK_CONTROL=1` (tests may decide answers and faults over HTTP). Refused in production.
"""

import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from deploy.simulators import demo_bank_pages as pages
from deploy.simulators.demo_bank_ledger import ANSWERS, Ledger, Refusal, checked
from deploy.simulators.demo_bank_notices import Notices

LONGEST_BODY = 64 * 1024  # bytes
STATE = Path(__file__).resolve().parents[2] / ".ribambelle" / "demo_bank.sqlite3"
STYLESHEET = Path(__file__).with_name("demo_bank.css")


class Bank(ThreadingHTTPServer):
    """The listening socket, and what the requests share."""

    daemon_threads = True

    def __init__(
        self,
        address: tuple[str, int],
        ledger: Ledger,
        *,
        delay_s: float,
        notify: int,
        control: bool,
    ) -> None:
        super().__init__(address, Desk)
        self.ledger, self.delay_s, self.control = ledger, delay_s, control
        self.notices = Notices(ledger, notify)
        self.faults: list[dict[str, Any]] = []
        self.url = f"http://{address[0]}:{self.server_address[1]}"

    def fault(self, act: str) -> dict[str, Any] | None:
        """Take the next planned fault for `act` (create or read), if a test planned one."""
        for fault in self.faults:
            if fault["on"] == act:
                self.faults.remove(fault)
                return fault
        return None


class Desk(BaseHTTPRequestHandler):
    """One request: the JSON API under /api/, the payer's pages elsewhere."""

    server: Bank
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Read an operation, or show a page."""
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["api", "operations", idop]:
                self._read(idop)
            case ["payer", idop]:
                self._show(idop)
            case ["demo-bank.css"]:
                self._send(200, STYLESHEET.read_bytes(), "text/css; charset=utf-8")
            case [""]:
                self._html(200, pages.welcome())
            case _:
                self._html(404, pages.unknown())

    def do_POST(self) -> None:
        """Open an operation, take the payer's answer, or obey a test."""
        try:
            length = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            length = -1
        if not 0 <= length <= LONGEST_BODY:
            self.close_connection = True
            return self._json(413, {"error": "body", "message": "body too long"})
        body = self.rfile.read(length)
        match urlsplit(self.path).path.strip("/").split("/"):
            case ["api", "operations"]:
                return self._create(body)
            case ["payer", idop]:
                return self._answer(idop, body)
            case ["api", "control", idop] if self.server.control:
                return self._control(idop, body)
            case _:
                return self._json(404, {"error": "not_found", "message": "no such address"})

    # The API

    def _create(self, body: bytes) -> None:
        fault = self.server.fault("create")
        if fault and fault["kind"] != "slow":
            return self._fail(fault)
        try:
            order = checked(_object(body))
            idop = self.server.ledger.create(order)
        except Refusal as refusal:
            return self._json(422, {"error": refusal.code, "message": str(refusal)})
        if fault:
            time.sleep(fault["seconds"])  # the operation exists, the asker may be gone
        return self._json(201, {"idop": idop, "pay_url": f"{self.server.url}/payer/{idop}"})

    def _read(self, idop: str) -> None:
        if fault := self.server.fault("read"):
            if fault["kind"] != "slow":
                return self._fail(fault)
            time.sleep(fault["seconds"])
        operation = self.server.ledger.find(idop)
        if operation is None:
            return self._json(200, {"idop": idop, "state": "unknown"})
        tampered = operation["tamper_cents"]
        paid = operation["state"] == "paid"
        return self._json(
            200,
            {
                "idop": idop,
                "state": operation["state"],
                "creditor": operation["creditor"],
                "reference": operation["reference"],
                "amount_cents": operation["amount_cents"] if tampered is None else tampered,
                "authorisation": operation["authorisation"],
                "paid_at": _iso(operation["answered_at"]) if paid else None,
            },
        )

    def _control(self, idop: str, body: bytes) -> None:
        try:
            order = _object(body)
        except Refusal as refusal:
            return self._json(422, {"error": refusal.code, "message": str(refusal)})
        if idop == "faults":  # {on: create|read, kind: 502|malformed|slow, seconds, times}
            fault = {"seconds": 0, **order}
            self.server.faults += [fault] * order.get("times", 1)
            return self._json(200, {"planned": len(self.server.faults)})
        ledger = self.server.ledger
        if ledger.find(idop) is None:
            return self._json(404, {"error": "unknown", "message": "no such operation"})
        if order.get("forget"):
            ledger.forget(idop)
            return self._json(200, {"idop": idop, "state": "unknown"})
        if "tamper_amount_cents" in order:
            ledger.change(idop, tamper_cents=order["tamper_amount_cents"])
        if "notify" in order:
            ledger.change(idop, notify=order["notify"])
        if "age_s" in order:
            ledger.change(idop, created_at=time.time() - order["age_s"])
        if answer := order.get("answer"):
            if answer not in ANSWERS:
                return self._json(422, {"error": "answer", "message": "not an answer"})
            delay_s = order.get("delay_s", self.server.delay_s)
            ledger.answer(idop, answer, delay_s=delay_s, again=True)
            self.server.notices.announce(idop)
        operation = ledger.find(idop)
        return self._json(200, {"idop": idop, "state": operation["state"] if operation else ""})

    # The payer's pages

    def _show(self, idop: str) -> None:
        operation = self.server.ledger.find(idop)
        if operation is None:
            return self._html(404, pages.unknown())
        if operation["state"] != "waiting" or operation["late_at"] is not None:
            return self._html(200, pages.answered(operation))
        if not self.server.ledger.open(idop):
            return self._html(410, pages.expired(operation))
        content = pages.choices(operation, delay_s=self.server.delay_s)
        return self._html(200, content, form_goes_to=operation["return_url"])

    def _answer(self, idop: str, body: bytes) -> None:
        operation = self.server.ledger.find(idop)
        if operation is None:
            return self._html(404, pages.unknown())
        if not self.server.ledger.open(idop):
            return self._html(410, pages.expired(operation))
        answer = parse_qs(body.decode("utf-8", "replace")).get("answer", [""])[0]
        if answer not in ANSWERS:
            return self._html(
                400,
                pages.choices(operation, delay_s=self.server.delay_s),
                form_goes_to=operation["return_url"],
            )
        if not self.server.ledger.answer(idop, answer, delay_s=self.server.delay_s):
            return self._html(200, pages.answered(self.server.ledger.find(idop) or operation))
        self.server.notices.announce(idop)
        self.send_response(303)
        self.send_header("Location", operation["return_url"])
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    # Answers

    def _fail(self, fault: dict[str, Any]) -> None:
        if fault["kind"] == "malformed":
            return self._send(200, b'{"idop": "', "application/json")
        return self._send(502, b"Bad gateway", "text/plain")

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, json.dumps(answer).encode(), "application/json")

    def _html(self, status: int, content: str, *, form_goes_to: str = "") -> None:
        # Chromium applies form-action to the redirect that follows the form as well.
        parts = urlsplit(form_goes_to)
        origin = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
        policy = f"default-src 'none'; style-src 'self'; img-src data:; form-action 'self'{origin}"
        self._send(status, content.encode(), "text/html; charset=utf-8", policy)

    def _send(self, status: int, content: bytes, kind: str, policy: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if policy:
            self.send_header("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *values: Any) -> None:
        """Stay silent: addresses carry operation numbers."""


def _object(body: bytes) -> dict[str, Any]:
    try:
        order = json.loads(body)
    except ValueError:
        order = None
    if not isinstance(order, dict):
        raise Refusal("body", "a JSON object is expected")
    return order


def _iso(moment: float | None) -> str | None:
    return None if moment is None else time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(moment))


def main() -> int:
    """Serve until SIGTERM or Ctrl-C; returns 2 when the mode forbids a bank without money."""
    mode = os.environ.get("RIBAMBELLE_MODE", "production")
    if mode not in ("demo", "test"):
        print("La banque de démonstration refuse de démarrer en production.", file=sys.stderr)
        return 2
    host = os.environ.get("DEMO_BANK_HOST", "127.0.0.1")
    port = int(os.environ.get("DEMO_BANK_PORT", "0"))
    try:
        bank = Bank(
            (host, port),
            Ledger(Path(os.environ.get("DEMO_BANK_STATE") or STATE)),
            delay_s=float(os.environ.get("DEMO_BANK_DELAY_S", "20")),
            notify=int(os.environ.get("DEMO_BANK_NOTIFY", "1")),
            control=os.environ.get("DEMO_BANK_CONTROL") == "1",
        )
    except OSError as error:
        print(
            f"La banque de démonstration ne peut pas ouvrir le port {port} : {error.strerror}.",
            file=sys.stderr,
        )
        return 1
    bank.notices.resume()
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=bank.shutdown).start())
    print(f"Banque de démonstration : {bank.url}", flush=True)
    try:
        bank.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        pass
    finally:
        bank.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What the demonstration bank remembers: its operations, in one SQLite file that outlives it."""

import re
import secrets
import sqlite3
import threading
import time
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

OPENING_WINDOW_S = 15 * 60  # a page first opened later than this is expired, as PayFiP's (P4)
LOWEST_CENTS, HIGHEST_CENTS = 100, 9_999_999
ANSWERS = ("paid", "refused", "cancelled", "late")

TABLE = """
CREATE TABLE IF NOT EXISTS operation (
    idop TEXT PRIMARY KEY, creditor TEXT NOT NULL, reference TEXT NOT NULL UNIQUE,
    amount_cents INTEGER NOT NULL, email TEXT NOT NULL, label TEXT NOT NULL,
    return_url TEXT NOT NULL, notify_url TEXT NOT NULL,
    created_at REAL NOT NULL, opened_at REAL,
    state TEXT NOT NULL DEFAULT 'waiting', answered_at REAL, authorisation TEXT,
    late_at REAL, tamper_cents INTEGER, notify INTEGER
)
"""


class Refusal(Exception):
    """The bank understood and says no; `code` goes into the answer."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def checked(order: dict[str, Any]) -> dict[str, Any]:
    """Return the accepted fields of a creation request; raises Refusal at the first wrong one."""

    def text(name: str, pattern: str, message: str) -> str:
        value = order.get(name)
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise Refusal(name, message)
        return value

    amount = order.get("amount_cents")
    if type(amount) is not int or not LOWEST_CENTS <= amount <= HIGHEST_CENTS:
        raise Refusal("amount", "amount_cents must be whole cents, 1.00 to 99 999.99 euros")
    fields: dict[str, Any] = {
        "creditor": text("creditor", r"[0-9A-Za-z]{1,20}", "1 to 20 letters or digits"),
        "reference": text("reference", r"[0-9A-Za-z]{6,30}", "6 to 30 letters or digits"),
        "email": text("email", r"(?=.{6,80}$)[^\s@]+@[^\s@]+", "an address of 6 to 80 characters"),
        "label": text("label", r"[^\x00-\x1f]{1,160}", "1 to 160 printable characters"),
        "amount_cents": amount,
    }
    for name in ("return_url", "notify_url"):
        fields[name] = text(name, r"\S{1,500}", "an address of at most 500 characters")
        if urlsplit(fields[name]).scheme not in ("http", "https"):
            raise Refusal(name, "an http or https address")
    return fields


class Ledger:
    """Every operation of the bank. Thread-safe: one connection behind one lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute(TABLE)

    def _run(self, sql: str, values: dict[str, Any]) -> list[dict[str, Any]]:
        with self._lock:
            return [dict(row) for row in self._db.execute(sql, values)]

    def create(self, order: dict[str, Any]) -> str:
        """Keep a checked order and return its idop; raises Refusal on a reference already used."""
        idop = str(uuid.uuid4())
        try:
            self._run(
                "INSERT INTO operation (idop, creditor, reference, amount_cents, email, label,"
                " return_url, notify_url, created_at) VALUES (:idop, :creditor, :reference,"
                " :amount_cents, :email, :label, :return_url, :notify_url, :created_at)",
                {**order, "idop": idop, "created_at": time.time()},
            )
        except sqlite3.IntegrityError:
            raise Refusal("duplicate_reference", "this reference was already used") from None
        return idop

    def find(self, idop: str) -> dict[str, Any] | None:
        """Return an operation, a late answer settled if its time has come; None when unknown."""
        with self._lock:
            self._run(
                "UPDATE operation SET state = 'paid', answered_at = late_at,"
                " authorisation = :number, late_at = NULL"
                " WHERE idop = :idop AND state = 'waiting' AND late_at <= :now",
                {"idop": idop, "now": time.time(), "number": _authorisation()},
            )
            found = self._run("SELECT * FROM operation WHERE idop = :idop", {"idop": idop})
        return found[0] if found else None

    def open(self, idop: str) -> bool:
        """The payer opens the page: False when it was never opened and is too old for it."""
        with self._lock:
            operation = self.find(idop)
            if operation is None:
                return False
            if operation["opened_at"] is None:
                if time.time() - operation["created_at"] > OPENING_WINDOW_S:
                    return False
                self.change(idop, opened_at=time.time())
            return True

    def answer(self, idop: str, answer: str, *, delay_s: float, again: bool = False) -> bool:
        """Settle an operation; a second answer is refused (False) unless `again` allows it."""
        with self._lock:
            operation = self.find(idop)
            if operation is None:
                return False
            done = operation["state"] != "waiting" or operation["late_at"] is not None
            if done and not again:
                return False
            now = time.time()
            if answer == "late":
                self.change(idop, state="waiting", late_at=now + delay_s, answered_at=None)
            else:
                number = _authorisation() if answer == "paid" else None
                self.change(idop, state=answer, late_at=None, answered_at=now, authorisation=number)
            return True

    def change(self, idop: str, **columns: Any) -> None:
        """Set columns of one operation (names come from this program only)."""
        sets = ", ".join(f"{name} = :{name}" for name in columns)
        self._run(f"UPDATE operation SET {sets} WHERE idop = :idop", {**columns, "idop": idop})

    def forget(self, idop: str) -> None:
        """Purge an operation, as the real bank does at night with abandoned ones (P1)."""
        self._run("DELETE FROM operation WHERE idop = :idop", {"idop": idop})

    def awaiting_late_answer(self) -> list[dict[str, Any]]:
        """Operations whose late answer is still to be told, after a restart."""
        return self._run("SELECT * FROM operation WHERE late_at IS NOT NULL", {})


def _authorisation() -> str:
    return f"{secrets.randbelow(10**6):06d}"

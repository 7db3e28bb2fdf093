"""HTTP client of the demonstration bank (`deploy/simulators`): no real money, same manners."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError

from invoicing.gateways.protocol import (
    Created,
    FunctionalError,
    Order,
    Result,
    State,
    TechnicalError,
)

TIMEOUT = (3.0, 10.0)  # seconds to connect, to read; no retry here: the Outbox owns retries
LONGEST_ANSWER = 64 * 1024  # bytes


class DemoBank:
    """The `Gateway` of the demonstration bank at `base_url` (e.g. `http://127.0.0.1:8901`)."""

    def __init__(self, base_url: str, *, timeout: tuple[float, float] = TIMEOUT) -> None:
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout

    def create(self, order: Order) -> Created:
        """Open an operation; raises FunctionalError (duplicate_reference…) or TechnicalError."""
        answer = self._ask(
            "POST",
            "/api/operations",
            {
                "creditor": order.creditor,
                "reference": order.reference,
                "amount_cents": order.amount_cents,
                "email": order.email,
                "label": order.label,
                "return_url": order.return_url,
                "notify_url": order.notify_url,
            },
        )
        idop, pay_url = answer.get("idop"), answer.get("pay_url")
        if not (isinstance(idop, str) and idop and isinstance(pay_url, str)):
            raise TechnicalError("the bank's answer holds no operation")
        if not pay_url.startswith(self.base_url + "/"):
            raise TechnicalError("the bank's page is not on the bank's host")
        return Created(idop, pay_url)

    def read(self, idop: str) -> Result:
        """Read an operation; one the bank does not know has the state UNKNOWN."""
        answer = self._ask("GET", f"/api/operations/{quote(idop, safe='')}")
        try:
            state = State(answer["state"])
            if state is State.UNKNOWN:
                return Result(idop, state, raw=dict(answer))
            if answer["idop"] != idop or type(answer["amount_cents"]) is not int:
                raise ValueError("echo")
            return Result(
                idop=idop,
                state=state,
                creditor=str(answer["creditor"]),
                reference=str(answer["reference"]),
                amount_cents=answer["amount_cents"],
                authorisation=str(answer.get("authorisation") or ""),
                paid_at=_utc(answer.get("paid_at")),
                raw=dict(answer),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise TechnicalError("the bank's answer cannot be read") from error

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        try:
            with requests.request(
                method,
                self.base_url + path,
                json=body,
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            ) as response:
                content = response.raw.read(LONGEST_ANSWER + 1, decode_content=True)
                status = response.status_code
        except (requests.RequestException, HTTPError, OSError) as error:  # urllib3's, on a raw read
            raise TechnicalError(f"the bank did not answer ({type(error).__name__})") from error
        if len(content) > LONGEST_ANSWER:
            raise TechnicalError("the bank's answer is too long")
        return _decoded(status, content)


def _decoded(status: int, content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError as error:
        raise TechnicalError(f"the bank answered {status} without JSON") from error
    if not isinstance(answer, dict):
        raise TechnicalError(f"the bank answered {status} with something else than an object")
    if 400 <= status < 500 and isinstance(answer.get("error"), str):
        raise FunctionalError(answer["error"], str(answer.get("message", "")))
    if status not in (200, 201):
        raise TechnicalError(f"the bank answered {status}")
    return answer


def _utc(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment).astimezone(UTC) if moment else None

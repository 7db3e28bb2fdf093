"""Around every request: a name for the logs, and refusals told in French."""

from collections.abc import Callable
from typing import Any

import structlog
from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from shared.errors import Busy, DomainError
from shared.ids import new_id
from shared.locks import is_contention

Response = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger(__name__)


class RequestContext:
    """Gives each request an id, bound to every log line and sent back in X-Request-ID."""

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Threads are reused: nothing of the request before may stay on the lines of this one.
        structlog.contextvars.clear_contextvars()
        request_id = str(new_id())
        request.request_id = request_id  # type: ignore[attr-defined]
        structlog.contextvars.bind_contextvars(request=request_id)
        try:
            response = self.get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response.headers["X-Request-ID"] = request_id
        return response


class Refusals:
    """A refusal that no view showed becomes a French page, never a 500.

    400 for a DomainError (422 for htmx), 409 for ``Busy``, a lock time-out or a deadlock; the
    transaction is already rolled back. An htmx request gets the message alone.
    """

    def __init__(self, get_response: Response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Called by Django when a view raises; None leaves it to the 500 page."""
        refusal: Any = exception
        if isinstance(exception, OperationalError) and is_contention(exception):
            refusal = Busy()
        if not isinstance(refusal, DomainError):
            return None
        status = 409 if isinstance(refusal, Busy) else 400
        log.info("refused", refusal=refusal.code, status=status)
        facts = {"sentence": refusal.sentence}
        if not getattr(request, "htmx", False):
            return render(request, "refused.html", facts, status=status)
        # The page lets htmx show 409 and 422 only; the message goes where messages are shown.
        response = render(
            request, "refused_partial.html", facts, status=409 if status == 409 else 422
        )
        response.headers["HX-Retarget"] = ".alerts"
        response.headers["HX-Reswap"] = "innerHTML show:top"
        return response

"""Finds the commune by path or by host, and leaves everything as it was afterwards."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import sentry_sdk
import structlog
from django.conf import settings
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase

from tenants import directory
from tenants.context import commune_scope, public_scope
from tenants.models import Commune
from tenants.urls import absolute, placed

# On a commune's own host these belong to the main host, where the session lives.
RESERVED = ("c", "compte", "identity", ".well-known", "operateur", "paiement", "panier")
SHUT = (Commune.Status.SUSPENDED, Commune.Status.CLOSED)


class CommuneMiddleware:
    """``/c/<slug>/…`` moves into the script prefix and chooses the commune's URLconf.

    Stands outside session, auth and CSRF, so that they all run in the commune's search path.
    ``request.commune`` is the commune or None; ``request.closed_commune`` one whose doors are
    shut; ``request.own_host`` tells a commune served on a host of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        outer = request.META.get("SCRIPT_NAME", "").rstrip("/")
        request.commune = request.closed_commune = None  # type: ignore[attr-defined]
        request.own_host = False  # type: ignore[attr-defined]
        with public_scope():
            own = directory.by_host(request.get_host())
            if own is not None:
                return self._on_own_host(request, own, outer)
            slug, rest = _split(request.path_info)
            commune = directory.by_slug(slug) if slug else None
            if commune is None or commune.status == Commune.Status.PROVISIONING:
                # No pattern of the public URLconf begins with c/ but the closed door.
                return self._respond(request, outer, None)
            if commune.status in SHUT:
                request.closed_commune = commune  # type: ignore[attr-defined]
                return self._respond(request, outer, None)
            if not rest:
                query = request.META.get("QUERY_STRING", "")
                return HttpResponsePermanentRedirect(
                    f"{outer}/c/{slug}/" + (f"?{query}" if query else "")
                )
            request.path_info = request.META["PATH_INFO"] = rest
            request.META["SCRIPT_NAME"] = f"{outer}/c/{slug}"
            return self._respond(request, outer, commune)

    def _on_own_host(self, request: HttpRequest, own: Commune, outer: str) -> HttpResponseBase:
        if request.path_info.lstrip("/").split("/", 1)[0] in RESERVED:
            return HttpResponseRedirect(absolute(request.get_full_path()))
        if own.status != Commune.Status.ACTIVE:
            if own.status in SHUT:
                request.closed_commune = own  # type: ignore[attr-defined]
            request.path_info = request.META["PATH_INFO"] = f"/c/{own.slug}/"
            return self._respond(request, outer, None)
        request.own_host = True  # type: ignore[attr-defined]
        return self._respond(request, outer, own)

    def _respond(
        self, request: HttpRequest, outer: str, commune: Commune | None
    ) -> HttpResponseBase:
        """Run the rest of the request in the commune (or on public) and put all back."""
        own_slug = commune.slug if commune and request.own_host else None  # type: ignore[attr-defined]
        prefix = f"{outer}/"
        with ExitStack() as stack:
            if commune is not None:
                request.commune = commune  # type: ignore[attr-defined]
                request.urlconf = settings.COMMUNE_URLCONF  # type: ignore[attr-defined]
                prefix = f"{outer}/" if own_slug else f"{outer}/c/{commune.slug}/"
                stack.enter_context(commune_scope(commune))
                structlog.contextvars.bind_contextvars(commune=commune.slug)
                sentry_sdk.get_isolation_scope().set_tag("commune", commune.slug)
            stack.enter_context(placed(root=f"{outer}/", own_slug=own_slug, prefix=prefix))
            response = self.get_response(request)
        if commune is not None and response.streaming and not isinstance(response, FileResponse):
            content: Any = response
            content.streaming_content = _in_scope(commune, content.streaming_content)
        return response


def _split(path_info: str) -> tuple[str, str]:
    """``/c/jolieville/panier/`` → ``("jolieville", "/panier/")``; no commune: two empty texts."""
    if not path_info.startswith("/c/"):
        return "", ""
    slug, slash, rest = path_info[3:].partition("/")
    return slug, slash + rest


def _in_scope(commune: Commune, content: Any) -> Iterator[bytes]:
    """Stream inside the commune: the server reads the body after the middleware has left it."""
    chunks = iter(content)
    while True:
        with commune_scope(commune):
            try:
                chunk = next(chunks)
            except StopIteration:
                return
        yield chunk

"""``/c/<commune>/theme.css``: the commune's accent, darkened if it could not be read."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import quote_etag

from shared.values.colours import readable
from tenants import guards
from tenants.models import Commune
from tenants.urls import commune_url


def css(commune: Commune) -> str:
    """The whole sheet; dark mode derives from the same colour in app.css."""
    return f":root{{--commune:{readable(commune.accent)}}}\n"


def digest(commune: Commune) -> str:
    """Changes with the accent only."""
    return hashlib.sha256(css(commune).encode()).hexdigest()[:12]


def url(commune: Commune) -> str:
    """The address pages link to: it holds the digest, so it may be cached for a year."""
    return f"{commune_url(commune, 'family:theme')}?v={digest(commune)}"


@guards.public
def stylesheet(request: HttpRequest) -> HttpResponseBase:
    """The sheet; for ever under its digest, else checked again at each page."""
    commune: Commune = request.commune  # type: ignore[attr-defined]
    tag = digest(commune)
    is_pinned = request.GET.get("v") == tag
    headers = {
        "ETag": quote_etag(tag),
        "Cache-Control": "public, max-age=31536000, immutable" if is_pinned else "no-cache",
    }
    if request.headers.get("If-None-Match") == quote_etag(tag):
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(css(commune), content_type="text/css", headers=headers)

"""Views no room owns: health, the notice of a shut commune, and the refusals."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from tenants import guards


@guards.public
def health(request: HttpRequest) -> HttpResponse:
    """For load balancers: the process answers and the database too (503 otherwise, by raising)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@guards.public
def closed(request: HttpRequest, rest: str) -> HttpResponse:
    """What stands under ``/c/`` when no door is open: a notice for a shut commune, or 404."""
    commune = getattr(request, "closed_commune", None)
    if commune is None:
        raise Http404
    response = render(request, "tenants/closed.html", {"closed": commune}, status=503)
    response.headers["Cache-Control"] = "no-store"
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 403: the sentence the guard gave, when it gave one."""
    sentence = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"sentence": sentence}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Handler of 404: never says whether the thing exists for somebody else."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest, *_args: Any) -> HttpResponse:
    """Handler of 500: no context processor, since one of them may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=500)

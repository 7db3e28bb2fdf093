"""What the test views say about their request."""

from collections.abc import Iterator
from typing import Any

from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines

from shared.errors import Busy, DomainError
from tenants import guards
from tenants.rules.rights import Verb


def database_schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def describe(request: HttpRequest) -> dict[str, Any]:
    commune = getattr(request, "commune", None)
    return {
        "schema": database_schema(),
        "commune": commune.slug if commune else None,
        "path": request.path,
        "path_info": request.path_info,
        "script_name": request.META.get("SCRIPT_NAME"),
    }


@guards.public
def page(request: HttpRequest) -> HttpResponse:
    return JsonResponse(describe(request))


@guards.public
def links(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(
        "{% commune_url commune 'page' %} {% commune_url 'montclair' 'page' %}"
        " {% portal_url 'cart' %} {% url 'page' %}"
    )
    return HttpResponse(template.render({"commune": request.commune}, request))


@guards.public
def streamed(request: HttpRequest) -> StreamingHttpResponse:
    def rows() -> Iterator[str]:
        yield database_schema() + " "
        yield database_schema()

    return StreamingHttpResponse(rows())


@guards.public
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


@guards.public
def refusing(request: HttpRequest, how: str) -> HttpResponse:
    if how == "busy":
        raise Busy
    if how == "locked":
        with transaction.atomic():
            error = OperationalError("canceling statement due to lock timeout")
            error.__cause__ = type("LockNotAvailable", (Exception,), {"sqlstate": "55P03"})()
            raise error
    raise DomainError("too_late", "Il est trop tard pour ce repas.")


@guards.member
def household(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.member.guardian_uid))


@guards.agent(Verb.VIEW_FAMILIES)
def families(request: HttpRequest) -> HttpResponse:
    return HttpResponse(",".join(sorted(request.agent.roles)))


@guards.agent(Verb.PROMOTE_RUN, Verb.COLLECT)
def collect(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")

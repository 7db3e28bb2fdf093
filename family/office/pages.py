"""What every page of this office shares: the object or 404, a form that calls one operation."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from shared import clock
from shared.errors import Busy, DomainError
from tenants.context import current_commune, zone_of
from tenants.urls import commune_url

T = TypeVar("T")


def found(load: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What a selector gives, or 404."""
    try:
        return load(*args, **kwargs)
    except ObjectDoesNotExist:
        raise Http404 from None


def times(request: Any) -> tuple[datetime, date]:
    """Now (aware UTC) and the commune's local date."""
    now = clock.now()
    return now, clock.today(zone_of(request.commune), at=now)


def url(name: str, *args: Any) -> str:
    """The path of a page of this room, in the commune in force."""
    return commune_url(current_commune(), f"family_office:{name}", *args)


def to(request: Any, name: str, *args: Any, said: str = "") -> HttpResponseRedirect:
    """Go to a page of this room, saying what was done."""
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(url(name, *args))


def refused(request: Any, error: DomainError, name: str, *args: Any) -> HttpResponseRedirect:
    """Go back and say why nothing was done; a lock not had is answered 409 by the middleware."""
    if isinstance(error, Busy):
        raise error
    messages.error(request, error.sentence)
    return to(request, name, *args)


def form_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], HttpResponse],
    *,
    template: str = "family/office/form.html",
    **context: Any,
) -> HttpResponse:
    """Show the form, or hand its clean values to ``act``; a refusal is shown above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            return act(form.cleaned_data)
        except Busy:
            raise
        except DomainError as error:
            form.add_error(None, error.sentence)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)

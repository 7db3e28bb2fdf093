"""What every page of this office shares: an object or 404, where to go next, what was said."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from family.office.pages import form_page, times
from invoicing import errors
from shared.errors import Busy, DomainError
from shared.templatetags.ui import NavItem
from tenants.context import current_commune
from tenants.rules.rights import Verb
from tenants.urls import commune_url

T = TypeVar("T")

__all__ = ["form_page", "found", "read_day", "read_id", "refused", "tabs", "times"]


def found(load: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What a selector or an operation gives, or 404."""
    try:
        return load(*args, **kwargs)
    except errors.NotFound as unknown:
        raise Http404 from unknown


def url(name: str, *args: Any) -> str:
    """The path of a page of this room."""
    return commune_url(current_commune(), f"invoicing_office:{name}", *args)


def to(request: Any, name: str, *args: Any, said: str = "") -> HttpResponseRedirect:
    """Go to a page of this room, saying what was done."""
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(url(name, *args))


def refused(request: Any, error: DomainError, name: str, *args: Any) -> HttpResponse:
    """Go back and say why nothing was done; unknown things are 404, a lock not had is 409."""
    if isinstance(error, Busy):
        raise error
    if isinstance(error, errors.NotFound):
        raise Http404 from error
    messages.error(request, error.sentence)
    return to(request, name, *args)


def tabs(request: Any, current: str) -> list[NavItem]:
    """Facturation: the months, and every invoice."""
    return [
        NavItem(url("runs"), "Campagnes", current=current == "runs"),
        NavItem(url("invoices"), "Factures", current=current == "invoices"),
    ]


def can(request: Any, verb: Verb) -> bool:
    """Whether a button is worth showing; the view behind it asks again."""
    return request.agent.can(verb)


def read_day(text: str) -> date | None:
    """« 2027-01-12 » from an address, or None."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def read_id(text: str) -> UUID | None:
    """An id from an address, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None

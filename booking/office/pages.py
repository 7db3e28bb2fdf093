"""What every page of this office shares: an object or 404, where to go next, what was said."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect

from booking.errors import is_not_found
from family.office.pages import form_page as any_form_page
from family.office.pages import times
from shared.errors import Busy, DomainError
from tenants.context import current_commune
from tenants.urls import commune_url

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
T = TypeVar("T")

__all__ = ["found", "read_day", "refused", "workbook", "form_page", "times", "to", "url"]


def found(load: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What a selector gives, or 404."""
    try:
        return load(*args, **kwargs)
    except DomainError as error:
        if is_not_found(error):
            raise Http404 from None
        raise


def url(name: str, *args: Any, **query: Any) -> str:
    """The path of a page of this room, with its query."""
    asked = urlencode({key: value for key, value in query.items() if value not in {"", None}})
    path = commune_url(current_commune(), f"booking_office:{name}", *args)
    return f"{path}?{asked}" if asked else path


def to(request: Any, name: str, *args: Any, said: str = "", **query: Any) -> HttpResponseRedirect:
    """Go to a page of this room, saying what was done."""
    if said:
        messages.success(request, said)
    return HttpResponseRedirect(url(name, *args, **query))


def refused(
    request: Any, error: DomainError, name: str, *args: Any, **query: Any
) -> HttpResponseRedirect:
    """Go back and say why nothing was done; unknown things are 404, a lock not had is 409."""
    if isinstance(error, Busy):
        raise error
    if is_not_found(error):
        raise Http404 from error
    messages.error(request, error.sentence)
    return to(request, name, *args, **query)


def form_page(
    request: Any, form: Any, act: Callable[[dict[str, Any]], HttpResponse], **context: Any
) -> HttpResponse:
    """Show the form, or hand its clean values to ``act``; a refusal stands above the form."""

    def guarded(cleaned: dict[str, Any]) -> HttpResponse:
        try:
            return act(cleaned)
        except DomainError as error:
            if is_not_found(error):
                raise Http404 from error
            raise

    context.setdefault("template", "booking/office/form.html")
    context.setdefault("crumbs", [])
    context.setdefault("lead", "")
    context.setdefault("submit", "Enregistrer")
    context.setdefault("danger", False)
    return any_form_page(request, form, guarded, **context)


def read_day(text: str, otherwise: date) -> date:
    """« 2027-01-12 » from an address; anything else is the day given."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return day if 2000 <= day.year <= 2100 else otherwise


def workbook(content: bytes, name: str) -> HttpResponse:
    """An XLSX file to download."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return HttpResponse(content, content_type=XLSX, headers=headers)

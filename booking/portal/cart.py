"""*Panier* of one commune: its lines, taking one out, *Vider* and its undoing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import carts
from booking.portal import baskets
from booking.portal.checkout_links import validate_url
from booking.selectors import cart as cart_selector
from booking.selectors.cart import CartPage
from shared import clock
from shared.errors import DomainError
from tenants.guards import joined, member
from tenants.models import Commune
from tenants.urls import commune_url, portal_url


@member
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """This commune's lines, and a link to the cart of each other commune."""
    found = cart_selector.for_member(request.member, now=clock.now())
    others = [
        {"name": one.commune.name, "url": commune_url(one.commune, "booking:cart")}
        for one in joined(request)
        if one.commune.pk != request.commune.pk
    ]
    block = cart_block(found, request.commune)
    return render(
        request,
        "booking/portal/cart.html",
        {
            "blocks": [block],
            "others": others,
            "everything_url": portal_url("booking_public:cart"),
            "is_empty": found.is_empty,
            "validate_url": block["validate_url"],
            "pay_now": found.now_cents,
            "agreed": [("agreed", found.now_cents)],
            "later": block["later"],
            "count": found.count,
            "cart_count": found.count,
            "hold": baskets.HOLD if found.now_cents else "",
            "may_be_together": found.may_be_together,
            "here": block["url"],
            "reserve_url": block["services_url"],
        },
    )


@member
@require_POST
def remove(request: HttpRequest) -> HttpResponseBase:
    """Take the line ``line`` out; another family's is 404."""
    try:
        line_id = UUID(request.POST.get("line", ""))
    except ValueError:
        return HttpResponseBadRequest("Cette ligne n’a pas été comprise.")
    try:
        carts.remove_line(request.member, line_id, now=clock.now())
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        raise
    messages.success(request, "La date est retirée du panier.")
    return redirect(_back(request))


@member
@require_POST
def agree(request: HttpRequest) -> HttpResponseBase:
    """Tick or untick the surcharge of the line ``line``, asked after its cut-off (R26)."""
    try:
        line_id = UUID(request.POST.get("line", ""))
    except ValueError:
        return HttpResponseBadRequest("Cette ligne n’a pas été comprise.")
    try:
        carts.agree(request.member, line_id, is_agreed="accord" in request.POST, now=clock.now())
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        messages.error(request, refused.sentence)
    return redirect(_back(request))


@member
@require_POST
def empty(request: HttpRequest) -> HttpResponseBase:
    """*Vider*: the page that follows offers to undo it."""
    carts.empty(request.member, now=clock.now())
    return redirect(_back(request))


@member
@require_POST
def undo(request: HttpRequest) -> HttpResponseBase:
    """Everything *Vider* took comes back."""
    back = carts.undo_empty(request.member, now=clock.now())
    if back:
        messages.success(request, "Votre panier est revenu.")
    return redirect(_back(request))


def cart_block(found: CartPage, commune: Commune) -> dict[str, Any]:
    """One commune of the page *Panier*."""
    return {
        "commune": commune.name,
        "cart": found,
        "later": baskets.later(found),
        "url": commune_url(commune, "booking:cart"),
        "services_url": commune_url(commune, "booking:services"),
        "remove_url": commune_url(commune, "booking:cart_remove"),
        "agree_url": commune_url(commune, "booking:cart_agree"),
        "clear_url": commune_url(commune, "booking:cart_empty"),
        "undo_url": commune_url(commune, "booking:cart_undo"),
        "validate_url": validate_url(commune),
    }


def _back(request: HttpRequest) -> str:
    """The page of ours the button was on, else this commune's cart."""
    asked = request.POST.get("retour") or request.GET.get("retour", "")
    if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return commune_url(request.commune, "booking:cart")

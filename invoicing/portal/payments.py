"""The way to the bank and back: one lot at a time, its progress kept (R84, payments §1.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from invoicing import errors
from invoicing.operations import attempts, checkout
from invoicing.portal import results
from invoicing.portal.lots import shown
from invoicing.selectors import payments
from shared import clock
from shared.errors import Busy, DomainError
from tenants.guards import member, signed_in
from tenants.urls import commune_url, portal_url

# Every five seconds for five minutes: the bank's own window, then a link is enough.
REFRESHES = 60


@signed_in
@never_cache
@require_GET
def page(request: HttpRequest, selection_uid: UUID) -> HttpResponseBase:
    """Where each payment of a selection stands, and the button of the next one."""
    now = clock.now()
    selection = payments.selection(selection_uid, request.user, now=now)
    parts = results.parts(request.user, selection_uid)
    if not selection.lots:
        if parts:
            return HttpResponseRedirect(
                portal_url("invoicing_public:validated", selection_uid=selection_uid)
            )
        raise Http404
    here = portal_url("invoicing_public:payment", selection_uid=selection_uid)
    turn = _turn(request)
    context: dict[str, Any] = {
        "selection": selection,
        "lots": [shown(lot, selection, now=now) for lot in selection.lots],
        "selection_uid": selection_uid,
        "here": here,
        "next_turn": f"{here}?tour={turn + 1}" if turn < REFRESHES else "",
        "is_order": any(lot.purpose == "order" for lot in selection.lots),
        "invoices_url": portal_url("invoicing_public:invoices"),
        "home_url": portal_url("family_public:start"),
        "cart_url": portal_url("booking_public:cart"),
    }
    if request.htmx:
        return render(request, "invoicing/portal/payment_lots.html", context)
    # What is to pay stands above already.
    context["parts"] = [
        (commune, part | {"sections": [s for s in part["sections"] if s["key"] != "held"]})
        for commune, part in parts
    ]
    context["parts"] = [
        (commune, part) for commune, part in context["parts"] if part["sections"] or part["refusal"]
    ]
    return render(request, "invoicing/portal/payment.html", context)


@member
@never_cache
@require_POST
def pay(request: HttpRequest, attempt_id: UUID) -> HttpResponseBase:
    """*Payer* one lot: to the bank's page, or back with the reason and nothing debited."""
    try:
        there = attempts.request(attempt_id, request.member, now=clock.now())
    except errors.NotFound as unknown:
        raise Http404 from unknown
    except Busy:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        there = _progress(request)
    return HttpResponseRedirect(there, status=303)


@member
@never_cache
@require_POST
def pay_held(request: HttpRequest, order_uid: UUID) -> HttpResponseBase:
    """*Payer* the places an agent accepted, or a *Valider* left unpaid."""
    try:
        selection_uid = checkout.pay_held(request.member, order_uid, now=clock.now())
    except errors.NotFound as unknown:
        raise Http404 from unknown
    except Busy:
        raise
    except DomainError as refusal:
        messages.error(request, refusal.sentence)
        return HttpResponseRedirect(commune_url(request.commune, "booking:history"))
    if not payments.exists(selection_uid, request.user):
        messages.success(request, "Votre avoir couvre ce montant : les places sont confirmées.")
        return HttpResponseRedirect(portal_url("invoicing_public:invoices"))
    return HttpResponseRedirect(
        portal_url("invoicing_public:payment", selection_uid=selection_uid), status=303
    )


def _progress(request: HttpRequest) -> str:
    """The page the button was on; anything strange leads to *Mes factures*."""
    try:
        selection_uid = UUID(request.POST.get("selection", ""))
    except ValueError:
        return portal_url("invoicing_public:invoices")
    return portal_url("invoicing_public:payment", selection_uid=selection_uid)


def _turn(request: HttpRequest) -> int:
    turn = request.GET.get("tour", "")
    return min(int(turn), REFRESHES) if turn.isascii() and turn.isdigit() and len(turn) < 4 else 0

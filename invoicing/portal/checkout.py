"""*Valider*: send the cart of one commune, or of all, then say what happened and what follows."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from invoicing.operations import checkout
from invoicing.operations.checkout import CommuneCheckout
from invoicing.portal import results
from invoicing.selectors import payments
from shared import clock
from shared.errors import Busy, DomainError
from shared.models import Account
from tenants.guards import member, signed_in
from tenants.models import Commune
from tenants.urls import commune_url, portal_url

TOTAL_CHANGED = "total_changed"
AGREED_IN = "agreed-"
TOGETHER = "ensemble"


@member
@require_POST
def validate_here(request: HttpRequest) -> HttpResponseBase:
    """*Valider* beside the calendar: this commune's cart only."""
    try:
        done = checkout.validate(
            request.member,
            now=clock.now(),
            agreed_cents=_agreed(request, "agreed"),
            together=TOGETHER in request.POST,
        )
    except Busy:
        raise
    except DomainError as refusal:
        if refusal.code == TOTAL_CHANGED:
            return _confirm(request, refusal, commune_url(request.commune, "invoicing:validate"))
        messages.error(request, refusal.sentence)
        return HttpResponseRedirect(commune_url(request.commune, "booking:cart"))
    return _told(request, [CommuneCheckout(request.commune, done)], request.commune)


@signed_in
@require_POST
def validate_everywhere(request: HttpRequest) -> HttpResponseBase:
    """*Valider* on *Panier*: each commune commits alone, a refusal in one leaves the others.

    A commune whose total is dearer than the one shown is refused and says so.
    """
    agreed = {
        name.removeprefix(AGREED_IN): cents
        for name in request.POST
        if name.startswith(AGREED_IN) and (cents := _agreed(request, name)) is not None
    }
    done = checkout.validate_all(
        request.user, now=clock.now(), agreed=agreed, together=TOGETHER in request.POST
    )
    return _told(request, done, None)


@signed_in
@never_cache
@require_GET
def result(request: HttpRequest, selection_uid: UUID) -> HttpResponseBase:
    """What a *Valider* did; the same page for as long as it is remembered."""
    parts = results.parts(request.user, selection_uid)
    if not parts:
        return HttpResponseRedirect(portal_url("booking_public:cart"))
    pay_url = ""
    if payments.exists(selection_uid, request.user):
        pay_url = portal_url("invoicing_public:payment", selection_uid=selection_uid)
    return render(
        request,
        "invoicing/portal/validated.html",
        {
            "parts": parts,
            "pay_url": pay_url,
            "home_url": portal_url("family_public:start"),
            "reserve_url": portal_url("booking_public:services"),
        },
    )


def _told(
    request: HttpRequest, done: list[CommuneCheckout], here: Commune | None
) -> HttpResponseBase:
    """To the payment when something is held, else to what was done; a second press finds both."""
    account: Account = request.user
    to_pay = any(part.checkout and part.checkout.attempt_ids for part in done)
    selection = results.keep(account, done)
    if selection is None:
        refused = [part.refusal for part in done if part.refusal]
        if refused:
            for refusal in refused:
                messages.error(request, refusal.sentence)
            return HttpResponseRedirect(_cart(here))
        selection = results.last(account, here)
        if selection is None:
            messages.info(request, "Votre panier était vide : il n’y avait rien à valider.")
            return HttpResponseRedirect(_cart(here))
        to_pay = payments.exists(selection, account)
    name = "invoicing_public:payment" if to_pay else "invoicing_public:validated"
    return HttpResponseRedirect(portal_url(name, selection_uid=selection))


def _cart(commune: Commune | None) -> str:
    if commune is None:
        return portal_url("booking_public:cart")
    return commune_url(commune, "booking:cart")


def _agreed(request: HttpRequest, name: str) -> int | None:
    """The total the page showed, in cents; it can only stop a *Valider*, never set a price."""
    posted = request.POST.get(name, "")
    return int(posted) if posted.isascii() and posted.isdigit() and len(posted) < 10 else None


def _confirm(request: HttpRequest, refusal: DomainError, action: str) -> HttpResponse:
    """The total is dearer than the one shown: ask again, nothing was written (R65)."""
    return render(
        request,
        "invoicing/portal/total_changed.html",
        {
            "sentence": refusal.sentence,
            "action": action,
            "agreed": refusal.facts["total_cents"],
            "cart_url": _cart(request.commune),
        },
        status=409,
    )

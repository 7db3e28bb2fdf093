"""The page of an offered place: opened by its signed link, without log-in (decisions.md).

Reading changes nothing; its one button accepts, another one leaves the place to the next family.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import offer_links, waiting
from booking.portal.checkout_links import pay_url
from booking.rules.lifecycle import ReservationState
from booking.selectors import offers
from shared import clock
from shared.actors import Actor
from shared.errors import DomainError
from tenants.guards import public
from tenants.selectors.memberships import member_of
from tenants.urls import commune_url

S = ReservationState
BY_LINK = Actor(uid=None, label="La famille, par le lien reçu")


@public
@require_GET
def page(request: HttpRequest, token: str) -> HttpResponse:
    """What is offered and until when; or what became of it."""
    order_uid = _order(token)
    found = offers.of_order(order_uid, now=clock.now())
    if found is None:
        raise Http404
    is_member = request.user.is_authenticated and bool(member_of(request.user, request.commune))
    return render(
        request,
        "booking/portal/offer.html",
        {
            "offer": found,
            "answer_url": commune_url(request.commune, "booking:offer_answer", token),
            "pay_url": pay_url(request.commune, order_uid) if found.to_pay and is_member else "",
            "history_url": commune_url(request.commune, "booking:history"),
            "is_member": is_member,
        },
    )


@public
@require_POST
def answer(request: HttpRequest, token: str) -> HttpResponseBase:
    """``act`` is « accept » or « decline »; a second answer is told, and changes nothing."""
    order_uid = _order(token)
    act = request.POST.get("act", "")
    if act not in {"accept", "decline"}:
        return HttpResponseBadRequest("Cette réponse n’a pas été comprise.")
    now = clock.now()
    try:
        if act == "accept":
            state = waiting.accept(order_uid, by=_actor(request), now=now)
            said = (
                "La place est à vous."
                if state is S.CONFIRMED
                else "La place est gardée\u00a0: payez-la pour la confirmer."
            )
        else:
            waiting.decline(order_uid, by=_actor(request), now=now)
            said = "C’est noté\u00a0: la place est proposée à la famille suivante."
        messages.success(request, said)
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        messages.error(request, refused.sentence)
    return redirect(commune_url(request.commune, "booking:offer", token))


def _actor(request: HttpRequest) -> Actor:
    """The parent when signed in, else whoever holds the link."""
    if request.user.is_authenticated:
        found = member_of(request.user, request.commune)
        if found is not None:
            return found.actor
    return BY_LINK


def _order(token: str) -> UUID:
    order_uid = offer_links.read(token)
    if order_uid is None:
        raise Http404
    return order_uid

"""Doors of the payment providers: both prove nothing, both make us read the bank again (R85)."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from invoicing.operations import attempts
from shared import clock
from shared.errors import Busy
from tenants.guards import public
from tenants.urls import portal_url


@public
@never_cache
@require_GET
def comes_back(request: HttpRequest, token: str) -> HttpResponse:
    """The browser returns from the bank: record whoever asks, show to the payer only (F27)."""
    found = attempts.returned(token, now=clock.now())
    if found is None:
        raise Http404
    # The page itself asks to sign in when the session is over.
    return HttpResponseRedirect(
        portal_url("invoicing_public:payment", selection_uid=found.selection_uid)
    )


@csrf_exempt
@public
@never_cache
@require_POST
def notification(request: HttpRequest, token: str) -> HttpResponse:
    """The bank says an operation changed. Its body is not read: the token says which (F15)."""
    try:
        known = attempts.notified(token, now=clock.now())
    except Busy:
        return HttpResponse(status=503, headers={"Retry-After": "30"})
    if not known:
        raise Http404
    return HttpResponse(status=204)

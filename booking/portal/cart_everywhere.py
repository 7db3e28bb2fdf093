"""*Panier* of every commune: each keeps its own lines, one *Valider* sends them all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.portal import baskets
from booking.portal.cart import cart_block
from booking.portal.checkout_links import validate_url
from booking.selectors import cart as cart_selector
from shared import clock
from tenants.context import commune_scope
from tenants.guards import joined, signed_in
from tenants.people import Member
from tenants.urls import portal_url


@signed_in
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Communes whose cart holds something, or was just emptied, in slug order."""
    now = clock.now()
    blocks, agreed = [], []
    for place in joined(request):
        with commune_scope(place.commune):
            one = Member(request.user, place.commune, place.guardian_uid)
            found = cart_selector.for_member(one, now=now)
        if not found.is_empty or found.can_undo:
            blocks.append(cart_block(found, place.commune))
            agreed.append((f"agreed-{place.commune.slug}", found.now_cents))
    later: dict[str, int] = {}
    for block in blocks:
        for when, cents in block["cart"].later:
            later[f"{when} de {block['commune']}"] = cents
    pay_now = sum(block["cart"].now_cents for block in blocks)
    filled = [block for block in blocks if not block["cart"].is_empty]
    return render(
        request,
        "booking/portal/cart.html",
        {
            "blocks": blocks,
            "others": [],
            "everything_url": "",
            "is_empty": not filled,
            "validate_url": validate_url(None),
            "pay_now": pay_now,
            "agreed": agreed,
            "later": baskets.later_sentences(later.items()),
            "count": sum(block["cart"].count for block in blocks),
            "cart_count": sum(block["cart"].count for block in blocks),
            "hold": baskets.HOLD if pay_now else "",
            "may_be_together": any(block["cart"].may_be_together for block in blocks),
            "here": portal_url("booking_public:cart"),
            "reserve_url": portal_url("booking_public:services"),
        },
    )

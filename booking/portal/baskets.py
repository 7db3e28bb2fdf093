"""« Mes réservations » beside the calendar: the cart of one commune, as the component prints it."""

from collections.abc import Iterable
from typing import Any

from booking.portal.checkout_links import validate_url
from booking.selectors.cart import CartChild, CartLineView, CartPage
from family.rules.custody import PAID_BY_OTHER
from shared.values.french_dates import day_list
from shared.values.money import format_cents
from tenants.models import Commune
from tenants.urls import commune_url, portal_url

HOLD = "Les places sont gardées 25\u00a0min à partir de «\u00a0Valider\u00a0», le temps de payer."


def basket(cart: CartPage, commune: Commune, *, back: str = "") -> dict[str, Any]:
    """What the tag ``cart`` wants. ``back`` is the page *Vider* returns to."""
    return {
        "count": cart.count,
        "groups": [
            {
                "title": service.name,
                "lines": [line for child in service.children for line in _lines(child)],
            }
            for service in cart.services
        ],
        "pay_now": cart.now_cents,
        "together": cart.may_be_together,
        "later": later(cart),
        "hold": HOLD if cart.now_cents else "",
        "url": portal_url("booking_public:cart"),
        "validate_url": validate_url(commune),
        "clear_url": commune_url(commune, "booking:cart_empty")
        + (f"?retour={back}" if back else ""),
        "remove_url": commune_url(commune, "booking:cart_remove"),
    }


def later(cart: CartPage) -> list[str]:
    """« + 9,60 € sur la facture de janvier », one sentence for each later moment."""
    return later_sentences(cart.later)


def later_sentences(moments: Iterable[tuple[str, int]]) -> list[str]:
    """The same from pairs (« sur la facture de janvier », cents)."""
    return [f"+\u00a0{format_cents(cents)} {when}" for when, cents in moments]


def spoken(cart: CartPage) -> str:
    """What the live region says of the cart after a tap."""
    if cart.is_empty:
        return "Votre panier est vide."
    dates = f"{cart.count}\u00a0date{'s' if cart.count > 1 else ''} dans le panier"
    due = f", {format_cents(cart.now_cents)} à payer maintenant" if cart.now_cents else ""
    return f"{dates}{due}."


def _lines(child: CartChild) -> list[dict[str, Any]]:
    """One printed line a prestation, what is booked apart from what is cancelled."""
    grouped: dict[tuple[str, bool, bool], list[CartLineView]] = {}
    for line in child.lines:
        grouped.setdefault((line.activity, line.is_cancel, line.by_other), []).append(line)
    return [
        {
            "who": child.first_name,
            "what": _summary(lines, is_cancel),
            "amount": None if is_cancel or by_other else sum(line.cents for line in lines),
            "note": PAID_BY_OTHER
            if by_other
            else ", ".join(dict.fromkeys(line.effect for line in lines if line.effect)),
            "refusal": _refusal([line.refusal for line in lines if line.refusal]),
            "remove_value": "",
        }
        for (_activity, is_cancel, by_other), lines in sorted(
            grouped.items(), key=lambda item: item[0][1]
        )
    ]


def _summary(lines: list[CartLineView], is_cancel: bool) -> str:
    """« 6 × Repas · 25, 26, 28 janv. », « Annuler 1 × Repas · 19 janv. »."""
    count = f"{len(lines)}\u00a0×\u00a0{lines[0].activity}"
    days = day_list(line.date for line in lines)
    return f"{'Annuler ' if is_cancel else ''}{count}\u00a0· {days}"


def _refusal(refusals: list[str]) -> str:
    if not refusals:
        return ""
    more = len(refusals) - 1
    return refusals[0] + (f" (et {more} autre{'s' if more > 1 else ''})" if more else "")

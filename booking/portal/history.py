"""What a family asked, with each answer and its reason."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from booking.operations import offer_links
from booking.portal.cells import WISHED
from booking.portal.checkout_links import pay_url
from booking.rules.lifecycle import ReservationState
from booking.selectors import own_requests as requests
from booking.selectors.own_requests import RequestView
from shared import clock
from shared.templatetags.ui import NavItem
from shared.values.french_dates import day_list
from shared.values.money import format_cents
from tenants.guards import member
from tenants.models import Commune
from tenants.urls import commune_url

S = ReservationState
# The design system's words for the states of a row; what is over keeps no colour of its own.
TAGS = {
    S.REQUESTED: ("pending", "En cours"),
    S.HELD: ("pending", "À payer"),
    S.WAITLISTED: ("waitlisted", "Liste d’attente"),
    S.CONFIRMED: ("accepted", "Validée"),
    S.CANCEL_REQUESTED: ("cancelling", "Annulation demandée"),
    S.CANCELLED: ("closed", "Annulée"),
    S.REFUSED: ("refused", "Refusée"),
    S.EXPIRED: ("closed", "Expirée"),
}

OVER = frozenset({S.REFUSED, S.CANCELLED, S.EXPIRED})


@member
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """``?tout=1`` shows the whole history, else what is in progress or lately answered."""
    everything = "tout" in request.GET
    found = (
        requests.history(request.member)
        if everything
        else requests.for_member(request.member, now=clock.now())
    )
    here = commune_url(request.commune, "booking:history")
    return render(
        request,
        "booking/portal/history.html",
        {
            "rows": grouped(found, request.commune)
            if everything
            else first_to_answer(grouped(found, request.commune)),
            "views": [
                NavItem(url=here, label="En cours", current=not everything),
                NavItem(url=f"{here}?tout=1", label="Tout l’historique", current=everything),
            ],
            "services_url": commune_url(request.commune, "booking:services"),
        },
    )


def grouped(found: Iterable[RequestView], commune: Commune) -> list[dict[str, Any]]:
    """One printed row for the days asked together, answered alike: a term is not 48 rows."""
    alike: dict[tuple[Any, ...], list[RequestView]] = {}
    for one in found:
        key = (
            one.order_uid,
            one.child,
            one.service,
            one.activity,
            one.state,
            one.reason,
            one.rank,
            one.by_other,
            one.late_cents,
            one.missed,
        )
        alike.setdefault(key, []).append(one)
    return [_shown(rows, commune) for rows in alike.values()]


def first_to_answer(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A place to accept or to pay before all else: it has an end; the others keep their order."""
    return sorted(rows, key=lambda row: not (row["answer_url"] or row["pay_url"]))


def _shown(rows: list[RequestView], commune: Commune) -> dict[str, Any]:
    one = rows[0]
    tag, word = _tag(one)
    days = one.label if len(rows) == 1 else day_list(row.date for row in rows)
    return {
        "tag": tag,
        "word": word,
        "title": f"{one.child} · {one.activity} · {days}",
        "note": _note(one),
        "details": f"{one.service} · demandé {one.requested_at}",
        # What was refused or given back costs nothing: no price beside it.
        "cents": None if one.state in OVER else sum(row.cents for row in rows),
        "by_other": one.by_other,
        "date": min(row.date for row in rows),
        "answer_url": offer_links.path(one.order_uid) if one.is_offer else "",
        "pay_url": pay_url(commune, one.order_uid) if one.to_pay else "",
    }


def _tag(one: RequestView) -> tuple[str, str]:
    if one.is_offer:
        return "offered", "Place proposée"
    tag, word = TAGS[one.state]
    if one.rank:
        word += f", {one.rank}{'er' if one.rank == 1 else 'e'}"
    return tag, WISHED if one.answered_after else word


def _note(one: RequestView) -> str:
    """What matters most of it: until when to act, why not, or when the answer comes."""
    if one.is_offer:
        return f"À accepter avant {one.held_until}"
    if one.to_pay and one.held_until:
        return f"À payer avant {one.held_until}"
    if one.answered_after:
        return f"Tirage après le {one.answered_after}"
    if one.rank and one.is_together:
        return "Fratrie\u00a0: ensemble ou pas du tout"
    if one.late_cents:
        when = "" if one.state is S.CONFIRMED else " si c’est accepté"
        return f"Hors délai, supplément de {format_cents(one.late_cents)} par jour{when}"
    return one.missed or one.reason

"""*Signaler une absence*: the coming booked days, one button each; the answer is told at once."""

from datetime import timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import absences as operation
from booking.operations.absences import Reported
from booking.rules.lifecycle import ReservationState
from booking.selectors import absences
from booking.selectors.absences import Coming
from shared import clock
from shared.errors import DomainError
from shared.values.money import format_cents
from tenants.context import zone_of
from tenants.guards import member
from tenants.urls import commune_url

# An absence is told for the coming days; the weeks after them stay one tap away.
NEAR = timedelta(days=14)


@member
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The booked days of the five coming weeks, by day; the farther ones are folded."""
    now = clock.now()
    coming = absences.coming(request.member, now=now)
    folded_from = clock.today(zone_of(request.commune), at=now) + NEAR
    days = [_day(list(same)) for _, same in groupby(coming, key=lambda one: one.date)]
    near = [day for day in days if day["date"] < folded_from]
    later = [day for day in days if day["date"] >= folded_from]
    return render(
        request,
        "booking/portal/absences.html",
        {
            "days": near or later,
            "later": later if near else [],
            "services_url": commune_url(request.commune, "booking:services"),
            "history_url": commune_url(request.commune, "booking:history"),
        },
    )


@member
@require_POST
def report(request: HttpRequest, reservation_id: UUID) -> HttpResponseBase:
    """Tell one absence; the page that follows says what will be billed."""
    try:
        told = operation.report(request.member, reservation_id, now=clock.now())
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{told.sentence} {_money(told)}".strip())
    return redirect(commune_url(request.commune, "booking:absences"))


def _day(coming: list[Coming]) -> dict[str, Any]:
    """One day: a line for each thing that can be told, then the others, each reason said once."""
    closed: dict[tuple[str, tuple[str, str, str]], dict[str, list[str]]] = {}
    for one in coming:
        if not one.can_report:
            same = closed.setdefault((one.sentence, one.contact), {})
            same.setdefault(one.child, []).append(one.activity)
    return {
        "date": coming[0].date,
        "relative": coming[0].relative,
        "label": coming[0].label,
        "lines": [one for one in coming if one.can_report],
        "closed": [
            {
                "sentence": sentence,
                "phone": phone,
                "hours": hours,
                "children": [(child, ", ".join(names)) for child, names in children.items()],
            }
            for (sentence, (phone, _, hours)), children in closed.items()
        ],
    }


def _money(told: Reported) -> str:
    """What will be billed or given back, once it is decided."""
    if told.state is not ReservationState.CANCELLED:
        return "Vous serez prévenu de sa réponse et de ce qui sera facturé."
    if told.credit_cents:
        return f"Avoir de {format_cents(told.credit_cents)} sur votre compte."
    if told.billed_cents:
        return f"{format_cents(told.billed_cents)} restent facturés."
    return "Rien ne sera facturé."

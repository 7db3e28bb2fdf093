"""*Réserver*, the month of a service: one tap adds or removes a day, the cart answers at once."""

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from booking.errors import is_not_found
from booking.operations import carts
from booking.portal import baskets
from booking.portal.cells import shown_day
from booking.rules.cells import CellAction
from booking.selectors import activities, calendar
from booking.selectors.calendar import Day, MonthPage, Week
from shared import clock
from shared.errors import DomainError
from shared.templatetags.ui import NavItem
from shared.values.french_dates import MONTHS_SHORT, day_in_week, instant_spoken
from tenants.context import zone_of
from tenants.guards import member
from tenants.urls import commune_url

EVERYBODY = "tous"


@member
@require_GET
def page(request: HttpRequest, service_id: UUID) -> HttpResponseBase:
    """``?mois=2027-01&enfant=<id>|tous``; by default this month and every child."""
    asked = request.GET.get("enfant", "")
    try:
        month = read_month(request.GET.get("mois", ""))
        child_id = None if asked in {"", EVERYBODY} else UUID(asked)
    except ValueError as wrong:
        raise Http404 from wrong
    found = _month(request, service_id, clock.now(), month=month, child_id=child_id)
    return render(request, "booking/portal/calendar.html", _context(request, found))


@member
@require_POST
def toggle(request: HttpRequest, service_id: UUID) -> HttpResponseBase:
    """One tap. ``cell`` is « child|activity|day », ``enfant`` the chip in view.

    htmx gets the cart, the day and the badge; a browser alone comes back to the same month.
    """
    try:
        child, activity, day_text = request.POST.get("cell", "").split("|")
        child_id, activity_id, day = UUID(child), UUID(activity), date.fromisoformat(day_text)
        shown = request.POST.get("enfant", EVERYBODY)
        chip = None if shown == EVERYBODY else UUID(shown)
        month = read_month(request.POST.get("mois", ""))
    except ValueError:
        return HttpResponseBadRequest("Cette date n’a pas été comprise.")
    # What is shown is one child or all of them: any other chip was made up.
    if chip not in {None, child_id} or not activities.is_of(activity_id, service_id):
        raise Http404
    now = clock.now()
    refusal = said = ""
    try:
        said = carts.toggle(
            request.member, child_id=child_id, activity_id=activity_id, day=day, now=now
        ).sentence
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        refusal = refused.sentence
    found = _month(request, service_id, now, month=month or day, child_id=chip)
    if not getattr(request, "htmx", False):
        # Said at the top of the page; a tap that worked shows itself where it was made.
        if refusal:
            messages.error(request, refusal)
        anchor = "" if refusal else f"#j-{day:%Y%m%d}"
        return redirect(_address(request, found, child=shown) + anchor)
    return _swapped(request, found, day, said=said, refusal=refusal)


def read_month(text: str) -> date | None:
    """« 2027-01 » as its first day, None when empty. Raises ValueError for anything else."""
    if not text:
        return None
    found = date.fromisoformat(f"{text}-01")
    if not 2000 <= found.year <= 2100:
        raise ValueError("out of any calendar")
    return found


def _month(
    request: HttpRequest,
    service_id: UUID,
    now: datetime,
    *,
    month: date | None,
    child_id: UUID | None,
) -> MonthPage:
    try:
        return calendar.month(
            request.member, service_id=service_id, now=now, month=month, child_id=child_id
        )
    except DomainError as refused:
        if is_not_found(refused):
            raise Http404 from refused
        raise


def _context(request: HttpRequest, found: MonthPage) -> dict[str, Any]:
    period_url = commune_url(request.commune, "booking:period", found.service.id)
    weeks = [_week(found, week, period_url) for week in found.weeks]
    chip = next((str(chip.id) for chip in found.children if chip.is_current), EVERYBODY)
    return {
        "page": found,
        "chip": chip,
        "children": _chips(request, found),
        "weeks": weeks,
        "previous": found.previous and _address(request, found, month=found.previous, child=chip),
        "next": found.next and _address(request, found, month=found.next, child=chip),
        "toggle_url": commune_url(request.commune, "booking:toggle", found.service.id),
        "period_url": period_url + ("" if chip == EVERYBODY else f"?enfant={chip}"),
        "absences_url": commune_url(request.commune, "booking:absences"),
        "undo_url": commune_url(request.commune, "booking:cart_undo"),
        "basket": _basket(request, found),
        "opening": _opening(request, found),
        # The badge of the shell, without asking again.
        "cart_count": found.cart.count if found.cart else 0,
        "is_quiet": not any(day["cells"] for week in weeks for day in week["days"]),
    }


def _opening(request: HttpRequest, found: MonthPage) -> dict[str, str] | None:
    """The banner of days that do not book yet."""
    if found.opens_at is None:
        return None
    return {
        "when": instant_spoken(found.opens_at, zone_of(request.commune)),
        "url": commune_url(request.commune, "booking:opening", found.service.id),
    }


def _basket(request: HttpRequest, found: MonthPage) -> dict[str, Any]:
    assert found.cart is not None
    back = commune_url(request.commune, "booking:calendar", found.service.id)
    return baskets.basket(found.cart, request.commune, back=back)


def _week(found: MonthPage, week: Week, period_url: str) -> dict[str, Any]:
    days = [_day(found, day) for day in week.days]
    return {
        "label": week.label,
        "days": days,
        "is_idle": not any(day["cells"] for day in days),
        "all_url": _whole_week(found, week, period_url),
    }


def _whole_week(found: MonthPage, week: Week, period_url: str) -> str:
    """*Vue période* already filled for these days, "" when less than two can be booked."""
    free = [cell for day in week.days for cell in day.cells if cell.cell.action is CellAction.ADD]
    days = sorted({cell.date for cell in free})
    if len(days) < 2:
        return ""
    first_of_set: dict[str, str] = {}
    for activity in found.activities:
        if any(cell.activity_id == activity.id for cell in free):
            first_of_set.setdefault(activity.exclusive_set or str(activity.id), str(activity.id))
    asked = {
        "enfant": sorted({str(cell.child_id) for cell in free}),
        "prestation": list(first_of_set.values()),
        "jour": sorted({day.weekday() for day in days}),
        "du": days[0],
        "au": days[-1],
        "semaines": "all",
        "voir": 1,
    }
    return f"{period_url}?{urlencode(asked, doseq=True)}"


def _day(found: MonthPage, day: Day) -> dict[str, Any]:
    cells = shown_day(
        day.cells,
        with_child=found.is_all and len(found.children) > 1,
        with_activity=len(found.activities) > 1,
    )
    kinds = {"today": day.is_today, "other": not day.in_month, "blank": not cells}
    says_month = not day.in_month or day.date.day == 1
    return {
        "day": day,
        "key": f"j-{day.date:%Y%m%d}",
        "iso": day.date.isoformat(),
        "in_week": day_in_week(day.date),
        "month": MONTHS_SHORT[day.date.month - 1] if says_month else "",
        "classes": " ".join(name for name, holds in kinds.items() if holds),
        "cells": cells,
        "custody": day.custody if cells else "",
        "refusal": "",
    }


def _swapped(
    request: HttpRequest, found: MonthPage, day: date, *, said: str, refusal: str
) -> HttpResponse:
    days = [one for week in found.weeks for one in week.days if one.date == day]
    if not days:
        raise Http404
    context = _context(request, found)
    response = render(
        request,
        "booking/portal/calendar_tapped.html",
        {**context, "facts": {**_day(found, days[0]), "refusal": refusal}},
        status=422 if refusal else 200,
    )
    spoken = refusal or f"{said} {baskets.spoken(found.cart)}"
    response.headers["HX-Trigger"] = json.dumps({"announce": spoken})
    return response


def _chips(request: HttpRequest, found: MonthPage) -> list[NavItem]:
    if len(found.children) < 2:
        return []
    chips = [
        NavItem(
            url=_address(request, found, child=str(chip.id)),
            label=chip.first_name,
            current=chip.is_current,
        )
        for chip in found.children
    ]
    both = "Les deux" if len(found.children) == 2 else "Tous"
    everybody = _address(request, found, child=EVERYBODY)
    return [*chips, NavItem(url=everybody, label=both, current=found.is_all)]


def _address(
    request: HttpRequest, found: MonthPage, *, child: str, month: date | None = None
) -> str:
    path = commune_url(request.commune, "booking:calendar", found.service.id)
    return f"{path}?mois={month or found.month:%Y-%m}&enfant={child}"

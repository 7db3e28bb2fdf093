"""Tariffs: versions by activity; a past grid is read, never changed (R65)."""

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from booking.models import Tariff
from booking.office import pages
from booking.office.setup import crumbs, tabs
from booking.office.tariff_form import VersionForm, grid
from booking.operations.setup import tariffs as writing
from booking.selectors import setup
from shared.errors import DomainError
from shared.values.ranges import DateRange
from tenants.guards import agent
from tenants.rules.rights import Verb

FIRST_LINES = 5


@agent(Verb.EDIT_SETUP, Verb.EDIT_TARIFFS)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """Every grid of a service: in force, to come, past."""
    _, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    grids = {
        key: list(found)
        for key, found in groupby(setup.tariffs(service), lambda one: one.activity_id)
    }
    return render(
        request,
        "booking/office/tariffs.html",
        {
            "service": service,
            "tabs": tabs(service, "tariffs"),
            "activities": [
                (one, [_shown(tariff, today) for tariff in grids.get(one.id, [])])
                for one in service.activities.all()
            ],
            "can_edit": request.agent.can(Verb.EDIT_TARIFFS),
        },
    )


@agent(Verb.EDIT_TARIFFS)
@require_http_methods(["GET", "POST"])
def new(request: Any, activity_id: UUID) -> HttpResponse:
    """A new version from a date, started from the latest grid."""
    now, today = pages.times(request)
    activity = pages.found(setup.activity, activity_id)
    latest = next(
        (one for one in setup.tariffs(activity.service) if one.activity_id == activity.id), None
    )
    start = _next_month(today) if latest else today.replace(day=1)
    initial = writing.brackets_of(latest) if latest else []
    form = VersionForm(
        request.POST or None,
        initial={
            "name": f"Tarifs {start.year}",
            "starts_on": start,
            "unknown_quotient": latest.unknown_quotient if latest else "top",
        },
    )
    lines = grid(request.POST or None, initial=initial, lines=FIRST_LINES)
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        try:
            made = writing.add_version(
                activity, lines.brackets(), by=request.agent.actor, now=now, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, error.sentence)
        else:
            said = f"La grille de {activity.name} s’applique {_since(made)}."
            return pages.to(request, "tariffs", activity.service_id, said=said)
    is_refused = request.method == "POST"
    return render(
        request,
        "booking/office/tariff_new.html",
        {
            "form": form,
            "lines": lines,
            "problems": list(lines.non_form_errors()) if is_refused else [],
            "has_line_errors": is_refused and any(lines.errors),
            "activity": activity,
            "title": f"Nouvelle grille : {activity.name}",
            "crumbs": crumbs(activity.service, "tariffs", "Tarifs"),
            "back": pages.url("tariffs", activity.service_id),
        },
        status=422 if is_refused else 200,
    )


def _since(tariff: Tariff) -> str:
    return str(DateRange(tariff.starts_on, tariff.ends_on))


def _shown(tariff: Tariff, today: date) -> dict[str, Any]:
    span = DateRange(tariff.starts_on, tariff.ends_on)
    past = tariff.ends_on is not None and tariff.ends_on <= today
    brackets = writing.brackets_of(tariff)
    return {
        "tariff": tariff,
        "span": str(span),
        "brackets": brackets,
        "has_outside": any(one.non_resident_cents is not None for one in brackets),
        "state": "closed" if past else "success" if span.contains(today) else "info",
        "word": "Passée" if past else "En vigueur" if span.contains(today) else "À venir",
        "is_past": past,
    }


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)

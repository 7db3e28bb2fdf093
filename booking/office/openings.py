"""Days and places: a whole year in one form, then changed day by day."""

from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.office import pages
from booking.office.openings_form import PlacesForm, YearForm
from booking.office.service_forms import MotiveForm
from booking.office.setup import crumbs, tabs
from booking.operations.setup import calendar, openings
from booking.selectors import setup, setup_lists
from shared.errors import DomainError
from shared.values.french_dates import day_long, month_long
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """A month of openings, to tick and change."""
    _, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    first = _month(request.GET.get("mois", ""), today)
    after = _shifted(first, 1)
    rows = setup_lists.openings(service, first, after)
    return render(
        request,
        "booking/office/openings.html",
        {
            "service": service,
            "tabs": tabs(service, "openings"),
            "days": [(day, list(group)) for day, group in groupby(rows, lambda row: row.date)],
            "title": month_long(first).capitalize(),
            "month": f"{first:%Y-%m}",
            "previous": pages.url("openings", service.id, mois=f"{_shifted(first, -1):%Y-%m}"),
            "next": pages.url("openings", service.id, mois=f"{after:%Y-%m}"),
            "today": today,
        },
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def year(request: Any, service_id: UUID) -> HttpResponse:
    """Weekdays × activities × places for a span: first how many days, then done."""
    now, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    activities = [one for one in service.activities.all() if one.is_active]
    groups = list(service.groups.all())
    whole = school_year_of(today)
    form = YearForm(
        request.POST or None,
        activities=activities,
        groups=groups,
        initial={
            "first": max(today, whole.start),
            "last": whole.last,
            "kinds": ["school"],
            "weekdays": ["2"] if service.kind == "leisure" else ["0", "1", "3", "4"],
        },
    )
    found: list[date] = []
    is_checked = False
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data
        try:
            found = openings.days_of(service, kept["span"], kept["weekdays"], kept["kinds"])
            if request.POST.get("act") == "open":
                made = openings.make_year(
                    service,
                    kept["span"],
                    weekdays=kept["weekdays"],
                    kinds=kept["kinds"],
                    places_wanted=kept["places"],
                    by=request.agent.actor,
                    now=now,
                )
                there = f" {made.present}\u00a0existaient déjà." if made.present else ""
                said = f"{made.days}\u00a0jours ouverts, {made.made}\u00a0ouvertures créées.{there}"
                first = f"{kept['span'].start:%Y-%m}"
                return pages.to(request, "openings", service.id, said=said, mois=first)
            is_checked = True
        except DomainError as error:
            form.add_error(None, error.sentence)
    return render(
        request,
        "booking/office/openings_year.html",
        {
            "form": form,
            "service": service,
            "activities": activities,
            "rows": form.rows(),
            "is_checked": is_checked,
            "found": found,
            "sample": found[:12],
            "title": "Ouvrir des jours",
            "crumbs": crumbs(service, "openings", "Jours d’ouverture"),
            "back": pages.url("openings", service.id),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@agent(Verb.EDIT_SETUP)
@require_POST
def change(request: Any, service_id: UUID) -> HttpResponse:
    """Places of the ticked days, or take them out."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    back = {"mois": request.POST.get("mois", "")}
    try:
        wanted = {UUID(text) for text in request.POST.getlist("row")}
    except ValueError:
        raise Http404 from None
    first = _month(back["mois"], now.date())
    ours = {row.id for row in setup_lists.openings(service, first, _shifted(first, 1))}
    if not wanted <= ours:
        raise Http404
    if not wanted:
        messages.error(request, "Cochez au moins un jour dans la liste.")
        return pages.to(request, "openings", service.id, **back)
    by = request.agent.actor
    try:
        if request.POST.get("act") == "remove":
            number = openings.remove(wanted, by=by, now=now)
            said = f"{number}\u00a0ouvertures retirées." if number > 1 else "Ouverture retirée."
            return pages.to(request, "openings", service.id, said=said, **back)
        form = PlacesForm(request.POST)
        if not form.is_valid():
            messages.error(request, next(iter(form.errors.values()))[0])
            return pages.to(request, "openings", service.id, **back)
        number = openings.change_places(
            wanted, capacity=form.cleaned_data["capacity"], by=by, now=now
        )
    except DomainError as error:
        return pages.refused(request, error, "openings", service.id, **back)
    capacity = form.cleaned_data["capacity"]
    words = "sans limite de places" if capacity is None else f"à {capacity}\u00a0places"
    said = f"{number}\u00a0ouvertures {words}." if number > 1 else f"Ouverture {words}."
    return pages.to(request, "openings", service.id, said=said, **back)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def close(request: Any, service_id: UUID) -> HttpResponse:
    """Close one day of a service; what was booked is cancelled free and families are told."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    day = pages.read_day(request.GET.get("jour", ""), date.min)
    if day == date.min:
        raise Http404
    booked = calendar.booked_between(DateRange.inclusive(day, day), service=service)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        number = calendar.close_day(
            service, day, cleaned["reason"], by=request.agent.actor, now=now
        )
        said = f"Jour fermé. {number}\u00a0réservations annulées, les familles sont prévenues."
        said = said if number > 1 else "Jour fermé."
        return pages.to(request, "openings", service.id, said=said, mois=f"{day:%Y-%m}")

    many = "s" if booked > 1 else ""
    return pages.form_page(
        request,
        MotiveForm(request.POST or None),
        act,
        title=f"Fermer le {day_long(day)}",
        lead=f"{booked}\u00a0réservation{many} ser{'ont' if many else 'a'} annulée{many} sans frais"
        " et les familles seront prévenues."
        if booked
        else "Personne n’a réservé ce jour-là.",
        submit="Fermer ce jour",
        danger=bool(booked),
        crumbs=crumbs(service, "openings", "Jours d’ouverture"),
        back=pages.url("openings", service.id, mois=f"{day:%Y-%m}"),
    )


def _month(text: str, today: date) -> date:
    return pages.read_day(f"{text}-01", today).replace(day=1)


def _shifted(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)

"""The school calendar: filled from the official zones, then the commune's own days (R7–R9)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from booking.models import CalendarEntry
from booking.office import pages
from booking.office.calendar_form import DATE_ERRORS, DATES, ORDER, EntryForm, SpanForm
from booking.office.setup import crumbs
from booking.operations.closures import Lifted
from booking.operations.setup import calendar as writing
from booking.selectors import audiences, school_seed, setup
from booking.selectors.closures import Touched
from shared.errors import DomainError
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb

__all__ = ["DATES", "DATE_ERRORS", "ORDER", "SpanForm", "add", "fill", "index", "remove"]


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any) -> HttpResponse:
    """A school year, the present one unless told otherwise."""
    year = _year(request)
    span = DateRange(date(year, 9, 1), date(year + 1, 9, 1))
    entries = setup.entries(since=span.start, until=span.end)
    return render(
        request,
        "booking/office/calendar.html",
        {
            "entries": [
                (one, DateRange(one.starts_on, one.ends_on), _tone(one), audiences.words(one))
                for one in entries
            ],
            "year": year,
            "title": f"Année scolaire {year}-{year + 1}",
            "previous": pages.url("calendar", annee=year - 1),
            "next": pages.url("calendar", annee=year + 1),
            "is_empty": not any(one.kind == "holiday" for one in entries),
            "zone": request.commune.get_school_zone_display(),
            "is_known": request.commune.school_zone in school_seed.zones(),
            "crumbs": crumbs(),
        },
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def fill(request: Any) -> HttpResponse:
    """The official holidays of the commune's zone, to tick and keep."""
    now, _ = pages.times(request)
    year = _year(request)
    zone = request.commune.school_zone
    found = school_seed.proposals(zone, year, department=request.commune.department)
    present = {
        (one.kind, one.starts_on, one.ends_on)
        for one in setup.entries(since=date(year, 9, 1), until=date(year + 1, 9, 1))
        if one.service_id is None
    }
    rows = [
        (str(number), kind, name, span, (kind, span.start, span.end) in present)
        for number, (kind, name, span) in enumerate(found)
    ]
    if request.method == "POST":
        ticked = set(request.POST.getlist("row"))
        chosen = [(kind, name, span) for key, kind, name, span, _ in rows if key in ticked]
        made = writing.add_many(chosen, by=request.agent.actor, now=now)
        said = f"{len(made)}\u00a0dates ajoutées au calendrier." if made else "Tout y était déjà."
        return pages.to(request, "calendar", said=said, annee=year)
    return render(
        request,
        "booking/office/calendar_fill.html",
        {
            "rows": rows,
            "title": f"Calendrier officiel {year}-{year + 1}",
            "zone": request.commune.get_school_zone_display(),
            "is_known": zone in school_seed.zones(),
            "back": pages.url("calendar", annee=year),
            "crumbs": [*crumbs(), (pages.url("calendar", annee=year), "Calendrier")],
        },
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def add(request: Any) -> HttpResponse:
    """Add days; a closure on booked days first says how many bookings it cancels (R9)."""
    now, today = pages.times(request)
    back = pages.url("calendar", annee=school_year_of(today).start.year)
    form = EntryForm(
        request.POST or None,
        today=today,
        initial={"service": request.GET.get("service", ""), "first": today, "last": today},
    )
    touched = Touched()
    if request.method == "POST" and form.is_valid() and "span" in form.cleaned_data:
        kept = form.cleaned_data
        if kept["kind"] == CalendarEntry.Kind.CLOSURE:
            touched = writing.would_cancel(kept["span"], kept["scope"])
        if not touched or request.POST.get("confirmed") == str(touched.bookings):
            try:
                writing.add_entry(
                    kept["kind"],
                    kept["name"],
                    kept["span"],
                    by=request.agent.actor,
                    now=now,
                    scope=kept["scope"],
                )
            except DomainError as error:
                return pages.refused(request, error, "calendar_add")
            messages.success(request, _said(kept["name"], touched.bookings))
            return pages.to(
                request, "calendar", annee=school_year_of(kept["span"].start).start.year
            )
    return render(
        request,
        "booking/office/calendar_add.html",
        {
            "form": form,
            "cancelled": touched.bookings,
            "families": touched.families,
            "title": "Ajouter au calendrier",
            "back": back,
            "crumbs": [*crumbs(), (back, "Calendrier")],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def remove(request: Any, entry_id: UUID) -> HttpResponse:
    """Take days out of the calendar; a closure first says what comes back (R9)."""
    now, _ = pages.times(request)
    entry = pages.found(setup.entry, entry_id)
    year = school_year_of(entry.starts_on).start.year
    if request.method == "POST":
        done = writing.remove_entry(entry, by=request.agent.actor, now=now)
        return pages.to(request, "calendar", said=_removed(entry, done), annee=year)
    lifted = writing.would_restore(entry, now=now)
    return render(
        request,
        "booking/office/calendar_remove.html",
        {
            "entry": entry,
            "span": DateRange(entry.starts_on, entry.ends_on),
            "who": audiences.words(entry),
            "restored": len(lifted.restored),
            "families": lifted.families,
            "lost": len(lifted.lost),
            "is_partial": bool(entry.group_id or entry.school_id),
            "is_closure": entry.kind == CalendarEntry.Kind.CLOSURE,
            "title": f"Retirer «\u00a0{entry.name}\u00a0»",
            "back": pages.url("calendar", annee=year),
            "crumbs": [*crumbs(), (pages.url("calendar", annee=year), "Calendrier")],
        },
    )


def _removed(entry: CalendarEntry, done: Lifted) -> str:
    said = f"«\u00a0{entry.name}\u00a0» est retiré."
    restored, lost = len(done.restored), len(done.lost)
    if restored:
        many = "s" if restored > 1 else ""
        said += f" {restored}\u00a0réservation{many} rétablie{many}."
    if lost:
        many = "s" if lost > 1 else ""
        said += f" {lost}\u00a0reste{'nt' if many else ''} annulée{many}."
    return f"{said} Les familles sont prévenues." if restored or lost else said


def _said(name: str, cancelled: int) -> str:
    if not cancelled:
        return f"«\u00a0{name}\u00a0» est au calendrier."
    many = "s" if cancelled > 1 else ""
    return (
        f"«\u00a0{name}\u00a0» est au calendrier\u00a0: {cancelled}\u00a0réservation{many} "
        f"annulée{many} sans frais, les familles sont prévenues."
    )


def _tone(entry: CalendarEntry) -> str:
    return {
        "closure": "closed",
        "holiday": "info",
        "public_holiday": "pending",
        "school_day": "success",
    }[entry.kind]


def _year(request: Any) -> int:
    _, today = pages.times(request)
    now = school_year_of(today).start.year
    text = request.GET.get("annee", "")
    return int(text) if text.isdecimal() and now - 10 <= int(text[:4]) <= now + 10 else now

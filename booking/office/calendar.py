"""The school calendar: filled from the official zones, then the commune's own days (R7–R9)."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.models import CalendarEntry
from booking.office import pages
from booking.office.setup import crumbs
from booking.operations.setup import calendar as writing
from booking.selectors import school_seed, setup
from shared.errors import DomainError
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb

DATES = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
DATE_ERRORS = {
    "required": "Indiquez une date.",
    "invalid": "Cette date n’existe pas : écrivez par exemple 14/05/2027.",
}
ORDER = "La fin doit suivre le début."


class SpanForm(forms.Form):
    """Two days, both included, as people say them."""

    first = forms.DateField(
        label="Du", input_formats=DATES, widget=forms.DateInput(), error_messages=DATE_ERRORS
    )
    last = forms.DateField(
        label="Au (inclus)",
        input_formats=DATES,
        widget=forms.DateInput(),
        error_messages=DATE_ERRORS,
    )

    def clean(self) -> dict[str, Any]:
        """``span`` from both days."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last:
            if last < first:
                self.add_error("last", ORDER)
            elif (last - first).days > 800:
                self.add_error("last", "Choisissez au plus deux années.")
            else:
                cleaned["span"] = DateRange.inclusive(first, last)
        return cleaned


class EntryForm(SpanForm):
    """Holidays, a public holiday, or a closure of the commune or of one service."""

    field_order = ("kind", "name", "service", "first", "last")
    kind = forms.ChoiceField(
        label="De quoi s’agit-il ?",
        choices=[
            ("closure", "Une fermeture"),
            ("holiday", "Des vacances scolaires"),
            ("public_holiday", "Un jour férié"),
        ],
        widget=forms.RadioSelect,
        initial="closure",
        help_text="Une fermeture annule sans frais ce qui est déjà réservé.",
        error_messages={"required": "Choisissez une réponse."},
    )
    name = forms.CharField(
        label="Nom ou motif",
        max_length=120,
        help_text="Les familles le lisent : « Pont de l’Ascension », « Grève du 12 janvier ».",
        error_messages={"required": "À remplir."},
    )
    service = forms.ChoiceField(label="Pour", required=False)

    def __init__(self, *args: Any, services: list[tuple[Any, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Toute la commune"), *((str(k), name) for k, name in services)]


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
                (one, DateRange(one.starts_on, one.ends_on), _tone(one)) for one in entries
            ],
            "year": year,
            "title": f"Année scolaire {year}-{year + 1}",
            "previous": pages.url("calendar", annee=year - 1),
            "next": pages.url("calendar", annee=year + 1),
            "is_empty": not any(one.kind == "holiday" for one in entries),
            "zone": request.commune.get_school_zone_display(),
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
        services=setup.names(),
        initial={"service": request.GET.get("service", ""), "first": today, "last": today},
    )
    cancelled = 0
    if request.method == "POST" and form.is_valid() and "span" in form.cleaned_data:
        kept = form.cleaned_data
        service = pages.found(setup.service, UUID(kept["service"])) if kept["service"] else None
        if kept["kind"] == CalendarEntry.Kind.CLOSURE:
            cancelled = writing.booked_between(kept["span"], service=service)
        if not cancelled or request.POST.get("confirmed") == str(cancelled):
            try:
                writing.add_entry(
                    kept["kind"],
                    kept["name"],
                    kept["span"],
                    by=request.agent.actor,
                    now=now,
                    service=service,
                )
            except DomainError as error:
                return pages.refused(request, error, "calendar_add")
            messages.success(request, _said(kept["name"], cancelled))
            return pages.to(
                request, "calendar", annee=school_year_of(kept["span"].start).start.year
            )
    return render(
        request,
        "booking/office/calendar_add.html",
        {
            "form": form,
            "cancelled": cancelled,
            "title": "Ajouter au calendrier",
            "back": back,
            "crumbs": [*crumbs(), (back, "Calendrier")],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@agent(Verb.EDIT_SETUP)
@require_POST
def remove(request: Any, entry_id: UUID) -> HttpResponse:
    """Take days out of the calendar; bookings a closure cancelled stay cancelled."""
    now, _ = pages.times(request)
    entry = pages.found(setup.entry, entry_id)
    year = school_year_of(entry.starts_on).start.year
    writing.remove_entry(entry, by=request.agent.actor, now=now)
    return pages.to(request, "calendar", said=f"«\u00a0{entry.name}\u00a0» est retiré.", annee=year)


def _said(name: str, cancelled: int) -> str:
    if not cancelled:
        return f"«\u00a0{name}\u00a0» est au calendrier."
    many = "s" if cancelled > 1 else ""
    return (
        f"«\u00a0{name}\u00a0» est au calendrier\u00a0: {cancelled}\u00a0réservation{many} "
        f"annulée{many} sans frais, les familles sont prévenues."
    )


def _tone(entry: CalendarEntry) -> str:
    return {"closure": "closed", "holiday": "info", "public_holiday": "pending"}[entry.kind]


def _year(request: Any) -> int:
    _, today = pages.times(request)
    now = school_year_of(today).start.year
    text = request.GET.get("annee", "")
    return int(text) if text.isdecimal() and now - 10 <= int(text[:4]) <= now + 10 else now

"""*Clôturer la journée*, after a look at who is not pointed; open it again, with a motive."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.office import pages
from booking.operations import days
from booking.selectors import day_sheet
from booking.selectors.day_sheet import DaySheet
from shared.errors import DomainError
from shared.values.french_dates import day_long
from tenants.guards import agent
from tenants.rules.rights import Verb

MOST_NAMES = 40


class RestForm(forms.Form):
    """What the children nobody pointed were."""

    rest = forms.ChoiceField(
        label="Que faire de ces enfants ?",
        choices=[
            ("present", "Les marquer présents"),
            ("absent", "Les marquer absents"),
            ("keep", "Les laisser comme réservés, sans les pointer"),
        ],
        widget=forms.RadioSelect,
        initial="present",
        help_text="Un enfant absent sans prévenir est facturé comme prévu par le règlement.",
        error_messages={"required": "Choisissez une réponse."},
    )


class ReopenForm(forms.Form):
    """Why a closed day is opened again."""

    motive = forms.CharField(
        label="Pourquoi rouvrir cette journée ?",
        max_length=200,
        help_text="Par exemple : « Noé était absent, signalé par l’école. »",
        error_messages={"required": "Indiquez pourquoi vous rouvrez cette journée."},
    )


@agent(Verb.CLOSE_DAY)
@require_http_methods(["GET", "POST"])
def close(request: Any, service_id: UUID) -> HttpResponse:
    """List what is not pointed, then close."""
    now, _ = pages.times(request)
    day = _day(request)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    unknown = _unknown(sheet)
    form = RestForm(request.POST if unknown and request.method == "POST" else None)
    if request.method == "POST" and (not unknown or form.is_valid()):
        rest = form.cleaned_data["rest"] if unknown else "keep"
        try:
            days.close_pointed(
                sheet.service,
                day,
                rest="" if rest == "keep" else rest,
                by=request.agent.actor,
                now=now,
            )
        except DomainError as error:
            return pages.refused(request, error, "day_sheet", service_id, jour=day)
        return pages.to(request, "day_sheet", service_id, said="La journée est close.", jour=day)
    return render(
        request,
        "booking/office/day_close.html",
        {
            "sheet": sheet,
            "form": form,
            "unknown": unknown[:MOST_NAMES],
            "more": max(0, len(unknown) - MOST_NAMES),
            "number": sheet.unknown,
            "title": day_long(day).capitalize(),
            "back": pages.url("day_sheet", service_id, jour=day),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@agent(Verb.CLOSE_DAY)
@require_http_methods(["GET", "POST"])
def reopen(request: Any, service_id: UUID) -> HttpResponse:
    """Open a closed day again; a draft of the month is made anew."""
    now, _ = pages.times(request)
    day = _day(request)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    back = pages.url("day_sheet", service_id, jour=day)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        days.reopen(sheet.service, day, motive=cleaned["motive"], by=request.agent.actor, now=now)
        said = "La journée est rouverte : corrigez, puis clôturez-la."
        return pages.to(request, "day_sheet", service_id, said=said, jour=day)

    return pages.form_page(
        request,
        ReopenForm(request.POST or None),
        act,
        title="Rouvrir la journée",
        crumbs=[(back, sheet.service.name)],
        lead=f"{day_long(day).capitalize()}. Si la facturation du mois est en préparation, "
        "elle sera à refaire. Les factures déjà envoyées ne changent pas.",
        submit="Rouvrir la journée",
        back=back,
    )


def _day(request: Any) -> date:
    try:
        return date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        raise Http404 from None


def _unknown(sheet: DaySheet) -> list[tuple[str, str]]:
    """(name, « Repas, Soir ») of the children that somebody still has to look at."""
    found = []
    for row in sheet.rows:
        missing = [
            one.name
            for one, mark in zip(sheet.totals, row.marks, strict=True)
            if mark is not None and mark.is_booked and not mark.state
        ]
        if missing:
            found.append((f"{row.last_name} {row.first_name}", ", ".join(missing)))
    return found

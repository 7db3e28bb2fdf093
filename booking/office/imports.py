"""Import families from a file: the model to fill in, a dry run by line, one confirmation."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.office import import_words
from booking.operations import imports
from booking.selectors import imports as listing
from family.models import ImportRun
from family.office import tabs
from shared import clock, sheets
from shared.errors import Busy, DomainError
from tenants.context import current_commune, zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb
from tenants.urls import commune_url

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FileForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label="Fichier XLSX ou CSV",
        help_text="Une ligne par enfant, 5 Mo au plus. Rien n’est écrit avant votre accord.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Ce fichier est vide.",
            "missing": "Choisissez un fichier.",
            "invalid": "Choisissez un fichier.",
        },
    )


@agent(Verb.IMPORT_FAMILIES)
@require_http_methods(["GET", "POST"])
def index(request: Any) -> HttpResponse:
    """The model, the field, the last imports; a post checks a file."""
    now = clock.now()
    is_post = request.method == "POST"
    form = FileForm(request.POST, request.FILES) if is_post else FileForm()
    if is_post and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            run = imports.check(
                sheets.read_rows(upload, upload.name),
                upload.name,
                today=clock.today(zone_of(request.commune), at=now),
                by=request.agent.actor,
                now=now,
            )
            return _to(run.pk)
        except DomainError as error:
            form.add_error("file", error.sentence)
    return render(
        request,
        "booking/office/imports.html",
        {
            "form": form,
            "tabs": tabs.of(request),
            "columns": import_words.columns(),
            "runs": [import_words.line(run, request.commune) for run in listing.last()],
        },
        status=422 if form.is_bound else 200,
    )


@agent(Verb.IMPORT_FAMILIES)
@require_GET
def model(request: HttpRequest) -> HttpResponse:
    """A workbook with every heading, ready to fill in."""
    columns = [sheets.Column(heading, heading) for heading, *_ in import_words.columns()]
    headers = {"Content-Disposition": 'attachment; filename="modele-familles.xlsx"'}
    return HttpResponse(
        sheets.write_xlsx("Familles", columns, []), content_type=XLSX, headers=headers
    )


@agent(Verb.IMPORT_FAMILIES)
@require_GET
def run(request: Any, run_id: UUID) -> HttpResponse:
    """What a file would do, or did; its errors by line."""
    found = _found(run_id)
    return render(
        request,
        "booking/office/import_run.html",
        {
            "run": found,
            "errors": found.errors,
            "counts": import_words.counts(found.report),
            "error_count": found.report.get("errors", 0),
            "lines": found.report.get("lines", 0),
            "is_checked": found.status == ImportRun.Status.CHECKED,
            "is_done": found.status == ImportRun.Status.DONE,
        },
    )


@agent(Verb.IMPORT_FAMILIES)
@require_POST
def confirm(request: Any, run_id: UUID) -> HttpResponse:
    """Write it all, or say what stopped it."""
    now = clock.now()
    found = _found(run_id)
    try:
        imports.confirm(
            found,
            today=clock.today(zone_of(request.commune), at=now),
            by=request.agent.actor,
            now=now,
        )
        messages.success(request, "Le fichier est importé.")
    except Busy:
        raise
    except DomainError as error:
        messages.error(request, error.sentence)
    return _to(found.pk)


@agent(Verb.IMPORT_FAMILIES)
@require_POST
def abandon(request: Any, run_id: UUID) -> HttpResponse:
    """Leave it: the rows are forgotten."""
    try:
        imports.abandon(_found(run_id), by=request.agent.actor, now=clock.now())
        messages.success(request, "Import abandonné : rien n’a été écrit.")
    except DomainError as error:
        messages.error(request, error.sentence)
    return HttpResponseRedirect(commune_url(current_commune(), "booking_imports:index"))


def _found(run_id: UUID) -> ImportRun:
    try:
        return listing.one(run_id)
    except ImportRun.DoesNotExist:
        raise Http404 from None


def _to(run_id: UUID) -> HttpResponse:
    return HttpResponseRedirect(commune_url(current_commune(), "booking_imports:run", run_id))

"""A new commune: asked for by a form, made in the background, followed on its page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shared import clock
from shared.errors import DomainError
from tenants.guards import operator
from tenants.operations import ordering
from tenants.operator.forms import NewCommuneForm
from tenants.operator.pages import actor, found, to_page
from tenants.selectors import console

# Where the sentence of a refusal is shown.
FIELDS = {
    "slug": "slug",
    "short_code": "short_code",
    "time_zone": "time_zone",
    "no_account": "manager",
}


@operator
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """The form; sent, it writes the commune and leaves the making to a worker."""
    form = NewCommuneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commune = ordering.order(**form.facts(), by=actor(request), now=clock.now())
            messages.success(request, f"{commune.name} est en préparation : quelques secondes.")
            return to_page(commune)
        except DomainError as error:
            form.add_error(FIELDS.get(error.code), error.sentence)
    return render(
        request,
        "tenants/operator/commune_new.html",
        {"form": form},
        status=422 if form.is_bound else 200,
    )


@operator
@require_safe
def progress(request: Any, commune_id: UUID) -> HttpResponse:
    """The part of the page that looks again while a commune is being made."""
    commune = found(commune_id)
    making = console.making_of(commune)
    if request.htmx and (making is None or not making.is_working):
        # Done or failed: the whole page has something to say.
        return HttpResponse(headers={"HX-Refresh": "true"})
    if not request.htmx:
        return to_page(commune)
    return render(
        request, "tenants/operator/progress.html", {"making": making, "commune_id": commune_id}
    )


@operator
@require_POST
def again(request: Any, commune_id: UUID) -> HttpResponse:
    """Carry on with a making that failed."""
    commune = found(commune_id)
    try:
        ordering.again(commune, by=actor(request), now=clock.now())
        messages.success(request, "La création reprend là où elle s’était arrêtée.")
    except DomainError as error:
        messages.error(request, error.sentence)
    return to_page(commune)

"""The commune's own page of settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from shared import clock
from shared.errors import DomainError
from tenants.guards import agent
from tenants.office.forms import CommuneForm
from tenants.operations import settings
from tenants.rules.rights import Verb
from tenants.urls import commune_url


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def page(request: Any) -> HttpResponse:
    """Contact, hours, how to register, DPO, colour."""
    initial = {name: getattr(request.commune, name) for name in settings.EDITABLE}
    form = CommuneForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            settings.edit(
                request.commune, **form.cleaned_data, by=request.agent.actor, now=clock.now()
            )
            messages.success(request, "Réglages de la commune enregistrés.")
            return HttpResponseRedirect(commune_url(request.commune, "tenants_office:commune"))
        except DomainError as error:
            form.add_error("accent" if error.code == "accent" else None, error.sentence)
    return render(
        request, "tenants/office/commune.html", {"form": form}, status=422 if form.is_bound else 200
    )

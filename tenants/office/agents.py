"""The agents of the commune: who, with which roles."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from shared import clock
from shared.errors import DomainError
from tenants.guards import agent
from tenants.models import AgentRole
from tenants.office.forms import NewAgentForm, RolesForm, role_table
from tenants.operations import staffing
from tenants.rules.rights import Verb
from tenants.selectors import agents as listing
from tenants.urls import commune_url


@agent(Verb.MANAGE_AGENTS)
@require_http_methods(["GET", "POST"])
def index(request: Any) -> HttpResponse:
    """The list; a post adds an agent."""
    form = NewAgentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = staffing.add(
                form.cleaned_data["named"],
                request.commune,
                form.chosen(),
                by=request.agent.actor,
                now=clock.now(),
            )
            return _done(request, f"{added} est agent de {request.commune.name}.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return render(
        request,
        "tenants/office/agents.html",
        {
            "form": form,
            "staff": listing.of_commune(request.commune),
            "roles": role_table(),
            "me": request.agent.account.pk,
        },
        status=422 if form.is_bound else 200,
    )


@agent(Verb.MANAGE_AGENTS)
@require_http_methods(["GET", "POST"])
def edit(request: Any, account_id: UUID) -> HttpResponse:
    """Change an agent's roles."""
    found = _found(request, account_id)
    form = RolesForm(request.POST or None, initial={"roles": [r.value for r in found.roles]})
    if request.method == "POST" and form.is_valid():
        try:
            staffing.set_roles(
                found.account,
                request.commune,
                form.chosen(),
                by=request.agent.actor,
                now=clock.now(),
            )
            return _done(request, f"Rôles de {found.account} enregistrés.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return render(
        request,
        "tenants/office/agent.html",
        {"form": form, "found": found, "roles": role_table()},
        status=422 if form.is_bound else 200,
    )


@agent(Verb.MANAGE_AGENTS)
@require_POST
def remove(request: Any, account_id: UUID) -> HttpResponse:
    """Take an agent out of this office; the account itself stays."""
    found = _found(request, account_id)
    try:
        staffing.set_roles(
            found.account, request.commune, (), by=request.agent.actor, now=clock.now()
        )
    except DomainError as error:
        messages.error(request, error.sentence)
        return HttpResponseRedirect(
            commune_url(request.commune, "tenants_office:agent", account_id)
        )
    return _done(request, f"{found.account} n’est plus agent de {request.commune.name}.")


def _found(request: Any, account_id: UUID) -> listing.StaffMember:
    try:
        return listing.one(request.commune, account_id)
    except AgentRole.DoesNotExist:
        raise Http404 from None


def _done(request: Any, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(commune_url(request.commune, "tenants_office:agents"))

"""The schools of the commune: one short page."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from family.office import pages, tabs
from family.office.forms import SchoolForm
from family.operations import schools
from family.selectors import schools as listing
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def index(request: Any) -> HttpResponse:
    """The list, with how many pupils this year; a post adds a school."""
    now, today = pages.times(request)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = schools.create(**cleaned, by=request.agent.actor, now=now)
        return pages.to(request, "schools", said=f"« {made.name} » est ajoutée.")

    return pages.form_page(
        request,
        SchoolForm(request.POST or None),
        act,
        template="family/office/schools.html",
        tabs=tabs.of(request),
        schools=listing.with_pupils(today=today),
    )


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def edit(request: Any, school_id: UUID) -> HttpResponse:
    """Rename or move a school."""
    now, _ = pages.times(request)
    school = pages.found(listing.one, school_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        schools.edit(school, **cleaned, by=request.agent.actor, now=now)
        return pages.to(request, "schools", said="École enregistrée.")

    return pages.form_page(
        request,
        SchoolForm(request.POST or None, initial={"name": school.name, "address": school.address}),
        act,
        template="family/office/school.html",
        school=school,
        title=school.name,
        submit="Enregistrer",
        back=pages.url("schools"),
    )


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_POST
def remove(request: Any, school_id: UUID) -> HttpResponse:
    """Delete a school no child was ever in."""
    now, _ = pages.times(request)
    school = pages.found(listing.one, school_id)
    try:
        schools.remove(school, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "schools")
    return pages.to(request, "schools", said="École supprimée.")

"""Services, activities and groups: one form each."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from booking.office import pages
from booking.office.service_forms import ActivityForm, GroupForm, ServiceForm
from booking.office.setup import crumbs
from booking.operations.setup import service as writing
from booking.selectors import setup
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponse:
    """A new service; its page then says what is missing to open it."""
    now, _ = pages.times(request)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = writing.save_service(by=request.agent.actor, now=now, **cleaned)
        said = "Le service est créé. Complétez-le étape par étape."
        return pages.to(request, "service", made.id, said=said)

    return pages.form_page(
        request,
        ServiceForm(request.POST or None),
        act,
        title="Nouveau service",
        crumbs=crumbs(),
        submit="Créer le service",
        back=pages.url("setup"),
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def edit(request: Any, service_id: UUID) -> HttpResponse:
    """Every field of a service."""
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        writing.save_service(service, by=request.agent.actor, now=now, **cleaned)
        return pages.to(request, "service", service.id, said="C’est enregistré.")

    initial = {name: getattr(service, name) for name in ServiceForm.base_fields}
    return pages.form_page(
        request,
        ServiceForm(request.POST or None, initial=initial),
        act,
        title=f"Modifier {service.name}",
        crumbs=crumbs(service),
        back=pages.url("service", service.id),
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def activity_new(request: Any, service_id: UUID) -> HttpResponse:
    """One more thing to book."""
    return _part(request, service_id, None, ActivityForm, "Nouvelle prestation")


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def activity_edit(request: Any, activity_id: UUID) -> HttpResponse:
    """Change an activity."""
    activity = pages.found(setup.activity, activity_id)
    title = f"Modifier {activity.name}"
    return _part(request, activity.service_id, activity, ActivityForm, title)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def group_new(request: Any, service_id: UUID) -> HttpResponse:
    """One more group of children."""
    return _part(request, service_id, None, GroupForm, "Nouveau groupe")


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def group_edit(request: Any, group_id: UUID) -> HttpResponse:
    """Change a group."""
    group = pages.found(setup.group, group_id)
    return _part(request, group.service_id, group, GroupForm, f"Modifier {group.name}")


def _part(
    request: Any,
    service_id: UUID,
    part: Any,
    form_class: type[ActivityForm] | type[GroupForm],
    title: str,
) -> HttpResponse:
    now, _ = pages.times(request)
    service = pages.found(setup.service, service_id)
    save = writing.save_activity if form_class is ActivityForm else writing.save_group

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        if "short_name" in cleaned and not cleaned["short_name"]:
            cleaned["short_name"] = cleaned["name"][:24]
        save(service, part, by=request.agent.actor, now=now, **cleaned)
        return pages.to(request, "service", service.id, said="C’est enregistré.")

    names = form_class.base_fields
    initial = {name: getattr(part, name) for name in names} if part is not None else {}
    return pages.form_page(
        request,
        form_class(request.POST or None, initial=initial),
        act,
        title=title,
        crumbs=crumbs(service),
        back=pages.url("service", service.id),
    )

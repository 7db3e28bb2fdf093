"""*Régies*: who collects, how it is paid, for which services."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from invoicing.models import Regie
from invoicing.office import pages
from invoicing.office.forms import RegieForm
from invoicing.operations import regies
from invoicing.selectors import regies as selector
from shared.templatetags.ui import NavItem
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_REGIES)
@require_GET
def index(request: Any) -> HttpResponse:
    """Every régie, and the services nobody collects for."""
    context = {"rows": selector.listing(), "orphans": selector.orphans()}
    return render(request, "invoicing/office/regies.html", context)


@agent(Verb.EDIT_REGIES)
@require_http_methods(["GET", "POST"])
def new(request: Any) -> HttpResponseBase:
    """A new régie."""
    initial = {
        "channel": Regie.Channel.REGIE,
        "gateway": Regie.Gateway.NONE,
        "due_days": 30,
        "groups_invoices": True,
        "is_open": True,
    }
    return _form(request, None, "Nouvelle régie", initial)


@agent(Verb.EDIT_REGIES)
@require_http_methods(["GET", "POST"])
def edit(request: Any, regie_id: UUID) -> HttpResponseBase:
    """Change a régie or what it collects for."""
    regie = pages.found(selector.get, regie_id)
    initial = {name: getattr(regie, name) for name in regies.FIELDS}
    initial["services"] = [str(key) for key in selector.services_of(regie_id)]
    return _form(request, regie_id, regie.name, initial)


def _form(
    request: Any, regie_id: UUID | None, title: str, initial: dict[str, Any]
) -> HttpResponseBase:
    now, _ = pages.times(request)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        services = [UUID(key) for key in cleaned.pop("services")]
        saved = regies.set_up(
            regie_id, services=services, by=request.agent.actor, now=now, **cleaned
        )
        return pages.to(request, "regies", said=f"{saved.name} : c’est enregistré.")

    return pages.form_page(
        request,
        RegieForm(request.POST or None, initial=initial),
        act,
        template="invoicing/office/form.html",
        title=title,
        lead="",
        submit="Enregistrer",
        trail=[NavItem(pages.url("regies"), "Régies")],
        here=title,
        back=pages.url("regies"),
    )

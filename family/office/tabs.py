"""The tabs above the pages about families; an upper room's page is named in the settings."""

from typing import Any

from django.conf import settings

from shared.templatetags.ui import NavItem
from tenants.navigation import link
from tenants.rules.rights import Verb


def of(request: Any) -> list[NavItem]:
    """What this agent may open, the present page marked."""
    here = request.resolver_match.view_name
    items = [
        NavItem(url=link(name, request.commune), label=label, current=name == here)
        for name, label, verb in settings.OFFICE_FAMILY_TABS
        if request.agent.can(Verb(verb))
    ]
    return [item for item in items if item.url]

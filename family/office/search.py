"""The search field of every office page."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from family.office import pages
from family.selectors import search
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_FAMILIES)
@require_GET
def page(request: Any) -> HttpResponse:
    """Children, families, then what the upper rooms find (OFFICE_SEARCH_PANELS)."""
    now, today = pages.times(request)
    text = request.GET.get("q", "").strip()[:120]
    panels = [
        import_string(path)(request.agent, text, now=now) for path in settings.OFFICE_SEARCH_PANELS
    ]
    return render(
        request,
        "family/office/search.html",
        {
            "text": text,
            "found": search.find(text, today=today),
            "panels": [panel for panel in panels if panel],
        },
    )

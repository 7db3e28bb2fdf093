"""The search field of every office page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from family.office import pages
from family.selectors import search
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_FAMILIES)
@require_GET
def page(request: Any) -> HttpResponse:
    """Children, then families."""
    _, today = pages.times(request)
    text = request.GET.get("q", "").strip()[:120]
    return render(
        request,
        "family/office/search.html",
        {"text": text, "found": search.find(text, today=today)},
    )

"""Who did what to which commune, from the operator's own history."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.guards import operator
from tenants.models import OperatorEvent
from tenants.operator import words
from tenants.selectors import console

PAGE = 50


def rows(found: Iterable[OperatorEvent]) -> list[tuple[str, OperatorEvent]]:
    """Each event with the French name of its verb."""
    return [(words.verb(event.verb), event) for event in found]


@operator
@require_safe
def index(request: Any) -> HttpResponse:
    """Every act, latest first."""
    pages = Paginator(console.history(), PAGE)
    page = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "tenants/operator/journal.html",
        {"rows": rows(page.object_list), "page_obj": page},
    )

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
    """Each event with what was done, in French: its verb, and the role it is about."""
    return [(_label(event), event) for event in found]


def _label(event: OperatorEvent) -> str:
    role = event.facts.get("role")
    return f"{words.verb(event.verb)} : {words.role(role)}" if role else words.verb(event.verb)


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

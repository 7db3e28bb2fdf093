"""The communes of the platform: how each one is, and its door shut or opened."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from shared import clock
from shared.errors import DomainError
from tenants.guards import operator
from tenants.models import Commune
from tenants.operations import communes as operation
from tenants.operator import journal, outbox
from tenants.operator.forms import SuspendForm
from tenants.operator.pages import actor, found, to_page
from tenants.selectors import console
from tenants.urls import root_prefix

EVENTS_SHOWN = 10


@operator
@require_safe
def index(request: Any) -> HttpResponse:
    """Every commune, those in trouble told apart."""
    text = request.GET.get("q", "").strip()[:80]
    rows = console.communes(clock.now(), text=text)
    return render(
        request,
        "tenants/operator/communes.html",
        {
            "rows": rows,
            "text": text,
            "open_count": sum(row.commune.status == Commune.Status.ACTIVE for row in rows),
            "account_count": sum(row.accounts for row in rows),
            "trouble_count": sum(row.late + row.failing for row in rows),
        },
    )


@operator
@require_safe
def page(request: Any, commune_id: UUID) -> HttpResponse:
    """One commune: state, how it was made, what waits, what was done."""
    return _page(request, found(commune_id), SuspendForm())


@operator
@require_POST
def suspend(request: Any, commune_id: UUID) -> HttpResponse:
    """Shut the commune's doors; the motive stays in the journal."""
    commune, form = found(commune_id), SuspendForm(request.POST)
    if not form.is_valid():
        return _page(request, commune, form)
    try:
        operation.suspend(commune, by=actor(request), now=clock.now(), **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.sentence)
        return _page(request, commune, form)
    messages.success(request, f"{commune.name} est suspendue : ses pages montrent un avis.")
    return to_page(commune)


@operator
@require_POST
def restore(request: Any, commune_id: UUID) -> HttpResponse:
    """Open a suspended commune again."""
    commune = found(commune_id)
    try:
        operation.restore(commune, by=actor(request), now=clock.now())
        messages.success(request, f"{commune.name} est rétablie.")
    except DomainError as error:
        messages.error(request, error.sentence)
    return to_page(commune)


def _page(request: Any, commune: Commune, form: SuspendForm) -> HttpResponse:
    now = clock.now()
    return render(
        request,
        "tenants/operator/commune.html",
        {
            "row": console.commune(commune.pk, now),
            "door": f"{root_prefix()}c/{commune.slug}/",
            "managers": console.managers(commune),
            "queues": outbox.rows(console.queues(now, schema=commune.schema_name)),
            "events": journal.rows(console.history(commune=commune)[:EVENTS_SHOWN]),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )

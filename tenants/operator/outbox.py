"""What waits to be done after the fact: mails, expiries, payments to read back."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from shared import clock
from tenants.guards import operator
from tenants.operations import ordering
from tenants.operator import words
from tenants.operator.pages import actor
from tenants.selectors import console
from tenants.urls import portal_url


class RetryForm(forms.Form):
    """One kind in one schema."""

    schema = forms.CharField(max_length=63)
    kind = forms.CharField(max_length=40)


def rows(found: Iterable[console.Queue]) -> list[tuple[str, console.Queue]]:
    """Each queue with the French name of its kind."""
    return [(words.kind(queue.kind), queue) for queue in found]


@operator
@require_safe
def index(request: Any) -> HttpResponse:
    """Every kind that waits, late and failing ones first."""
    found = console.queues(clock.now())
    return render(
        request,
        "tenants/operator/outbox.html",
        {
            "rows": rows(found),
            "waiting": sum(queue.waiting for queue in found),
            "late": sum(queue.late for queue in found),
            "failing": sum(queue.failing for queue in found),
        },
    )


@operator
@require_POST
def retry(request: Any) -> HttpResponse:
    """Have failed rows tried now instead of at the end of their wait."""
    form = RetryForm(request.POST)
    number = 0
    if form.is_valid():
        number = ordering.retry_late(**form.cleaned_data, by=actor(request), now=clock.now())
    if number:
        plural = "s" if number > 1 else ""
        messages.success(request, f"{number} tâche{plural} à refaire tout de suite.")
    else:
        messages.info(request, "Rien à relancer : ces envois sont partis ou en cours.")
    return HttpResponseRedirect(portal_url("operator:outbox"))

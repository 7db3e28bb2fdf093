"""The page of one file: who, quotients, codes, history, messages."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from family.office import code_words, history_words, pages
from family.selectors import family_file
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_FAMILIES)
@require_GET
def page(request: Any, family_id: UUID) -> HttpResponse:
    """Everything the town hall knows of a household; editing links by right."""
    now, today = pages.times(request)
    found = pages.found(family_file.load, family_id, today=today, now=now)
    return render(
        request,
        "family/office/family.html",
        {
            "file": found,
            "family": found.family,
            "adults": [
                (card, code_words.of(card.standing, request.commune)) for card in found.adults
            ],
            "history": history_words.events(found.history, request.commune),
            "messages_sent": history_words.messages(found.messages, request.commune),
            "can_edit": request.agent.can(Verb.EDIT_FAMILIES) and not found.family.closed_at,
            "can_reopen": request.agent.can(Verb.EDIT_FAMILIES) and bool(found.family.closed_at),
            "can_issue": request.agent.can(Verb.ISSUE_CODES) and not found.family.closed_at,
            "panels": _panels(request, family_id, now=now),
        },
    )


def _panels(request: Any, family_id: UUID, *, now: Any) -> list[Any]:
    """What the upper rooms show of this family: ``panel(agent, family_id, now)``, or None."""
    shown = []
    for path in settings.OFFICE_FAMILY_PANELS:
        panel = import_string(path)(request.agent, family_id, now=now)
        if panel is not None:
            shown.append(panel)
    return shown

"""*Aujourd'hui*, the office's home: what awaits an answer, who is expected."""

from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.views.decorators.http import require_GET

from booking.office import pages
from booking.office.panels import Scope
from shared.values.french_dates import day_long
from tenants.guards import agent
from tenants.rules.rights import Verb

log = structlog.get_logger(__name__)


@agent(Verb.VIEW_TODAY)
@require_GET
def page(request: Any) -> HttpResponse:
    """The day asked, today unless told otherwise."""
    now, today = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), today)
    scope = Scope(request.agent, request.commune, now, day, today)
    panels, is_broken = _panels(scope)
    return render(
        request,
        "booking/office/today.html",
        {
            "day": day,
            "is_today": day == today,
            "title": day_long(day, year=day.year != today.year).capitalize(),
            "previous": pages.url("today", jour=day - timedelta(days=1)),
            "next": pages.url("today", jour=day + timedelta(days=1)),
            "kpis": sorted_kpis(panels),
            "panels": [panel for panel in panels if panel.template],
            "waiting": next((p for p in panels if hasattr(p, "oldest")), None),
            "is_broken": is_broken,
        },
    )


def _panels(scope: Scope) -> tuple[list[Any], bool]:
    """Every room's panel in order; one that fails leaves a calm notice, not a broken page."""
    shown, is_broken = [], False
    for path in settings.OFFICE_TODAY_PANELS:
        try:
            panel = import_string(path)(scope)
        except (ImportError, DatabaseError, LookupError, ValueError) as error:
            if isinstance(error, ImportError) and settings.IS_PRODUCTION:
                raise
            log.exception("office.panel_failed", panel=path)
            is_broken = not isinstance(error, ImportError)
            continue
        if panel is not None:
            shown.append(panel)
    return sorted(shown, key=lambda panel: panel.order), is_broken


def sorted_kpis(panels: list[Any]) -> list[Any]:
    """Who is expected first, as an agent asks in the morning, then what awaits."""
    ordered = sorted(panels, key=lambda panel: not hasattr(panel, "services"))
    return [kpi for panel in ordered for kpi in getattr(panel, "kpis", ())]

"""« Ce que liront les familles »: the sentence and the next cut-offs, while the agent types."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from booking.models import DeadlineRule
from booking.office.deadline_form import ACTS
from booking.rules.deadline_words import describe
from booking.rules.deadlines import problems
from booking.selectors.deadline_days import upcoming
from booking.selectors.deadlines import rule_of, scope
from shared.values.french_dates import day_range
from shared.values.ranges import DateRange
from tenants.context import zone_of

WHOLE_PAGE = {"is_fragment": False, "is_aside": False}


def of_draft(
    request: Any, row: DeadlineRule, *, instead_of: DeadlineRule | None, now: Any, act: str = ""
) -> dict[str, Any]:
    """A row, saved or not, as families will read it, or what it lacks; nothing is written.

    ``instead_of`` is the saved rule it replaces; ``act`` names several acts at once.
    """
    if instead_of is not None:
        row.id = instead_of.id
    rule = rule_of(row)
    shown: dict[str, Any] = {"problems": problems(rule)}
    if shown["problems"]:
        return shown
    found = upcoming(row.service, rule, now=now)
    days = ""
    if row.override_from and row.override_until:
        span = DateRange(row.override_from, row.override_until)
        days = day_range(span.start, span.last or span.start)
    return shown | {
        "act": act or ACTS[row.act],
        "sentence": describe(rule, zone_of(request.commune)),
        "scope": scope(row),
        "days": days,
        "rows": found.rows,
        "is_example": found.is_example,
        "taken": found.taken,
    }


def fragment(request: Any, context: dict[str, Any], *, with_fields: bool = False) -> HttpResponse:
    """The preview alone for htmx, with the fields of another kind when one was chosen.

    The sentence is announced too, since the preview stands far from the field being typed in.
    """
    template = "deadline_fields" if with_fields else "deadline_preview"
    marks = {"is_fragment": True, "is_aside": with_fields}
    response = render(request, f"booking/office/{template}.html", context | marks)
    shown = context["preview"]
    if shown and not shown["problems"]:
        words = f"{shown['act']}\u00a0: {shown['sentence']}"
        response.headers["HX-Trigger"] = json.dumps({"announce": words})
    return response

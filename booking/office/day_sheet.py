"""*Pointage*: the sheet of a service for a day, on a tablet, on paper, as a workbook."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from booking.office import pages
from booking.office.sheet_rows import Shown, key_of, marks_of, shown
from booking.operations import attendance
from booking.selectors import day_sheet, today
from shared import sheets
from shared.errors import DomainError
from shared.values.french_dates import day_long
from tenants.guards import agent
from tenants.rules.rights import Verb

WORDS = {"": "attendu", "present": "présent", "absent": "absent", "justified": "absent, justifié"}


@agent(Verb.POINT_ATTENDANCE, Verb.VIEW_TODAY)
@require_GET
def index(request: Any) -> HttpResponse:
    """The services that open on a day; a town with one service goes straight to its sheet."""
    _, here = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), here)
    services: dict[UUID, dict[str, Any]] = {}
    for one in today.expected(day):
        known = services.setdefault(
            one.service_id,
            {"id": one.service_id, "name": one.service, "is_closed": one.is_closed, "counts": []},
        )
        known["counts"].append((one.activity, one.expected))
    return render(
        request,
        "booking/office/day_sheets.html",
        {"services": list(services.values()), **_days(request, day, here, "day_sheets")},
    )


@agent(Verb.POINT_ATTENDANCE, Verb.VIEW_TODAY)
@require_GET
def page(request: Any, service_id: UUID) -> HttpResponse:
    """The sheet: every expected child, présent or absent for each activity."""
    _, here = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), here)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    view = _view(request, sheet)
    can_point = request.agent.can(Verb.POINT_ATTENDANCE) and not sheet.is_closed and day <= here
    return render(
        request,
        "booking/office/day_sheet.html",
        {
            "sheet": sheet,
            "view": view,
            "can_point": can_point,
            "is_to_come": day > here,
            "can_close": request.agent.can(Verb.CLOSE_DAY) and day <= here,
            "can_export": request.agent.can(Verb.EXPORT),
            **_days(request, day, here, "day_sheet", service_id),
        },
    )


@agent(Verb.POINT_ATTENDANCE)
@require_POST
def point(request: Any, service_id: UUID) -> HttpResponse:
    """Write what the sheet posts: one tap (htmx answers the totals), or the whole form."""
    now, here = pages.times(request)
    day = _posted_day(request)
    if day > here:
        raise DomainError("day_to_come", "Cette journée n’est pas encore arrivée.")
    sheet = pages.found(day_sheet.for_service, service_id, day)
    try:
        if request.POST.get("act") == "all_present":
            kept = {row.child_id for row in _view(request, sheet, posted=True).rows}
            marks = [
                (row.child_id, mark.activity_id, "present")
                for row in sheet.rows
                if row.child_id in kept
                for mark in row.marks
                if mark is not None and mark.is_booked and not mark.state
            ]
        else:
            marks = marks_of(request.POST, sheet)
        if marks:
            attendance.point(service_id, marks, day=day, by=request.agent.actor, now=now)
    except DomainError as error:
        if request.htmx:
            raise
        return pages.refused(request, error, "day_sheet", service_id, jour=day)
    if request.htmx:
        sheet = day_sheet.for_service(service_id, day)
        return render(request, "booking/office/sheet_totals.html", {"sheet": sheet})
    said = f"{len(marks)}\u00a0présences enregistrées." if len(marks) > 1 else "C’est enregistré."
    kept = {name: request.POST.get(name, "") for name in ("groupe", "lettre")}
    return pages.to(request, "day_sheet", service_id, said=said if marks else "", jour=day, **kept)


@agent(Verb.POINT_ATTENDANCE)
@require_GET
def add(request: Any, service_id: UUID) -> HttpResponse:
    """Registered children who are not on the sheet: the child is always cared for (R32)."""
    _, here = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), here)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    text = request.GET.get("q", "").strip()[:80]
    return render(
        request,
        "booking/office/day_sheet_add.html",
        {
            "sheet": sheet,
            "text": text,
            "children": [
                (
                    child,
                    [(key_of(child.id, one.activity_id), one.name) for one in sheet.totals],
                )
                for child in day_sheet.addable(service_id, day, text=text, limit=30)
            ],
            "title": day_long(day).capitalize(),
            "back": pages.url("day_sheet", service_id, jour=day),
        },
    )


@agent(Verb.POINT_ATTENDANCE, Verb.VIEW_TODAY)
@require_GET
def roster(request: Any, service_id: UUID) -> HttpResponse:
    """The paper sheet: empty boxes to tick with a pen."""
    _, here = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), here)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    return render(
        request,
        "booking/office/roster.html",
        {
            "sheet": sheet,
            "view": _view(request, sheet),
            "title": day_long(day).capitalize(),
            "back": pages.url("day_sheet", service_id, jour=day),
        },
    )


@agent(Verb.EXPORT)
@require_GET
def export(request: Any, service_id: UUID) -> HttpResponse:
    """The sheet as a workbook: a line a child, a column an activity."""
    _, here = pages.times(request)
    day = pages.read_day(request.GET.get("jour", ""), here)
    sheet = pages.found(day_sheet.for_service, service_id, day)
    columns = [
        sheets.Column("last_name", "Nom"),
        sheets.Column("first_name", "Prénom"),
        sheets.Column("group", "Groupe"),
        sheets.Column("menu", "Menu"),
        *(sheets.Column(one.activity_id.hex, one.name) for one in sheet.totals),
    ]
    rows = (
        {
            "last_name": row.last_name,
            "first_name": row.first_name,
            "group": row.group,
            "menu": row.diet_label,
            **{
                one.activity_id.hex: WORDS[mark.state] if mark is not None else ""
                for one, mark in zip(sheet.totals, row.marks, strict=True)
            },
        }
        for row in sheet.rows
    )
    name = f"pointage-{day.isoformat()}"
    return pages.workbook(sheets.write_xlsx("Pointage", columns, rows), name)


def _view(request: Any, sheet: day_sheet.DaySheet, *, posted: bool = False) -> Shown:
    asked = request.POST if posted else request.GET
    return shown(sheet, group=asked.get("groupe", ""), letter=asked.get("lettre", ""))


def _posted_day(request: Any) -> date:
    try:
        return date.fromisoformat(request.POST.get("jour", ""))
    except ValueError:
        raise Http404 from None


def _days(request: Any, day: date, here: date, name: str, *args: Any) -> dict[str, Any]:
    """The switch of day."""
    step = timedelta(days=1)
    return {
        "day": day,
        "title": day_long(day, year=day.year != here.year).capitalize(),
        "is_today": day == here,
        "here": pages.url(name, *args),
        "previous": pages.url(name, *args, jour=day - step),
        "next": pages.url(name, *args, jour=day + step),
    }

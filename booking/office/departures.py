"""*Départs tardifs* of a day: who left when and with whom, and what it costs (R33)."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.errors import is_not_found
from booking.models import Attendance
from booking.office import pages
from booking.operations import pickups
from booking.rules.pickup import delay
from booking.selectors import custody, departures
from booking.selectors.departures import DepartureDay
from shared.errors import Busy, DomainError
from shared.values.french_dates import day_long, hour
from shared.values.money import format_cents
from tenants.guards import agent
from tenants.rules.rights import Verb

NOT_HERE = "Cet enfant n’a pas été pointé présent ce jour-là."


class DepartureForm(forms.Form):
    """A child seen present, an hour, somebody."""

    child = forms.ChoiceField(
        label="Enfant",
        error_messages={"required": "Choisissez un enfant.", "invalid_choice": NOT_HERE},
    )
    left_at = forms.TimeField(
        label="Heure de départ",
        error_messages={
            "required": "Indiquez l’heure du départ.",
            "invalid": "Écrivez une heure, par exemple 18:45.",
        },
    )
    left_with = forms.CharField(
        label="Parti avec", max_length=80, required=False, help_text="Par exemple : « sa mère »."
    )

    def __init__(self, *args: Any, present: tuple[tuple[UUID, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["child"].choices = [("", "Choisir…")] + [
            (str(key), name) for key, name in present
        ]


@agent(Verb.POINT_ATTENDANCE)
@require_http_methods(["GET", "POST"])
def page(request: Any, service_id: UUID) -> HttpResponse:
    """What was noted, and a form to note or correct one; a closed day is only read."""
    now, today = pages.times(request)
    day = pages.read_day(request.POST.get("jour", request.GET.get("jour", "")), today)
    known = pages.found(departures.for_service, service_id, day)
    is_erasing = request.POST.get("act") == "erase"
    form = DepartureForm(
        request.POST if request.method == "POST" and not is_erasing else None,
        present=known.present,
        initial={"child": request.GET.get("enfant", "")},
    )
    if request.method == "POST":
        wanted = _erased(request) if is_erasing else form.is_valid() and form.cleaned_data
        if wanted:
            try:
                mark = pickups.note(
                    service_id,
                    UUID(wanted["child"]),
                    day=day,
                    left_at=wanted["left_at"],
                    left_with=wanted["left_with"],
                    by=request.agent.actor,
                    now=now,
                )
            except DomainError as error:
                if isinstance(error, Busy) or is_not_found(error) or is_erasing:
                    return pages.refused(request, error, "day_departures", service_id, jour=day)
                form.add_error(None if error.code == "day_closed" else "left_at", error.sentence)
            else:
                said = _said(mark)
                return pages.to(request, "day_departures", service_id, said=said, jour=day)
    return render(
        request,
        "booking/office/day_departures.html",
        {
            "known": known,
            "form": form,
            "day": day,
            "title": day_long(day).capitalize(),
            "lines": _lines(known),
            "handovers": custody.handovers(known.present, day),
            "ends": hour(known.ends_at) if known.ends_at else "",
            "back": pages.url("day_sheet", service_id, jour=day),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _erased(request: Any) -> dict[str, Any] | None:
    try:
        child = str(UUID(request.POST.get("child", "")))
    except ValueError:
        return None
    return {"child": child, "left_at": None, "left_with": ""}


def _lines(known: DepartureDay) -> list[dict[str, Any]]:
    return [
        {
            "child": one.child,
            "key": str(one.child_id),
            "hour": hour(one.left_at),
            "with": one.left_with,
            "late": _late(one.minutes, one.cents),
        }
        for one in known.noted
    ]


def _late(minutes: int, cents: int) -> str:
    """« 22 min de retard : 5,00 € », « à l’heure »."""
    if not minutes:
        return "à l’heure"
    return f"{minutes}\u00a0min de retard\u00a0: " + (
        format_cents(cents) if cents else "sans supplément"
    )


def _said(mark: Attendance) -> str:
    if mark.left_at is None:
        return "Le départ est effacé."
    late = _late(delay(mark.activity.ends_at, mark.left_at), mark.pickup_cents)
    billed = " Ce supplément est ajouté à la clôture de la journée." if mark.pickup_cents else ""
    return f"Départ noté à {hour(mark.left_at)}, {late}.{billed}"

"""Holidays of a zone nobody publishes in figures: pasted, read back, ticked, then kept (R7)."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from booking.office import pages
from booking.office.setup import crumbs
from booking.operations.setup import calendar as writing
from booking.rules import calendar_lines
from booking.rules.calendar_lines import EXAMPLE, Line
from booking.selectors import setup
from shared.values.french_dates import day_long
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb

BACK, LAST = "back", "last"
CHANGED = "Le texte a changé\u00a0: relisez les dates avant de les ajouter."
NO_TICK = "Cochez au moins une ligne."


class PasteForm(forms.Form):
    """The lines, and what their dates mean."""

    text = forms.CharField(
        label="Vos vacances, une ligne chacune",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=6000,
        help_text=f"Copiez le tableau de votre académie, ou écrivez «\u00a0{EXAMPLE}\u00a0».",
        error_messages={
            "required": "Collez au moins une ligne.",
            "max_length": "Ce texte est trop long\u00a0: collez une année à la fois.",
        },
    )
    second = forms.ChoiceField(
        label="La seconde date est",
        choices=[
            (BACK, "le jour de la reprise, comme au calendrier officiel"),
            (LAST, "le dernier jour de vacances"),
        ],
        widget=forms.RadioSelect,
        initial=BACK,
        error_messages={
            "required": "Choisissez une réponse.",
            "invalid_choice": "Choisissez une réponse.",
        },
    )
    after_class = forms.BooleanField(
        label="La première date est un jour de classe\u00a0: les vacances commencent le lendemain",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """``lines``, as the rules read them."""
        cleaned = super().clean() or {}
        if cleaned.get("text") and cleaned.get("second"):
            try:
                cleaned["lines"] = calendar_lines.read(
                    cleaned["text"],
                    back_to_school=cleaned["second"] == BACK,
                    after_class=cleaned["after_class"],
                )
            except ValueError as error:
                self.add_error("text", str(error))
        return cleaned


@dataclass(frozen=True, slots=True)
class Row:
    """One line read back."""

    line: Line
    key: str
    words: str
    number: int
    is_present: bool
    is_ticked: bool
    # A holiday of the calendar that has some of these days, under other dates.
    beside: str = ""


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def paste(request: Any) -> HttpResponse:
    """*Vérifier* reads the lines back, *Ajouter* writes those that are ticked."""
    now, today = pages.times(request)
    form = PasteForm(request.POST or None)
    rows: list[Row] = []
    if request.method == "POST" and form.is_valid():
        is_sent = request.POST.get("act") == "save"
        ticked = set(request.POST.getlist("row"))
        rows = _rows(form.cleaned_data["lines"], ticked if is_sent else None)
        chosen = [row for row in rows if row.key in ticked and not row.is_present]
        if is_sent and ticked - {row.key for row in rows if row.key}:
            # Ticks that no line stands for any more: what was read back is not what was sent.
            form.add_error(None, CHANGED)
        elif is_sent and not chosen:
            form.add_error(None, NO_TICK)
        elif is_sent:
            spans = [(row.line.name, row.line.span) for row in chosen if row.line.span]
            made = writing.add_many(
                [("holiday", name, span) for name, span in spans],
                by=request.agent.actor,
                now=now,
            )
            number, many = len(made), "s" if len(made) > 1 else ""
            said = f"{number}\u00a0période{many} de vacances ajoutée{many} au calendrier."
            year = school_year_of(min(span.start for _name, span in spans)).start.year
            return pages.to(request, "calendar", said=said, annee=year)
    return render(
        request,
        "booking/office/calendar_paste.html",
        {
            "form": form,
            "rows": rows,
            "ready": sum(1 for row in rows if row.key and not row.is_present),
            "wrong": sum(1 for row in rows if row.line.problem),
            "title": "Coller les vacances scolaires",
            "zone": request.commune.get_school_zone_display(),
            "back": pages.url("calendar", annee=school_year_of(today).start.year),
            "crumbs": [*crumbs(), (pages.url("calendar"), "Calendrier")],
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _rows(lines: list[Line], ticked: set[str] | None) -> list[Row]:
    spans = [line.span for line in lines if line.span]
    kept: list[tuple[str, DateRange]] = []
    if spans:
        found = setup.entries(
            since=min(one.start for one in spans), until=max(one.end or one.start for one in spans)
        )
        kept = [
            (one.name, DateRange(one.starts_on, one.ends_on))
            for one in found
            if one.kind == "holiday" and one.service_id is None
        ]
    rows = []
    for line in lines:
        span = line.span
        key = f"{span.start:%Y%m%d}-{span.end:%Y%m%d}" if span else ""
        is_present = any(span == known for _name, known in kept)
        beside = next((name for name, known in kept if span and span.overlaps(known)), "")
        rows.append(
            Row(
                line,
                key,
                _words(line),
                len(span) if span else 0,
                is_present,
                not beside if ticked is None else key in ticked,
                "" if is_present else beside,
            )
        )
    return rows


def _words(line: Line) -> str:
    """« du samedi 17 octobre au dimanche 1er novembre 2026 »: the weekdays show a slip."""
    if line.span is None or line.span.last is None:
        return ""
    first, last = line.span.start, line.span.last
    if first == last:
        return f"le {day_long(first)}"
    return f"du {day_long(first, year=first.year != last.year)} au {day_long(last)}"

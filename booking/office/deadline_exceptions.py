"""« Le traiteur est fermé du … au … » : another last moment for a few days (R25)."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from booking.models import Activity, DeadlineRule, Service
from booking.office import deadline_fields as fields
from booking.office import deadline_preview, pages
from booking.office.calendar import SpanForm
from booking.office.deadline_form import ACTS, instant
from booking.office.setup import crumbs
from booking.operations.setup import deadlines as writing
from booking.rules.deadlines import ACT_LABELS, Act, Kind
from booking.selectors import deadlines, setup
from shared.errors import DomainError
from shared.values.french_dates import enumeration
from shared.values.ranges import DateRange
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

LIMIT, SHUT = "limit", "shut"


class ExceptionForm(SpanForm):
    """Which days, until when, for which acts; the dates are days of service."""

    field_order = ("first", "last", "how", "limit_day", "limit_time", "acts", "activity", "motive")
    how = forms.ChoiceField(
        label="Ces jours-là",
        choices=[(LIMIT, "Un autre dernier délai"), (SHUT, "Rien en ligne, contacter la mairie")],
        widget=forms.RadioSelect,
        initial=LIMIT,
        error_messages={"required": "Choisissez une réponse."},
    )
    limit_day = fields.day("Dernier délai\u00a0: le")
    limit_time = fields.hour("Heure limite", time(10), "Vide : jusqu’à la fin de la journée.")
    acts = forms.MultipleChoiceField(
        label="Pour",
        choices=list(ACTS.items()),
        widget=forms.CheckboxSelectMultiple,
        initial=list(ACTS),
        error_messages={"required": "Choisissez ce que l’exception change."},
    )
    activity = forms.ChoiceField(label="Prestation", required=False)
    motive = forms.CharField(
        label="Motif",
        max_length=200,
        required=False,
        help_text="Les familles le lisent à côté de la date limite : « traiteur fermé ».",
    )

    def __init__(self, *args: Any, activities: list[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.id): one for one in activities}
        field = self.fields["activity"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Toutes"), *((key, one.name) for key, one in self.by_id.items())]
        if self.is_bound and self.data.get("how") == SHUT:
            self.fields["limit_day"].required = False
        self.fields["first"].label = "Jours concernés\u00a0: du"

    def clean(self) -> dict[str, Any]:
        """The activity as an object."""
        cleaned = super().clean()
        cleaned["activity"] = self.by_id.get(cleaned.get("activity") or "")
        return cleaned


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def new(request: Any, service_id: UUID) -> HttpResponse:
    """An exception to make."""
    return _page(request, pages.found(setup.service, service_id), [])


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def edit(request: Any, exception_id: UUID) -> HttpResponse:
    """Change an exception, for all the acts it stands for."""
    rule = pages.found(setup.deadline, exception_id)
    if not deadlines.is_simple(rule):
        raise Http404
    return _page(request, rule.service, deadlines.exception_of(rule))


@agent(Verb.EDIT_SETUP)
@require_POST
def remove(request: Any, exception_id: UUID) -> HttpResponse:
    """Take an exception out, for all the acts it stands for."""
    now, _ = pages.times(request)
    rule = pages.found(setup.deadline, exception_id)
    if rule.override_from is None:
        raise Http404
    writing.remove(deadlines.exception_of(rule), by=request.agent.actor, now=now)
    return pages.to(request, "deadlines", rule.service_id, said="L’exception est retirée.")


def _page(request: Any, service: Service, present: list[DeadlineRule]) -> HttpResponse:
    now, _ = pages.times(request)
    form = ExceptionForm(
        request.POST or None,
        activities=list(service.activities.all()),
        initial=_initial(request, present),
    )
    shown = None
    if form.is_bound and form.is_valid():
        columns = _columns(request, form.cleaned_data)
        if request.POST.get("act_button") == "preview":
            shown = _shown(request, service, present, columns, now)
        else:
            try:
                writing.save_exception(
                    service,
                    replacing=present,
                    motive=form.cleaned_data["motive"],
                    by=request.agent.actor,
                    now=now,
                    **columns,
                )
            except DomainError as error:
                if error.code in {"not_found", "busy"}:
                    raise
                for sentence in error.facts.get("problems", [error.sentence]):
                    form.add_error(None, sentence)
            else:
                said = "L’exception est enregistrée. Les réservations déjà faites ne changent pas."
                return pages.to(request, "deadlines", service.id, said=said)
    elif present and not form.is_bound:
        acts = [row.act for row in present]
        shown = deadline_preview.of_draft(
            request, present[0], instead_of=present[0], now=now, act=_named(acts)
        )
    context = {"form": form, "service": service, "preview": shown}
    if request.htmx:
        return deadline_preview.fragment(request, context)
    context |= {
        **deadline_preview.WHOLE_PAGE,
        "rule": present[0] if present else None,
        "title": "Modifier l’exception" if present else "Exception de quelques jours",
        "crumbs": crumbs(service, "deadlines", "Délais"),
        "back": pages.url("deadlines", service.id),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "booking/office/deadline_exception.html", context, status=status)


def _initial(request: Any, present: list[DeadlineRule]) -> dict[str, Any]:
    if not present:
        return {}
    row = present[0]
    assert row.override_from is not None
    local = row.instant.astimezone(zone_of(request.commune)) if row.instant else None
    return {
        "first": row.override_from,
        "last": DateRange(row.override_from, row.override_until).last,
        "how": LIMIT if local else SHUT,
        "limit_day": local.date() if local else None,
        "limit_time": local.time() if local else "",
        "acts": [one.act for one in present],
        "activity": row.activity_id,
        "motive": row.motive,
    }


def _columns(request: Any, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the operation takes."""
    zone = zone_of(request.commune)
    limit = None
    if cleaned["how"] == LIMIT:
        limit = instant(cleaned["limit_day"], cleaned["limit_time"], zone)
    return {
        "acts": cleaned["acts"],
        "span": cleaned["span"],
        "limit": limit,
        "activity": cleaned["activity"],
    }


def _shown(
    request: Any,
    service: Service,
    present: list[DeadlineRule],
    columns: dict[str, Any],
    now: Any,
) -> dict[str, Any]:
    """The exception's days, as the first act it changes gives them."""
    act = columns["acts"][0]
    draft = DeadlineRule(
        service=service,
        act=act,
        kind=Kind.NEVER if columns["limit"] is None else Kind.PERIOD_INSTANT,
        instant=columns["limit"],
        activity=columns["activity"],
        override_from=columns["span"].start,
        override_until=columns["span"].end,
    )
    same = next((row for row in present if row.act == act), None)
    named = _named(columns["acts"])
    return deadline_preview.of_draft(request, draft, instead_of=same, now=now, act=named)


def _named(acts: list[str]) -> str:
    """« Réserver, modifier et annuler »."""
    return enumeration([ACT_LABELS[act] for act in Act if act.value in acts]).capitalize()

"""*Demandes*: bookings and cancellations that await an answer, one by one or in bulk."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from booking.office import pages
from booking.office.cancel_words import with_causes
from booking.office.request_rows import ids_of, rows_of
from booking.operations import requests as answers
from booking.operations.outcomes import Answered
from booking.selectors import commissions, setup
from booking.selectors import requests as asked
from booking.selectors.requests import Waiting
from shared import sheets
from shared.errors import DomainError
from shared.values.french_dates import instant
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

REASONS = (
    "Il n’y a plus de place ce jour-là.",
    "La demande est arrivée trop tard.",
    "L’enfant n’a pas l’âge demandé.",
    "Il manque un document au dossier.",
    "Le service sera fermé ce jour-là.",
)
OTHER = "other"
KIND_LABELS = {"booking": "Réservations", "cancel": "Annulations"}
COLUMNS = [
    sheets.Column("received", "Reçue le", "moment"),
    sheets.Column("kind", "Demande"),
    sheets.Column("child", "Enfant"),
    sheets.Column("level", "Classe"),
    sheets.Column("quotient", "Quotient familial"),
    sheets.Column("service", "Service"),
    sheets.Column("activity", "Prestation"),
    sheets.Column("date", "Jour", "date"),
    sheets.Column("taken", "Places prises", "number"),
    sheets.Column("capacity", "Places"),
    sheets.Column("cents", "Prix", "cents"),
]


class ReasonForm(forms.Form):
    """Why: one of the usual reasons, or the agent's own words; the family reads it."""

    usual = forms.ChoiceField(
        label="Motif",
        choices=[*((reason, reason) for reason in REASONS), (OTHER, "Un autre motif, à écrire")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif : la famille le lira."},
    )
    text = forms.CharField(
        label="Précision ou autre motif",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="La famille lira cette phrase. Par exemple : « Une place se libère le 20. »",
    )

    def clean(self) -> dict[str, Any]:
        """At least one of the two."""
        cleaned = super().clean() or {}
        usual, text = cleaned.get("usual", ""), cleaned.get("text", "").strip()
        cleaned["reason"] = " ".join(part for part in (usual, text) if part not in {"", OTHER})
        if usual == OTHER and not text:
            self.add_error("text", "Indiquez un motif : la famille le lira.")
        return cleaned


@agent(Verb.VIEW_REQUESTS)
@require_GET
def index(request: Any) -> HttpResponse:
    """The list, the oldest first, by service and kind."""
    found, kept = _asked(request)
    is_by_day = request.GET.get("vue") == "jours"
    rows = rows_of(found, day_by_day=is_by_day)
    if request.agent.can(Verb.ANSWER_REQUESTS):
        now, _ = pages.times(request)
        rows = with_causes(rows, now=now)
    return render(
        request,
        "booking/office/requests.html",
        {
            "rows": rows,
            "number": len(found),
            "commissions": _commissions(request, kept["service"]),
            "can_draw": request.agent.can(Verb.EDIT_SETUP),
            "services": setup.names(),
            "kinds": KIND_LABELS.items(),
            "kept": kept,
            "is_filtered": bool(kept["service"] or kept["demande"]),
            "is_by_day": is_by_day,
            "other_view": pages.url("requests", **kept | {"vue": "" if is_by_day else "jours"}),
            "export_url": pages.url("requests_export", **kept),
            "can_answer": request.agent.can(Verb.ANSWER_REQUESTS),
            "can_view_families": request.agent.can(Verb.VIEW_FAMILIES),
            "can_export": request.agent.can(Verb.EXPORT),
        },
    )


@agent(Verb.EXPORT)
@require_GET
def export(request: Any) -> HttpResponse:
    """The same list as a workbook, a line a day."""
    found, _ = _asked(request)
    zone = zone_of(request.commune)
    rows = (
        {
            "received": one.requested_at.astimezone(zone),
            "kind": "Annuler" if one.kind == "cancel" else "Réserver",
            "child": one.child,
            "level": one.level,
            "quotient": one.quotient or "inconnu",
            "service": one.service,
            "activity": one.activity,
            "date": one.date,
            "taken": one.taken,
            "capacity": "sans limite" if one.capacity is None else str(one.capacity),
            "cents": one.cents,
        }
        for one in found
    )
    return pages.workbook(sheets.write_xlsx("Demandes", COLUMNS, rows), "demandes")


@agent(Verb.ANSWER_REQUESTS)
@require_POST
def answer(request: Any) -> HttpResponse:
    """Accept what is ticked (a cancellation by its motive, or by hand), or ask why not."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, "Cochez au moins une demande dans la liste.")
        return pages.to(request, "requests")
    if request.POST.get("act") == "refuse":
        return _refusal_page(request, chosen, ReasonForm())
    now, _ = pages.times(request)
    by = request.agent.actor
    bookings: list[UUID] = []
    causes: dict[str, list[UUID]] = defaultdict(list)
    for key in request.POST.getlist("row"):
        for one in ids_of([key]):
            if one not in chosen:
                continue
            if chosen[one].kind == "booking":
                bookings.append(one)
                continue
            cause = request.POST.get(f"cause_{key}", chosen[one].refund_default)
            causes[cause].append(one)
    try:
        if bookings:
            _say(request, chosen, answers.accept(bookings, by=by, now=now), "accept")
        for cause, ids in sorted(causes.items()):
            done = answers.accept_cancellation(ids, cause, by=by, now=now)
            _say(request, chosen, done, cause if cause in SAID else "cancel")
    except DomainError as error:
        return pages.refused(request, error, "requests")
    return pages.to(request, "requests")


@agent(Verb.ANSWER_REQUESTS)
@require_POST
def refuse(request: Any) -> HttpResponse:
    """Refuse what was ticked, with a reason; a refused cancellation keeps its booking."""
    chosen = _chosen(request)
    if not chosen:
        messages.error(request, "Ces demandes ont déjà reçu une réponse.")
        return pages.to(request, "requests")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _refusal_page(request, chosen, form)
    now, _ = pages.times(request)
    by, reason = request.agent.actor, form.cleaned_data["reason"]
    kinds = {kind: [k for k, one in chosen.items() if one.kind == kind] for kind in KIND_LABELS}
    try:
        if kinds["booking"]:
            done = answers.refuse(kinds["booking"], reason, by=by, now=now)
            _say(request, chosen, done, "refuse")
        if kinds["cancel"]:
            done = answers.refuse_cancellation(kinds["cancel"], reason, by=by, now=now)
            _say(request, chosen, done, "keep")
    except DomainError as error:
        return pages.refused(request, error, "requests")
    return pages.to(request, "requests")


def _asked(request: Any) -> tuple[list[Waiting], dict[str, str]]:
    """The rows of the address; a filter it does not know is as none."""
    kind = request.GET.get("demande", "")
    text = request.GET.get("service", "")
    try:
        service = UUID(text) if text else None
    except ValueError:
        service, text = None, ""
    kind = kind if kind in KIND_LABELS else ""
    found = asked.waiting(service_id=service, kind=kind or None)
    return found, {"service": str(service or ""), "demande": kind}


def _commissions(request: Any, service: str) -> list[dict[str, Any]]:
    """Wishes that a draw will answer, not an agent (R43): one line a commission."""
    now, _ = pages.times(request)
    zone = zone_of(request.commune)
    return [
        {
            "one": one,
            "closes": instant(one.closes_at, zone, month=True),
            "is_ready": one.closes_at <= now,
        }
        for one in commissions.to_come(service_id=UUID(service) if service else None)
    ]


def _chosen(request: Any) -> dict[UUID, Waiting]:
    """The ticked requests that still wait."""
    try:
        wanted = set(ids_of(request.POST.getlist("row")))
    except ValueError:
        raise Http404 from None
    return {one.id: one for one in asked.waiting() if one.id in wanted}


def _refusal_page(request: Any, chosen: dict[UUID, Waiting], form: ReasonForm) -> HttpResponse:
    return render(
        request,
        "booking/office/refuse.html",
        {"form": form, "rows": rows_of(chosen.values()), "number": len(chosen)},
        status=422 if form.is_bound else 200,
    )


SAID = {
    "accept": ("demande acceptée", "demandes acceptées"),
    "refuse": ("demande refusée", "demandes refusées"),
    "with": (
        "annulation acceptée avec remboursement",
        "annulations acceptées avec remboursement",
    ),
    "without": (
        "annulation acceptée sans remboursement",
        "annulations acceptées sans remboursement",
    ),
    "cancel": ("annulation acceptée", "annulations acceptées"),
    "keep": ("annulation refusée", "annulations refusées"),
}


def _say(request: Any, chosen: dict[UUID, Waiting], done: Answered, verb: str) -> None:
    """What was done, then what could not be and why, a sentence a reason."""
    if done.done:
        words = SAID[verb][len(done.done) > 1]
        told = "La famille est prévenue." if len(done.done) == 1 else "Les familles sont prévenues."
        messages.success(request, f"{len(done.done)}\u00a0{words}. {told}")
    why: dict[str, list[str]] = defaultdict(list)
    for key, sentence in done.failed:
        one = chosen[key]
        why[sentence].append(f"{one.child}, {one.activity}, {one.label}")
    for sentence, who in why.items():
        more = f" et {len(who) - 5} autres" if len(who) > 5 else ""
        messages.error(request, f"Pas fait\u00a0: {' ; '.join(who[:5])}{more}. {sentence}")

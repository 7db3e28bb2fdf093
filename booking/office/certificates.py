"""*Certificat vu*: absences that wait for a proof, and the gesture that notes one (R28–R30)."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from booking.errors import is_not_found
from booking.office import pages
from booking.operations import certificates
from booking.selectors import proofs
from booking.selectors.proofs import Awaited
from shared.errors import Busy, DomainError
from shared.values.french_dates import day_list
from tenants.guards import agent
from tenants.rules.rights import Verb

DAY = {"required": "Indiquez une date.", "invalid": "Écrivez une date, par exemple 14/12/2026."}
MOTIVE_WANTED = "Le délai est passé : indiquez pourquoi ce justificatif est accepté."


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        error_messages=DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[_near],
    )


def _near(day: date) -> None:
    if not 2000 <= day.year <= 2100:
        raise forms.ValidationError(DAY["invalid"])


class DatesForm(forms.Form):
    """What the certificate covers, both days included."""

    du = _day("Du")
    au = _day("Au (inclus)")


class MotiveForm(forms.Form):
    """Why a certificate is accepted after its deadline (R18)."""

    motive = forms.CharField(
        label="Motif",
        max_length=200,
        error_messages={"required": MOTIVE_WANTED},
        help_text="Sans donnée de santé. Par exemple : « Le médecin a tardé à l’envoyer ».",
    )


@agent(Verb.VIEW_REQUESTS)
@require_GET
def index(request: Any) -> HttpResponse:
    """Absences billed until a proof is seen, the next deadline first; a line a child."""
    _, today = pages.times(request)
    lines: dict[tuple[UUID, str, bool], list[Awaited]] = {}
    for one in proofs.awaiting(today=today):
        lines.setdefault((one.child_id, one.service, one.is_over), []).append(one)
    return render(
        request,
        "booking/office/certificates.html",
        {
            "lines": [_line(group) for group in lines.values()],
            "can_see": request.agent.can(Verb.ANSWER_REQUESTS),
            "can_view_families": request.agent.can(Verb.VIEW_FAMILIES),
        },
    )


@agent(Verb.ANSWER_REQUESTS)
@require_http_methods(["GET", "POST"])
def see(request: Any, child_id: UUID) -> HttpResponse:
    """The dates, what they change, then noted; past the deadline with a motive."""
    now, today = pages.times(request)
    child = pages.found(proofs.child, child_id)
    awaited = proofs.awaiting(today=today, child_ids=[child_id])
    asked = request.POST if request.method == "POST" else request.GET
    dates = DatesForm(asked if "du" in asked or "au" in asked else _default(awaited, today))
    found = None
    if dates.is_valid():
        try:
            found = proofs.preview(
                child_id, dates.cleaned_data["du"], dates.cleaned_data["au"], today=today
            )
        except DomainError as error:
            dates.add_error("au", error.sentence)
    motive = MotiveForm(request.POST or None) if found and found.late else None
    if request.method == "POST" and found and (motive is None or motive.is_valid()):
        try:
            seen = certificates.see(
                child_id,
                first=found.first,
                last=found.last,
                by=request.agent.actor,
                now=now,
                motive=motive.cleaned_data["motive"] if motive else "",
            )
        except DomainError as error:
            if isinstance(error, Busy):
                raise
            if is_not_found(error):
                raise Http404 from error
            dates.add_error(None, error.sentence)
        else:
            messages.success(request, _said(seen))
            return pages.to(request, "certificates")
    bad = bool(dates.errors or (motive is not None and motive.errors))
    return render(
        request,
        "booking/office/certificate.html",
        {
            "child": child,
            "awaited": awaited,
            "dates": dates,
            "preview": found,
            "motive": motive,
            "can_view_families": request.agent.can(Verb.VIEW_FAMILIES),
        },
        status=422 if bad else 200,
    )


def _default(awaited: list[Awaited], today: date) -> dict[str, date]:
    """From the first to the last absence that can still be proven."""
    days = sorted(one.date for one in awaited if not one.is_over) or [today]
    return {"du": days[0], "au": days[-1]}


def _line(group: list[Awaited]) -> dict[str, Any]:
    first, days = group[0], sorted(one.date for one in group)
    return {
        "first": first,
        "days": day_list(set(days)) if len(set(days)) > 1 else first.label,
        "motives": ", ".join(dict.fromkeys(one.motive for one in group)),
        "cents": sum(one.billed_cents for one in group),
        "url": pages.url("certificate", first.child_id, du=days[0], au=days[-1]),
    }


def _said(seen: certificates.Seen) -> str:
    if not seen.lighter:
        return "Certificat noté. Il ne change aucun montant."
    number = len(seen.lighter)
    many = "s" if number > 1 else ""
    return (
        f"Certificat noté\u00a0: le montant de {number}\u00a0date{many} est revu. "
        "La famille est prévenue."
    )

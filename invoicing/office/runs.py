"""*Facturation*: start a month, watch it, correct, review, issue (R76)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from invoicing.models import BillingRun
from invoicing.office import pages
from invoicing.office.forms import StartForm
from invoicing.operations import billing_runs
from invoicing.selectors import regies
from invoicing.selectors import runs as selector
from shared.errors import DomainError
from shared.values.french_dates import month_long
from shared.values.money import format_cents
from tenants.guards import agent
from tenants.rules.rights import Verb
from tenants.urls import commune_url

Status = BillingRun.Status
# (tag's level, word)
STATUSES = {
    Status.WAITING: ("pending", "En attente"),
    Status.DRAFTING: ("pending", "Calcul en cours"),
    Status.DRAFT: ("info", "À vérifier"),
    Status.PROMOTED: ("success", "Émise"),
    Status.FAILED: ("error", "Interrompue"),
}
# Every two seconds for twenty minutes; then the link « Actualiser » is enough.
REFRESHES = 600


@agent(Verb.VIEW_BILLING)
@require_GET
def index(request: Any) -> HttpResponse:
    """Every run, newest month first, and the form that starts one."""
    return _index(request, StartForm(regies=regies.billable(), today=pages.times(request)[1]))


@agent(Verb.DRAFT_RUN)
@require_POST
def start(request: Any) -> HttpResponseBase:
    """Ask for the drafts of a month; a second press finds the same run (B7)."""
    now, today = pages.times(request)
    form = StartForm(request.POST, regies=regies.billable(), today=today)
    if not form.is_valid():
        return _index(request, form, status=422)
    regie = pages.found(regies.get, form.cleaned_data["regie"])
    try:
        run = billing_runs.start(regie, form.cleaned_data["month"], by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "runs")
    return pages.to(request, "run", run.id)


@agent(Verb.VIEW_BILLING)
@never_cache
@require_GET
def page(request: Any, run_id: UUID) -> HttpResponse:
    """A run wherever it stands: progress, what to correct, the review, what was issued."""
    progress = pages.found(selector.progress, run_id)
    run = progress.run
    turn = _turn(request)
    level, word = STATUSES[run.status]
    context: dict[str, Any] = {
        "run": run,
        "progress": progress,
        "level": "warning" if progress.errors else level,
        "word": "À corriger" if progress.errors else word,
        "title": f"Facturation : {month_long(run.month)}",
        "here": pages.url("run", run.id),
        "next_turn": f"{pages.url('run', run.id)}?tour={turn + 1}" if turn < REFRESHES else "",
        "can_draft": pages.can(request, Verb.DRAFT_RUN),
        "can_promote": pages.can(request, Verb.PROMOTE_RUN),
        "can_export": pages.can(request, Verb.EXPORT),
    }
    if request.htmx and progress.is_working:
        return render(request, "invoicing/office/run_progress.html", context)
    context["errors"] = [_error(request, error) for error in progress.errors]
    context["review"] = None
    if not progress.is_working and not progress.errors:
        context["review"] = selector.review(run_id)
    response = render(request, "invoicing/office/run.html", context)
    if request.htmx:
        # The work is over: the whole page changes, not its bar only.
        response["HX-Refresh"] = "true"
    return response


@agent(Verb.DRAFT_RUN)
@require_POST
def again(request: Any, run_id: UUID) -> HttpResponseBase:
    """Compute afresh, once days are closed or bookings corrected."""
    now, _ = pages.times(request)
    run = pages.found(selector.get, run_id)
    try:
        billing_runs.start(run.regie, run.month, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "run", run_id)
    return pages.to(request, "run", run_id)


@agent(Verb.PROMOTE_RUN)
@never_cache
@require_http_methods(["GET", "POST"])
def promote(request: Any, run_id: UUID) -> HttpResponseBase:
    """Ask once more, then number and publish; only a régisseur (R89)."""
    now, _ = pages.times(request)
    review = pages.found(selector.review, run_id)
    if request.method == "GET":
        if review.run.status != Status.DRAFT or review.run.errors:
            return pages.to(request, "run", run_id)
        context = {"review": review, "run": review.run, "back": pages.url("run", run_id)}
        return render(request, "invoicing/office/run_promote.html", context)
    try:
        billing_runs.promote(run_id, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "run", run_id)
    count = review.invoice_count
    said = (
        f"{count} factures émises, {format_cents(review.total_cents)}. Les familles sont prévenues."
        if count > 1
        else f"{count} facture émise, {format_cents(review.total_cents)}."
    )
    return pages.to(request, "run", run_id, said=said)


@agent(Verb.DRAFT_RUN)
@require_POST
def discard(request: Any, run_id: UUID) -> HttpResponseBase:
    """Forget a run that was not issued, drafts and all."""
    now, _ = pages.times(request)
    try:
        billing_runs.discard(run_id, by=request.agent.actor, now=now)
    except DomainError as error:
        if error.code == "not_found":
            return pages.refused(request, error, "runs")
        return pages.refused(request, error, "run", run_id)
    return pages.to(request, "runs", said="Campagne abandonnée : rien n’a été émis.")


def _index(request: Any, form: StartForm, status: int = 200) -> HttpResponse:
    rows = [
        {"run": run, "level": STATUSES[run.status][0], "word": STATUSES[run.status][1]}
        for run in selector.list_runs()
    ]
    for row in rows:
        if row["run"].errors:
            row["level"], row["word"] = "warning", "À corriger"
    context = {
        "rows": rows,
        "form": form,
        "tabs": pages.tabs(request, "runs"),
        "can_draft": pages.can(request, Verb.DRAFT_RUN),
        "regies_url": pages.url("regies") if pages.can(request, Verb.EDIT_REGIES) else "",
        "has_regie": bool(form.fields["regie"].choices),
    }
    return render(request, "invoicing/office/runs.html", context, status=status)


def _error(request: Any, error: dict[str, Any]) -> dict[str, str]:
    """The sentence, and the page where it is corrected: the day's sheet or the requests."""
    if error["code"] == "day_not_closed":
        sheet = commune_url(request.commune, "booking_office:day_sheet", error["service_id"])
        return {
            "sentence": error["sentence"],
            "bookings": error["bookings"],
            "url": f"{sheet}?jour={error['day']}",
            "link": "Ouvrir la feuille du jour",
        }
    return {
        "sentence": error["sentence"],
        "bookings": error["bookings"],
        "url": commune_url(request.commune, "booking_office:requests"),
        "link": "Voir les demandes",
    }


def _turn(request: Any) -> int:
    turn = request.GET.get("tour", "")
    return min(int(turn), REFRESHES) if turn.isascii() and turn.isdigit() and len(turn) < 4 else 0

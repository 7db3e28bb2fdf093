"""*Commissions*: prepare one, try it, draw its places once, read who obtained what and why."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from booking.models import Commission
from booking.office import commission_rows, pages
from booking.office.commission_form import CommissionForm, initial_of
from booking.office.service_forms import MotiveForm
from booking.office.setup import crumbs
from booking.operations import commissions
from booking.operations.commissions import save as prepare
from booking.rules import allocation, allocation_record
from booking.selectors import commissions as known
from booking.selectors import setup
from shared import sheets
from shared.errors import DomainError
from shared.values.french_dates import day_range, instant
from shared.values.ranges import DateRange
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

CRUMB = ("commissions", "Commissions")
LEAD = (
    "Pendant ces dates, les familles ne réservent pas ces jours\u00a0: elles déposent des "
    "souhaits. Ensuite, chaque foyer reçoit un rang (ses points, puis un tirage au sort) et les "
    "places vont aux rangs les plus hauts. Ni l’heure ni le nombre des souhaits ne compte."
)


@agent(Verb.EDIT_SETUP)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """The commissions of a service."""
    service = pages.found(setup.service, service_id)
    zone = zone_of(request.commune)
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "days": day_range(one.starts_on, one.last),
            "state": one.state,
            "closes": instant(one.closes_at, zone, month=True),
            "wishes": one.wishes,
            "families": one.families,
        }
        for one in known.of_service(service.id)
    ]
    return render(
        request,
        "booking/office/commissions.html",
        {"service": service, "rows": rows, "crumbs": crumbs(service), "lead": LEAD},
    )


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def new(request: Any, service_id: UUID) -> HttpResponse:
    """A commission to prepare."""
    return _form(request, pages.found(setup.service, service_id), None)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def edit(request: Any, commission_id: UUID) -> HttpResponse:
    """Change its name, days or window, until its places are drawn."""
    one = pages.found(known.commission, commission_id)
    return _form(request, one.service, one)


@agent(Verb.EDIT_SETUP)
@require_GET
def page(request: Any, commission_id: UUID) -> HttpResponse:
    """One commission: its dates, who wishes, and the results; ``?essai=1`` tries a draw."""
    now, _ = pages.times(request)
    one = pages.found(known.commission, commission_id)
    is_open = one.state == Commission.State.OPEN
    is_trial = is_open and "essai" in request.GET
    record = commissions.simulate(one, now=now) if is_trial else one.record
    zone = zone_of(request.commune)
    return render(
        request,
        "booking/office/commission.html",
        {
            "one": one,
            "service": one.service,
            "days": day_range(one.starts_on, DateRange(one.starts_on, one.ends_on).last),
            "opens": instant(one.opens_at, zone, month=True),
            "closes": instant(one.closes_at, zone, month=True),
            "is_open": is_open,
            "is_drawn": one.state == Commission.State.DRAWN,
            "can_draw": is_open and now >= one.closes_at,
            "is_trial": is_trial,
            "drawn": instant(one.drawn_at, zone, month=True) if one.drawn_at else "",
            "commitment": allocation.commitment(one.seed),
            "counts": known.counts(one),
            # A trial names nobody: its ranks are not the true ones.
            "results": commission_rows.by_answer(record) if record and not is_trial else [],
            "days_shared": commission_rows.by_day(record) if record else [],
            "totals": commission_rows.totals(record) if record else None,
            "crumbs": crumbs(one.service, *CRUMB),
        },
    )


@agent(Verb.EDIT_SETUP)
@require_POST
def draw(request: Any, commission_id: UUID) -> HttpResponse:
    """Share the places, once; families are told."""
    now, _ = pages.times(request)
    try:
        done = commissions.draw(commission_id, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "commission", commission_id)
    granted = commission_rows.totals(done.record)["granted"]
    many = "s" if granted > 1 else ""
    said = f"{granted}\u00a0place{many} attribuée{many}. Les familles sont prévenues."
    return pages.to(request, "commission", commission_id, said=said)


@agent(Verb.EDIT_SETUP)
@require_http_methods(["GET", "POST"])
def cancel(request: Any, commission_id: UUID) -> HttpResponse:
    """Give it up, with a motive that families read."""
    now, _ = pages.times(request)
    one = pages.found(known.commission, commission_id)
    number = known.counts(one)["wishes"]

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        commissions.cancel(one.id, cleaned["reason"], by=request.agent.actor, now=now)
        said = "La commission est annulée, les familles sont prévenues."
        return pages.to(request, "commissions", one.service_id, said=said)

    return pages.form_page(
        request,
        MotiveForm(request.POST or None),
        act,
        title=f"Annuler «\u00a0{one.name}\u00a0»",
        lead=f"Souhaits retirés\u00a0: {number}. Les familles liront votre motif.",
        submit="Annuler la commission",
        danger=True,
        crumbs=crumbs(one.service, *CRUMB),
        back=pages.url("commission", one.id),
    )


@agent(Verb.EXPORT)
@require_GET
def record(request: Any, commission_id: UUID) -> HttpResponse:
    """The audit file, exactly as it was sealed."""
    one = _drawn(commission_id)
    return HttpResponse(
        allocation_record.canonical(one.record),
        content_type="application/json",
        headers={"Content-Disposition": 'attachment; filename="proces-verbal.json"'},
    )


@agent(Verb.EXPORT)
@require_GET
def export(request: Any, commission_id: UUID) -> HttpResponse:
    """The results as a workbook, a line a wish."""
    one = _drawn(commission_id)
    lines = commission_rows.lines(one.record)
    return pages.workbook(
        sheets.write_xlsx("Commission", commission_rows.COLUMNS, lines), "commission"
    )


def _drawn(commission_id: UUID) -> Commission:
    one = pages.found(known.commission, commission_id)
    if one.record is None:
        raise Http404
    return one


def _form(request: Any, service: Any, one: Commission | None) -> HttpResponse:
    now, _ = pages.times(request)
    zone = zone_of(request.commune)
    form = CommissionForm(request.POST or None, initial=initial_of(one, zone) if one else None)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = prepare(
            service,
            one,
            name=cleaned["name"],
            span=cleaned["span"],
            by=request.agent.actor,
            now=now,
            **form.instants(zone),
        )
        return pages.to(request, "commission", made.id, said="C’est enregistré.")

    return pages.form_page(
        request,
        form,
        act,
        title="Modifier la commission" if one else "Nouvelle commission",
        lead=LEAD,
        crumbs=crumbs(service, *CRUMB),
        back=pages.url("commission", one.id) if one else pages.url("commissions", service.id),
    )

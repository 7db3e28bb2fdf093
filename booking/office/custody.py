"""The custody calendar of a child whose parents live apart (R69–R73)."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from booking.office import pages
from booking.office.custody_forms import EndForm, ExceptionForm, PlanForm
from booking.selectors import custody as coming
from family.models import Child, CustodyPlan
from family.office.pages import found as family_found
from family.operations import custody as writing
from family.selectors import custody, family_file
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def page(request: Any, child_id: UUID) -> HttpResponse:
    """What is known, the coming weeks, and a new calendar."""
    now, _today = pages.times(request)
    child = family_found(family_file.child, child_id)
    if request.method != "POST":
        return _page(request, child)
    form = PlanForm(request.POST, adults=custody.adults_of(child_id))
    if form.is_valid():
        try:
            writing.plan(child, **form.fields_of_plan(), by=request.agent.actor, now=now)
            return pages.to(request, "custody", child_id, said="Calendrier de garde enregistré.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return _page(request, child, form=form)


@agent(Verb.EDIT_FAMILIES)
@require_POST
def exception(request: Any, child_id: UUID) -> HttpResponse:
    """Some days for one parent, whatever the rhythm says."""
    now, _today = pages.times(request)
    child = family_found(family_file.child, child_id)
    form = ExceptionForm(request.POST, adults=custody.adults_of(child_id))
    if form.is_valid():
        span = form.cleaned_data["span"]
        try:
            writing.plan(
                child,
                first=form.adult("parent"),
                second=None,
                pattern=CustodyPlan.Pattern.ALWAYS,
                anchor=span.start,
                starts_on=span.start,
                ends_on=span.end,
                is_exception=True,
                by=request.agent.actor,
                now=now,
            )
            return pages.to(request, "custody", child_id, said="Exception enregistrée.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return _page(request, child, exception_form=form)


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def end(request: Any, plan_id: UUID) -> HttpResponse:
    """The last day of a calendar."""
    now, today = pages.times(request)
    row = family_found(custody.plan, plan_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        writing.end(row, cleaned["last"], by=request.agent.actor, now=now)
        return pages.to(request, "custody", row.child_id, said="Calendrier de garde terminé.")

    return pages.form_page(
        request,
        EndForm(request.POST or None, initial={"last": max(today, row.starts_on)}),
        act,
        title=f"Terminer le calendrier de garde de {row.child.first_name}",
        submit="Terminer",
        back=pages.url("custody", row.child_id),
    )


@agent(Verb.EDIT_FAMILIES)
@require_POST
def withdraw(request: Any, plan_id: UUID) -> HttpResponse:
    """Take back what was typed by mistake."""
    now, _today = pages.times(request)
    row = family_found(custody.plan, plan_id)
    writing.withdraw(row, by=request.agent.actor, now=now)
    said = "Exception retirée." if row.is_exception else "Calendrier de garde retiré."
    return pages.to(request, "custody", row.child_id, said=said)


def _page(
    request: Any,
    child: Child,
    form: PlanForm | None = None,
    exception_form: ExceptionForm | None = None,
) -> HttpResponse:
    _now, today = pages.times(request)
    adults = custody.adults_of(child.pk)
    plans = custody.of_child(child.pk, today=today)
    names = {adult.pk: adult.full_name for adult in adults}
    households = {adult.family_id for adult in adults}
    return render(
        request,
        "booking/office/custody.html",
        {
            "child": child,
            "adults": adults,
            "plans": plans,
            "names": [(mark, names[key]) for key, mark in coming.marks(names).items()],
            "weeks": coming.weeks(child.pk, adults, today=today),
            "is_ready": len(households) > 1,
            "has_plan": any(not one.is_exception and not one.is_over for one in plans),
            "form": form or PlanForm(adults=adults, initial={"starts_on": today, "anchor": today}),
            "exception_form": exception_form or ExceptionForm(adults=adults),
        },
        status=422 if form or exception_form else 200,
    )

"""Registrations: who may book a service; a class at once, or one child from the family's file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from booking.models import Group, Service
from booking.office import pages
from booking.office.calendar_form import DATE_ERRORS, DATES, SpanForm
from booking.office.setup import crumbs, tabs
from booking.operations.setup import registrations as writing
from booking.selectors import pupils, setup, setup_lists
from family.office.pages import found as family_found
from family.selectors import family_file
from shared.errors import DomainError
from shared.values.ranges import DateRange
from shared.values.school_calendar import school_year_of
from tenants.guards import agent
from tenants.rules.rights import Verb
from tenants.urls import commune_url

FILTERS = {"ecole": "school", "niveau": "level", "classe": "class_name", "q": "text"}


class RegisterForm(SpanForm):
    """From when to when, in which group."""

    group = forms.ChoiceField(label="Groupe", required=False)

    def __init__(self, *args: Any, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not groups:
            del self.fields["group"]
            return
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Sans groupe"), *((str(one.id), one.name) for one in groups)]


class EndForm(forms.Form):
    """The last day a child may book."""

    last = forms.DateField(
        label="Dernier jour d’inscription",
        input_formats=DATES,
        widget=forms.DateInput(),
        help_text="Les réservations après ce jour doivent d’abord être annulées.",
        error_messages=DATE_ERRORS,
    )


class ChildForm(SpanForm):
    """One child: which service, from when to when."""

    field_order = ("service", "first", "last")
    service = forms.ChoiceField(
        label="Service", error_messages={"required": "Choisissez un service."}
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = services


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_GET
def index(request: Any, service_id: UUID) -> HttpResponse:
    """Children registered now or later."""
    _, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    rows = setup_lists.registrations(service, today=today)
    return render(
        request,
        "booking/office/registrations.html",
        {
            "service": service,
            "tabs": tabs(service, "registrations"),
            "rows": [
                (row, DateRange(row.registration.starts_on, row.registration.ends_on))
                for row in rows
            ],
            "can_view_families": request.agent.can(Verb.VIEW_FAMILIES),
        },
    )


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def add(request: Any, service_id: UUID) -> HttpResponse:
    """Filter by school, level and class, tick, register."""
    now, today = pages.times(request)
    service = pages.found(setup.service, service_id)
    whole = school_year_of(today)
    groups = list(service.groups.all())
    asked = {name: request.GET.get(name, "").strip()[:80] for name in FILTERS}
    asked["ecole"] = _uuid_or_nothing(asked["ecole"])
    form = RegisterForm(
        request.POST or None, groups=groups, initial={"first": whole.start, "last": whole.last}
    )
    if request.method == "POST" and form.is_valid() and "span" in form.cleaned_data:
        ids = _ids(request)
        if ids:
            group = next(
                (one for one in groups if str(one.id) == form.cleaned_data.get("group")), None
            )
            try:
                done = writing.register(
                    ids,
                    service,
                    form.cleaned_data["span"],
                    by=request.agent.actor,
                    now=now,
                    group=group,
                )
            except DomainError as error:
                return pages.refused(request, error, "registrations_add", service.id, **asked)
            _say(request, len(done.made), len(done.already))
            return pages.to(request, "registrations", service.id)
        form.add_error(None, "Cochez au moins un enfant dans la liste.")
    span = form.cleaned_data.get("span", whole) if form.is_bound and form.is_valid() else whole
    shown = pupils.find(
        service, span, today=today, **{FILTERS[name]: value for name, value in asked.items()}
    )
    return render(
        request,
        "booking/office/registrations_add.html",
        {
            "service": service,
            "form": form,
            "pupils": shown,
            "free": sum(not one.is_registered for one in shown),
            "is_cut": len(shown) == pupils.MOST,
            "choices": pupils.choices(today=today),
            "asked": asked,
            "title": "Inscrire des enfants",
            "crumbs": crumbs(service, "registrations", "Inscriptions"),
            "back": pages.url("registrations", service.id),
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def end(request: Any, registration_id: UUID) -> HttpResponse:
    """The last day of a registration."""
    now, today = pages.times(request)
    one = pages.found(setup.registration, registration_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        if cleaned["last"] < one.starts_on:
            raise DomainError("dates", "La fin doit suivre le début de l’inscription.")
        writing.end(one, cleaned["last"], by=request.agent.actor, now=now)
        said = f"L’inscription de {one.child} est à jour."
        return pages.to(request, "registrations", one.service_id, said=said)

    return pages.form_page(
        request,
        EndForm(request.POST or None, initial={"last": today}),
        act,
        title=f"Fin d’inscription de {one.child}",
        lead=f"{one.service.name}, {DateRange(one.starts_on, one.ends_on)}.",
        crumbs=crumbs(one.service, "registrations", "Inscriptions"),
        back=pages.url("registrations", one.service_id),
    )


@agent(Verb.EDIT_SETUP, Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def for_child(request: Any, child_id: UUID) -> HttpResponse:
    """Register one child, from the family's file."""
    now, today = pages.times(request)
    child = family_found(family_file.child, child_id)
    services = setup.services()
    options = [(f"{one.id}:", one.name) for one in services if not one.groups.all()]
    options += [
        (f"{one.id}:{group.id}", f"{one.name}, {group.name}")
        for one in services
        for group in one.groups.all()
    ]
    whole = school_year_of(today)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        service, group = _service_and_group(services, cleaned["service"])
        done = writing.register(
            [child.id], service, cleaned["span"], by=request.agent.actor, now=now, group=group
        )
        _say(request, len(done.made), len(done.already))
        return HttpResponseRedirect(
            commune_url(request.commune, "family_office:family", child.family_id)
        )

    return pages.form_page(
        request,
        ChildForm(
            request.POST or None,
            services=options,
            initial={"first": max(today, whole.start), "last": whole.last},
        ),
        act,
        title=f"Inscrire {child}",
        submit="Inscrire",
        back=commune_url(request.commune, "family_office:family", child.family_id),
    )


def _service_and_group(services: list[Service], value: str) -> tuple[Service, Group | None]:
    service_id, _, group_id = value.partition(":")
    service = next(one for one in services if str(one.id) == service_id)
    group = next((one for one in service.groups.all() if str(one.id) == group_id), None)
    return service, group


def _say(request: Any, made: int, already: int) -> None:
    if made:
        many = "s" if made > 1 else ""
        messages.success(request, f"{made}\u00a0enfant{many} inscrit{many}.")
    if already:
        words = "l’était déjà" if already == 1 else "l’étaient déjà"
        messages.info(request, f"{already}\u00a0enfant{'s' if already > 1 else ''} {words}.")


def _ids(request: Any) -> set[UUID]:
    try:
        return {UUID(text) for text in request.POST.getlist("child")}
    except ValueError:
        raise Http404 from None


def _uuid_or_nothing(text: str) -> str:
    try:
        return str(UUID(text)) if text else ""
    except ValueError:
        return ""

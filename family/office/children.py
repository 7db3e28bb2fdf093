"""The children of a file: identity, class of the year, the adults who reach them."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from family.office import pages
from family.office.forms import (
    ChildForm,
    NewChildForm,
    SchoolingForm,
    TieForm,
    TieRightsForm,
)
from family.operations import children
from family.selectors import family_file, guardians
from shared.errors import DomainError
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def new(request: Any, family_id: UUID) -> HttpResponse:
    """Add a child, tied to chosen adults of the file."""
    now, today = pages.times(request)
    family = pages.found(family_file.family, family_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = children.add(family, **cleaned, today=today, by=request.agent.actor, now=now)
        said = f"{made.first_name} est dans le dossier. Indiquez sa classe."
        return pages.to(request, "child", made.pk, said=said)

    return pages.form_page(
        request,
        NewChildForm(
            request.POST or None,
            adults=guardians.of_family(family),
            initial={"last_name": family.name},
        ),
        act,
        title=f"Ajouter un enfant au foyer {family.name}",
        submit="Ajouter",
        back=pages.url("family", family.pk),
    )


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def edit(request: Any, child_id: UUID) -> HttpResponse:
    """The child's page; a post changes the identity."""
    now, today = pages.times(request)
    child = pages.found(family_file.child, child_id)
    form = _identity(child, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            children.edit(child, **form.cleaned_data, today=today, by=request.agent.actor, now=now)
            return pages.to(request, "child", child.pk, said="Enfant enregistré.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return _page(request, child, identity=form)


@agent(Verb.EDIT_FAMILIES)
@require_POST
def enrol(request: Any, child_id: UUID) -> HttpResponse:
    """The school and class of this school year."""
    now, today = pages.times(request)
    child = pages.found(family_file.child, child_id)
    form = SchoolingForm(request.POST)
    if form.is_valid():
        try:
            children.enrol(child, **form.cleaned_data, today=today, by=request.agent.actor, now=now)
            return pages.to(request, "child", child.pk, said="Classe enregistrée.")
        except DomainError as error:
            form.add_error(None, error.sentence)
    return _page(request, child, schooling=form)


@agent(Verb.EDIT_FAMILIES)
@require_POST
def tie(request: Any, child_id: UUID) -> HttpResponse:
    """Tie one more adult, of this file or of another."""
    now, _ = pages.times(request)
    child = pages.found(family_file.child, child_id)
    form = TieForm(request.POST, adults=guardians.of_family(child.family))
    if form.is_valid():
        cleaned = form.cleaned_data
        try:
            children.link(
                child,
                cleaned["guardian"],
                has_authority=cleaned["has_authority"],
                can_book=cleaned["can_book"],
                by=request.agent.actor,
                now=now,
            )
            said = f"{cleaned['guardian'].full_name} est responsable de {child.first_name}."
            return pages.to(request, "child", child.pk, said=said)
        except DomainError as error:
            form.add_error(None, error.sentence)
    return _page(request, child, tie=form)


@agent(Verb.EDIT_FAMILIES)
@require_POST
def rights(request: Any, tie_id: UUID) -> HttpResponse:
    """Change what a tied adult may do, or untie them (button « retirer »)."""
    now, _ = pages.times(request)
    row = pages.found(family_file.tie, tie_id)
    form = TieRightsForm(request.POST)
    form.is_valid()
    try:
        if "retirer" in request.POST:
            children.unlink(row, by=request.agent.actor, now=now)
            said = f"{row.guardian.full_name} n’est plus responsable de {row.child.first_name}."
        else:
            children.link(
                row.child, row.guardian, **form.cleaned_data, by=request.agent.actor, now=now
            )
            said = f"Droits de {row.guardian.full_name} enregistrés."
    except DomainError as error:
        return pages.refused(request, error, "child", row.child_id)
    return pages.to(request, "child", row.child_id, said=said)


def _identity(child: Any, data: Any) -> ChildForm:
    return ChildForm(data, initial={name: getattr(child, name) for name in children.EDITABLE})


def _page(request: Any, child: Any, **forms: Any) -> HttpResponse:
    _, today = pages.times(request)
    card = family_file.child_card(child, today=today)
    known = card.schooling
    schooling = (
        {"school": known.school_id, "level": known.level, "class_name": known.class_name}
        if known
        else {}
    )
    tied = {tie.guardian.pk for tie in card.ties}
    shown = {
        "identity": _identity(child, None),
        "schooling": SchoolingForm(initial=schooling),
        "tie": TieForm(adults=guardians.of_family(child.family).exclude(pk__in=tied)),
        **forms,
    }
    refused = any(form.is_bound and form.errors for form in forms.values())
    return render(
        request,
        "family/office/child.html",
        {"card": card, "child": child, **shown},
        status=422 if refused else 200,
    )

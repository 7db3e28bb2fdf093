"""The adults of a file: add, edit, who pays, take out; their quotients."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from family.office import pages
from family.office.forms import GuardianForm, MotiveForm, QuotientForm
from family.operations import guardians, quotients
from family.selectors import family_file
from shared.errors import DomainError
from shared.values.quotient import format_quotient
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def new(request: Any, family_id: UUID) -> HttpResponse:
    """Add an adult."""
    now, _ = pages.times(request)
    family = pages.found(family_file.family, family_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        made = guardians.add(family, **cleaned, by=request.agent.actor, now=now)
        said = f"{made.full_name} est dans le dossier."
        return pages.to(request, "family", family.pk, said=said)

    return pages.form_page(
        request,
        GuardianForm(request.POST or None, initial={"last_name": family.name}),
        act,
        title=f"Ajouter un responsable au foyer {family.name}",
        submit="Ajouter",
        back=pages.url("family", family.pk),
    )


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def edit(request: Any, guardian_id: UUID) -> HttpResponse:
    """Change an adult's own fields."""
    now, _ = pages.times(request)
    adult = pages.found(family_file.guardian, guardian_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        guardians.edit(adult, **cleaned, by=request.agent.actor, now=now)
        return pages.to(request, "family", adult.family_id, said="Responsable enregistré.")

    initial = {name: getattr(adult, name) for name in guardians.EDITABLE}
    return pages.form_page(
        request,
        GuardianForm(request.POST or None, initial=initial),
        act,
        template="family/office/guardian.html",
        adult=adult,
        title=adult.full_name,
        submit="Enregistrer",
        back=pages.url("family", adult.family_id),
    )


@agent(Verb.EDIT_FAMILIES)
@require_POST
def pay(request: Any, guardian_id: UUID) -> HttpResponse:
    """Make an adult the payer of the file."""
    now, _ = pages.times(request)
    adult = pages.found(family_file.guardian, guardian_id)
    try:
        guardians.choose_payer(adult, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "family", adult.family_id)
    said = f"{adult.full_name} est redevable des prochaines réservations."
    return pages.to(request, "family", adult.family_id, said=said)


@agent(Verb.EDIT_FAMILIES)
@require_POST
def remove(request: Any, guardian_id: UUID) -> HttpResponse:
    """Take out an adult added by mistake."""
    now, _ = pages.times(request)
    adult = pages.found(family_file.guardian, guardian_id)
    try:
        guardians.remove(adult, by=request.agent.actor, now=now)
    except DomainError as error:
        return pages.refused(request, error, "guardian_edit", adult.pk)
    said = f"{adult.full_name} n’est plus dans le dossier."
    return pages.to(request, "family", adult.family_id, said=said)


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def quotient(request: Any, guardian_id: UUID) -> HttpResponse:
    """Record a new quotient, beside those known."""
    now, today = pages.times(request)
    adult = pages.found(family_file.guardian, guardian_id)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        last = cleaned["last_day"]
        quotients.add(
            adult,
            value_hundredths=cleaned["value"],
            starts_on=cleaned["starts_on"],
            ends_on=last + timedelta(days=1) if last else None,
            source=cleaned["source"],
            by=request.agent.actor,
            now=now,
        )
        said = f"Quotient {format_quotient(cleaned['value'])} enregistré."
        return pages.to(request, "family", adult.family_id, said=said)

    return pages.form_page(
        request,
        QuotientForm(request.POST or None, initial={"starts_on": today}),
        act,
        template="family/office/quotient.html",
        card=family_file.adult_card(adult, today=today, now=now),
        title=f"Quotient de {adult.full_name}",
        submit="Enregistrer",
        back=pages.url("family", adult.family_id),
    )


@agent(Verb.EDIT_FAMILIES)
@require_http_methods(["GET", "POST"])
def withdraw(request: Any, quotient_id: UUID) -> HttpResponse:
    """Take back a quotient typed by mistake, with a motive."""
    now, _ = pages.times(request)
    row = pages.found(family_file.quotient, quotient_id)
    adult = row.guardian

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        quotients.withdraw(row, motive=cleaned["motive"], by=request.agent.actor, now=now)
        return pages.to(request, "family", adult.family_id, said="Quotient retiré.")

    return pages.form_page(
        request,
        MotiveForm(request.POST or None),
        act,
        title=f"Retirer le quotient {format_quotient(row.value_hundredths)}",
        lead=f"Il était saisi pour {adult.full_name}. Celui d’avant reprend. Ce qui est déjà "
        "réservé garde son prix.",
        submit="Retirer ce quotient",
        danger=True,
        back=pages.url("family", adult.family_id),
    )

"""*Mes factures* of every commune: tick, see the sum, pay (R84)."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from invoicing import errors
from invoicing.operations import checkout
from invoicing.rules.plan import plan
from invoicing.selectors import credit_notes, payments, statement
from invoicing.selectors.invoices import InvoiceRow
from invoicing.selectors.statement import RegieGroup
from shared import clock
from shared.errors import Busy, DomainError
from shared.templatetags.ui import NavItem
from tenants.context import commune_scope
from tenants.guards import joined, signed_in
from tenants.models import Commune
from tenants.selectors.memberships import Membership
from tenants.urls import commune_url, portal_url

DUE, PAID, CREDITS = "a-payer", "payees", "avoirs"


@signed_in
@never_cache
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Three views of the same rows: à payer (all ticked), payées, avoirs."""
    view = request.GET.get("vue", DUE)
    return _shown(request, view if view in (PAID, CREDITS) else DUE)


@signed_in
@never_cache
@require_POST
def pay(request: HttpRequest) -> HttpResponseBase:
    """*Payer les factures sélectionnées*: amounts come from balances, never from the page."""
    memberships = joined(request)
    chosen = _chosen(request.POST.getlist("invoice"), memberships)
    try:
        selection_uid = checkout.pay_invoices(request.user, chosen, now=clock.now())
    except errors.NotFound as unknown:
        raise Http404 from unknown
    except Busy:
        raise
    except DomainError as refusal:
        ticked = {key for ids in chosen.values() for key in ids}
        return _shown(request, DUE, ticked=ticked, refusal=refusal.sentence)
    if not payments.exists(selection_uid, request.user):
        messages.success(request, "C’est réglé : votre avoir couvre ces factures.")
        return HttpResponseRedirect(portal_url("invoicing_public:invoices"))
    there = portal_url("invoicing_public:payment", selection_uid=selection_uid)
    return HttpResponseRedirect(there, status=303)


def _chosen(values: list[str], memberships: list[Membership]) -> dict[Commune, list[UUID]]:
    """« jolieville:<uuid> » → invoices by commune; anything else is 404."""
    communes = {membership.commune.slug: membership.commune for membership in memberships}
    chosen: dict[Commune, list[UUID]] = defaultdict(list)
    for value in dict.fromkeys(values):
        slug, _, key = value.partition(":")
        try:
            chosen[communes[slug]].append(UUID(key))
        except (KeyError, ValueError) as strange:
            raise Http404 from strange
    return dict(chosen)


def _shown(
    request: HttpRequest,
    view: str,
    *,
    ticked: Collection[UUID] | None = None,
    refusal: str = "",
) -> HttpResponse:
    now = clock.now()
    groups: list[dict[str, Any]] = []
    paid: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    plans = []
    due_count = 0
    memberships = joined(request)
    for membership in memberships:
        commune = membership.commune
        with commune_scope(commune):
            found = statement.statement(membership.guardian_uid, now=now)
            if view == CREDITS:
                notes += _notes(commune, membership.guardian_uid)
        due_count += found.due_count
        for group in found.groups:
            lot = _lot(commune, group, is_alone=len(found.groups) == 1)
            groups.append(_group(commune, group, ticked) | {"lot": lot})
            plans.append(group.ticked(lot, ticked))
        paid += [_row(commune, row, None) for row in found.paid]
        held += [{"commune": commune.name, "credit": credit} for credit in found.credits]
    paid.sort(key=lambda one: one["row"].issued_on, reverse=True)
    asked = plan(plans)
    context = {
        "view": view,
        "tabs": _tabs(view, due_count),
        "groups": groups,
        "has_ticks": any(group["is_online"] for group in groups),
        "paid": paid,
        "notes": notes,
        "credits": held,
        "plan": asked,
        "refusal": refusal,
        "has_commune": bool(memberships),
        "pay_url": portal_url("invoicing_public:pay_invoices"),
        "paid_url": f"{portal_url('invoicing_public:invoices')}?vue={PAID}",
        "join_url": portal_url("family_public:join"),
    }
    return render(
        request, "invoicing/portal/invoices.html", context, status=422 if refusal else 200
    )


def _tabs(view: str, due_count: int) -> list[NavItem]:
    here = portal_url("invoicing_public:invoices")
    return [
        NavItem(here, "À payer", badge=due_count, current=view == DUE),
        NavItem(f"{here}?vue={PAID}", "Payées", current=view == PAID),
        NavItem(f"{here}?vue={CREDITS}", "Avoirs", current=view == CREDITS),
    ]


def _lot(commune: Commune, group: RegieGroup, *, is_alone: bool) -> str:
    """How a payment is named: its commune, and its régie where the commune has several due."""
    return commune.name if is_alone else f"{commune.name} ({group.regie.name})"


def _group(commune: Commune, group: RegieGroup, ticked: Collection[UUID] | None) -> dict[str, Any]:
    return {
        "commune": commune.name,
        "regie": group.regie,
        "subtotal_cents": group.subtotal_cents,
        "credit_cents": group.credit_cents,
        "is_online": group.is_online,
        "rows": [_row(commune, row, ticked) for row in group.rows],
    }


def _row(commune: Commune, row: InvoiceRow, ticked: Collection[UUID] | None) -> dict[str, Any]:
    return {
        "row": row,
        "commune": commune.name,
        "value": f"{commune.slug}:{row.id}",
        "is_ticked": row.is_selectable and (ticked is None or row.id in ticked),
        "url": commune_url(commune, "invoicing:invoice", row.id),
        "pdf_url": commune_url(commune, "invoicing:invoice_pdf", row.id),
    }


def _notes(commune: Commune, guardian_uid: UUID) -> list[dict[str, Any]]:
    return [
        {
            "note": note,
            "commune": commune.name,
            "pdf_url": commune_url(commune, "invoicing:credit_note_pdf", note.id),
        }
        for note in credit_notes.for_payer(guardian_uid)
    ]

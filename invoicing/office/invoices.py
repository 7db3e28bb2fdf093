"""Invoices found, read, printed and paid at the desk."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from invoicing.exports.attachments import pdf
from invoicing.office import pages
from invoicing.office.forms import CollectForm
from invoicing.operations import documents
from invoicing.operations import payments as receiving
from invoicing.selectors import invoice_search, invoices, regies
from invoicing.selectors.invoice_search import SHOW_LABELS, Show
from shared.templatetags.ui import NavItem
from shared.values.money import format_cents
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_BILLING)
@require_GET
def index(request: Any) -> HttpResponse:
    """The list: any word, one status, one régie, 25 a page; five queries."""
    now, today = pages.times(request)
    text = request.GET.get("q", "").strip()[:120]
    shown = request.GET.get("afficher", "")
    show = Show(shown) if shown in set(SHOW_LABELS) else Show.ALL
    regie_id = pages.read_id(request.GET.get("regie", ""))
    found = invoice_search.search(text=text, show=show, regie_id=regie_id, today=today)
    page = Paginator(found, invoice_search.PER_PAGE).get_page(request.GET.get("page"))
    payers = {invoice.id: invoice.payer for invoice in page.object_list}
    rows = {row.id: row for row in invoices.rows_of(found.filter(id__in=payers), now=now)}
    query = {"q": text, "afficher": show.value, "regie": str(regie_id or "")}
    return render(
        request,
        "invoicing/office/invoices.html",
        {
            "page": page,
            "rows": [{"row": rows[key], "payer": payer} for key, payer in payers.items()],
            "text": text,
            "show": show,
            "choices": SHOW_LABELS.items(),
            "regies": regies.listing(),
            "regie_id": regie_id,
            "query": urlencode({key: value for key, value in query.items() if value}) + "&",
            "tabs": pages.tabs(request, "invoices"),
            "is_filtered": bool(text or regie_id) or show is not Show.ALL,
        },
    )


@agent(Verb.VIEW_BILLING)
@never_cache
@require_GET
def page(request: Any, invoice_id: UUID) -> HttpResponse:
    """One issued invoice: lines, what covers it, and the desk."""
    now, _ = pages.times(request)
    detail = pages.found(invoices.detail, invoice_id, None, now=now)
    return render(
        request,
        "invoicing/office/invoice.html",
        {
            "detail": detail,
            "row": detail.row,
            "children": detail.children,
            "movements": [
                {
                    "movement": one,
                    "receipt_url": (
                        pages.url("receipt_pdf", one.payment_id)
                        if one.payment_id and pages.can(request, Verb.VIEW_PAYMENTS)
                        else ""
                    ),
                }
                for one in detail.movements
            ],
            "ledger_url": pages.url("ledger", detail.payer_id),
            "trail": [NavItem(pages.url("invoices"), "Factures")],
            "can_collect": pages.can(request, Verb.COLLECT) and detail.row.balance_cents > 0,
        },
    )


@agent(Verb.COLLECT)
@never_cache
@require_http_methods(["GET", "POST"])
def collect(request: Any, invoice_id: UUID) -> HttpResponseBase:
    """Cash, cheque or transfer received for this invoice, with its numbered receipt (R88)."""
    now, _ = pages.times(request)
    detail = pages.found(invoices.detail, invoice_id, None, now=now)
    if detail.row.balance_cents <= 0:
        return pages.to(request, "invoice", invoice_id, said="Cette facture est déjà réglée.")
    left = detail.row.balance_cents
    form = CollectForm(
        request.POST or None,
        initial={"amount": format_cents(left).removesuffix("\u00a0€"), "means": "cash"},
    )

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        payment = receiving.receive_at_desk(
            invoice_id,
            cents=cleaned["amount"],
            means=cleaned["means"],
            by=request.agent.actor,
            now=now,
        )
        said = f"{format_cents(payment.amount_cents)} encaissés, reçu {payment.reference}."
        return pages.to(request, "invoice", invoice_id, said=said)

    return pages.form_page(
        request,
        form,
        act,
        template="invoicing/office/form.html",
        title=f"Encaisser la facture {detail.row.reference}",
        lead=f"{detail.payer.get('name', '')} : il reste {format_cents(left)} à régler.",
        submit="Encaisser",
        trail=[
            NavItem(pages.url("invoices"), "Factures"),
            NavItem(pages.url("invoice", invoice_id), detail.row.reference),
        ],
        here="Encaisser",
        back=pages.url("invoice", invoice_id),
    )


@agent(Verb.VIEW_BILLING)
@never_cache
@require_GET
def paper(request: Any, invoice_id: UUID) -> HttpResponse:
    """The frozen PDF, the same the family reads."""
    now, _ = pages.times(request)
    detail = pages.found(invoices.detail, invoice_id, None, now=now)
    content = pages.found(documents.invoice_pdf, invoice_id, now=now)
    return pdf(content, f"facture-{detail.row.reference}")


@agent(Verb.VIEW_BILLING)
@never_cache
@require_GET
def draft(request: Any, invoice_id: UUID) -> HttpResponse:
    """One draft of a run, line by line, before it is issued."""
    found = pages.found(invoice_search.draft, invoice_id)
    return render(
        request,
        "invoicing/office/draft.html",
        {
            "row": found,
            "children": invoices.lines_by_child(invoice_id),
            "payer": found.payer,
            "trail": [
                NavItem(pages.url("runs"), "Facturation"),
                NavItem(pages.url("run", found.run_id), found.regie.name),
            ],
        },
    )

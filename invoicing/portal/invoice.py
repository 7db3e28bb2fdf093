"""One invoice in detail: what, when, at what price and why, and what was paid."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from invoicing import errors
from invoicing.selectors import invoices
from shared import clock
from shared.templatetags.ui import NavItem
from tenants.guards import member
from tenants.urls import commune_url, portal_url


@member
@never_cache
@require_GET
def page(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """An issued invoice of this payer; a draft, or somebody else's, is 404."""
    try:
        detail = invoices.detail(invoice_id, request.member.guardian_uid, now=clock.now())
    except errors.NotFound as unknown:
        raise Http404 from unknown
    commune = request.commune
    return render(
        request,
        "invoicing/portal/invoice.html",
        {
            "detail": detail,
            "row": detail.row,
            "children": detail.children,
            "movements": [
                {
                    "movement": movement,
                    "receipt_url": (
                        commune_url(commune, "invoicing:receipt_pdf", movement.payment_id)
                        if movement.payment_id
                        else ""
                    ),
                }
                for movement in detail.movements
            ],
            "trail": [NavItem(portal_url("invoicing_public:invoices"), "Mes factures")],
            "pdf_url": commune_url(commune, "invoicing:invoice_pdf", detail.row.id),
            "pay_url": portal_url("invoicing_public:pay_invoices"),
            "value": f"{commune.slug}:{detail.row.id}",
        },
    )

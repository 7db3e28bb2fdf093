"""*Paiements*: what needs a look first, then all the money received."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from invoicing.exports import run_sheet
from invoicing.exports.attachments import pdf, xlsx
from invoicing.models import Payment
from invoicing.office import alerts, pages
from invoicing.operations import documents
from invoicing.selectors import payment_search, regies
from invoicing.selectors import payments as selector
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_PAYMENTS)
@never_cache
@require_GET
def index(request: Any) -> HttpResponse:
    """Alerts on top; then the list by word, means, régie and days, with its total."""
    asked = _asked(request)
    zone = zone_of(request.commune)
    found = payment_search.search(**asked, zone=zone)
    page = Paginator(found, payment_search.PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "invoicing/office/payments.html",
        {
            "alerts": [alerts.shown(alert, zone) for alert in selector.open_alerts()],
            "can_collect": pages.can(request, Verb.COLLECT),
            "can_export": pages.can(request, Verb.EXPORT),
            "page": page,
            "rows": [
                {"payment": payment, "at": payment.received_at.astimezone(zone)}
                for payment in page.object_list
            ],
            "total_cents": payment_search.total(found),
            "asked": asked,
            "means": Payment.Means.choices,
            "regies": regies.listing(),
            "query": _query(asked),
            "is_filtered": any(asked.values()),
        },
    )


@agent(Verb.EXPORT)
@require_GET
def workbook(request: Any) -> HttpResponse:
    """The same list, whole, as a workbook."""
    zone = zone_of(request.commune)
    found = payment_search.search(**_asked(request), zone=zone)
    return xlsx(run_sheet.payments(found.iterator(), zone), "paiements")


@agent(Verb.VIEW_PAYMENTS)
@never_cache
@require_GET
def receipt(request: Any, payment_id: UUID) -> HttpResponse:
    """The receipt of any payment of this commune."""
    found = pages.found(selector.receipt, payment_id, None)
    return pdf(pages.found(documents.receipt_pdf, payment_id), f"recu-{found.reference}")


def _asked(request: Any) -> dict[str, Any]:
    """What the address asks for; anything strange is left out."""
    means = request.GET.get("moyen", "")
    return {
        "text": request.GET.get("q", "").strip()[:120],
        "means": means if means in Payment.Means.values else "",
        "regie_id": pages.read_id(request.GET.get("regie", "")),
        "first": pages.read_day(request.GET.get("du", "")),
        "last": pages.read_day(request.GET.get("au", "")),
    }


def _query(asked: dict[str, Any]) -> str:
    names = {"text": "q", "means": "moyen", "regie_id": "regie", "first": "du", "last": "au"}
    return urlencode({names[key]: str(value) for key, value in asked.items() if value}) + "&"

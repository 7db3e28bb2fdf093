"""Alerts about money: read, then closed with what was done (R87)."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from invoicing.models import PaymentAlert
from invoicing.office import pages
from invoicing.office.forms import ResolutionForm
from invoicing.operations import alerts, payments
from invoicing.selectors import payments as selector
from shared.templatetags.ui import NavItem
from shared.values.french_dates import instant_spoken
from shared.values.money import format_cents
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

Kind = PaymentAlert.Kind
WHAT_TO_DO = {
    Kind.NO_PLACE: "La place n’était plus libre : l’argent est sur le compte de la famille. "
    "Proposez-lui une autre date ou remboursez-la.",
    Kind.QUARANTINE: "Comparez avec le relevé de la banque avant de décider.",
    Kind.OVERPAID: "Le trop-versé est sur le compte de la famille et servira d’abord.",
}


@agent(Verb.COLLECT)
@never_cache
@require_http_methods(["GET", "POST"])
def resolve(request: Any, alert_id: UUID) -> HttpResponseBase:
    """Say what was done; a quarantine is accepted or set aside at the same time."""
    now, _ = pages.times(request)
    alert = selector.open_alerts().filter(id=alert_id).first()
    if alert is None:
        raise Http404
    is_quarantine = alert.kind == Kind.QUARANTINE
    form = ResolutionForm(request.POST or None, is_quarantine=is_quarantine)

    def act(cleaned: dict[str, Any]) -> HttpResponse:
        by, said = request.agent.actor, cleaned["resolution"]
        if is_quarantine:
            accept = cleaned["decision"] == "accept"
            payments.decide_quarantine(alert.attempt_id, accept=accept, reason=said, by=by, now=now)
        else:
            alerts.resolve(alert_id, resolution=said, by=by, now=now)
        return pages.to(request, "payments", said="Alerte traitée.")

    one = shown(alert, zone_of(request.commune))
    return pages.form_page(
        request,
        form,
        act,
        template="invoicing/office/form.html",
        title=one["title"],
        lead=f"{one['payer']}, {format_cents(alert.amount_cents)}, {one['when']}. {one['todo']}",
        submit="Enregistrer",
        trail=[NavItem(pages.url("payments"), "Paiements")],
        here="Alerte",
        back=pages.url("payments"),
    )


def shown(alert: PaymentAlert, zone: ZoneInfo) -> dict[str, Any]:
    """An alert as a list prints it."""
    return {
        "id": alert.id,
        "title": alert.get_kind_display(),
        "payer": str(alert.payer),
        "payer_id": alert.payer_id,
        "regie": alert.attempt.regie.name,
        "reference": alert.attempt.refdet or "",
        "cents": alert.amount_cents,
        "when": instant_spoken(alert.created_at, zone),
        "todo": WHAT_TO_DO[Kind(alert.kind)],
        "url": pages.url("alert", alert.id),
    }

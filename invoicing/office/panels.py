"""What invoicing shows on *Aujourd'hui*: money that needs a look, invoices past their date."""

from dataclasses import dataclass
from typing import Any, ClassVar

from booking.office.panels import Kpi, Scope
from invoicing.office.alerts import shown
from invoicing.selectors import invoice_search, payments
from invoicing.selectors.invoice_search import Show
from tenants.rules.rights import Verb
from tenants.urls import commune_url

MOST_ROWS = 5


@dataclass(frozen=True)
class AlertsPanel:
    """Open alerts, newest first, and figures of what is late."""

    template: ClassVar[str] = "invoicing/office/panels/alerts.html"
    order: ClassVar[int] = 30

    kpis: tuple[Kpi, ...]
    rows: tuple[dict[str, Any], ...]
    number: int
    url: str
    can_collect: bool


def alerts(scope: Scope) -> AlertsPanel | None:
    """Two queries; nothing for an agent who may not read payments."""
    if not scope.agent.can(Verb.VIEW_PAYMENTS):
        return None
    found = list(payments.open_alerts())
    late = invoice_search.search(show=Show.LATE, today=scope.today).count()
    url = commune_url(scope.commune, "invoicing_office:payments")
    kpis = []
    if found:
        text = "alerte de paiement" if len(found) == 1 else "alertes de paiement"
        kpis.append(Kpi(len(found), text, url, icon="alert"))
    if late and scope.agent.can(Verb.VIEW_BILLING):
        text = "facture en retard" if late == 1 else "factures en retard"
        there = commune_url(scope.commune, "invoicing_office:invoices")
        kpis.append(Kpi(late, text, f"{there}?afficher={Show.LATE.value}", icon="euro"))
    if not kpis:
        return None
    return AlertsPanel(
        kpis=tuple(kpis),
        rows=tuple(shown(alert, scope.zone) for alert in found[:MOST_ROWS]),
        number=len(found),
        url=url,
        can_collect=scope.agent.can(Verb.COLLECT),
    )

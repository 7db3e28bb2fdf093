"""In the office's search: the invoices whose number, reference or payer match."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from invoicing.models import Invoice
from invoicing.selectors import invoice_search
from shared import clock
from tenants.context import zone_of
from tenants.people import Agent
from tenants.rules.rights import Verb

MOST = 10


@dataclass(frozen=True)
class InvoicesPanel:
    """At most MOST invoices, newest first; ``more`` when there are others."""

    template: ClassVar[str] = "invoicing/office/panels/found.html"

    lines: tuple[Invoice, ...]
    more: bool


def found(agent: Agent, text: str, *, now: datetime) -> InvoicesPanel | None:
    """One query; None for a role that may not read invoices, or when nothing matches."""
    if not text or not agent.can(Verb.VIEW_BILLING):
        return None
    today = clock.today(zone_of(agent.commune), at=now)
    lines = tuple(invoice_search.search(text=text, today=today)[: MOST + 1])
    return InvoicesPanel(lines[:MOST], len(lines) > MOST) if lines else None

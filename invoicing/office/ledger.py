"""The account of one payer: every movement, what is owed, what credit is left."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from invoicing.exports.attachments import pdf
from invoicing.models import LedgerEntry
from invoicing.office import pages
from invoicing.operations import documents
from invoicing.selectors import credit_notes, credits
from invoicing.selectors import ledger as selector
from shared.templatetags.ui import NavItem
from tenants.context import zone_of
from tenants.guards import agent
from tenants.rules.rights import Verb

Kind = LedgerEntry.Kind
_PAPERS = {
    Kind.INVOICE: "invoice",
    Kind.PAYMENT: "receipt_pdf",
    Kind.CREDIT_NOTE: "credit_note_pdf",
}


@agent(Verb.VIEW_PAYMENTS)
@never_cache
@require_GET
def page(request: Any, payer_id: UUID) -> HttpResponse:
    """Entries by régie with the balance after each; positive is owed by the family."""
    now, _ = pages.times(request)
    found = pages.found(selector.of_payer, payer_id)
    zone = zone_of(request.commune)
    return render(
        request,
        "invoicing/office/ledger.html",
        {
            "ledger": found,
            "payer": found.payer,
            "accounts": [
                {
                    "account": account,
                    "lines": [
                        {
                            "line": line,
                            "on": line.entry.at.astimezone(zone).date(),
                            "url": _paper(line.entry),
                        }
                        for line in reversed(account.lines)
                    ],
                }
                for account in found.accounts
            ],
            "credits": credits.for_payer(payer_id, now=now),
            "trail": [NavItem(pages.url("payments"), "Paiements")],
        },
    )


@agent(Verb.VIEW_PAYMENTS)
@never_cache
@require_GET
def credit_note(request: Any, note_id: UUID) -> HttpResponse:
    """The paper of any avoir of this commune."""
    found = pages.found(credit_notes.get, note_id, None)
    return pdf(pages.found(documents.credit_note_pdf, note_id), f"avoir-{found.reference}")


def _paper(entry: LedgerEntry) -> str:
    name = _PAPERS.get(Kind(entry.kind))
    return pages.url(name, entry.document_id) if name else ""

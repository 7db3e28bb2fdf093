"""What leaves a run as a file: the paper invoices to fold, the list to check or keep."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET

from invoicing.exports import print_run, run_sheet
from invoicing.exports.attachments import pdf, xlsx
from invoicing.office import pages
from invoicing.selectors import runs
from tenants.guards import agent
from tenants.rules.rights import Verb


@agent(Verb.VIEW_BILLING)
@require_GET
def paper(request: Any, run_id: UUID) -> HttpResponseBase:
    """One PDF of the issued invoices wanted on paper, sorted by name."""
    run = pages.found(runs.get, run_id)
    content = print_run.paper(run_id)
    if content is None:
        raise Http404
    return pdf(content, f"factures-papier-{run.regie.code}-{run.month:%Y-%m}")


@agent(Verb.EXPORT)
@require_GET
def workbook(request: Any, run_id: UUID) -> HttpResponse:
    """Every invoice of the run, drafts or issued, as a workbook."""
    run = pages.found(runs.get, run_id)
    return xlsx(run_sheet.workbook(run), f"facturation-{run.regie.code}-{run.month:%Y-%m}")

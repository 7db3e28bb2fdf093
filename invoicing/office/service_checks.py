"""What money asks of a service before it opens: a régie, which collects for it."""

from uuid import UUID

from invoicing.models import RegieService
from tenants.context import current_commune
from tenants.navigation import link


def regie() -> tuple[str, str, str, frozenset[UUID]]:
    """(label, what is missing, page, services tied to a régie): one query."""
    tied = frozenset(RegieService.objects.values_list("service_id", flat=True))
    page = link("invoicing_office:regies", current_commune())
    return "Régie", "une régie qui encaisse", page, tied

"""Links to the room above: checkout is invoicing's, and is known here by its URL names only."""

from uuid import UUID

from tenants.models import Commune
from tenants.urls import commune_url, portal_url


def validate_url(commune: Commune | None) -> str:
    """Where *Valider* posts: one commune's checkout, or that of all of them."""
    if commune is None:
        return portal_url("invoicing_public:validate")
    return commune_url(commune, "invoicing:validate")


def pay_url(commune: Commune, order_uid: UUID) -> str:
    """Where *Payer* posts for the places an agent accepted."""
    return commune_url(commune, "invoicing:pay_held", order_uid)

"""Public tables: which communes exist, who belongs to them, and what is due to be done."""

from tenants.models.commune import Commune, Domain
from tenants.models.membership import Adhesion, AgentRole, PendingJoin
from tenants.models.operation import OperatorEvent, ProvisioningJob
from tenants.models.outbox import Outbox
from tenants.models.payment_route import PaymentRoute

__all__ = [
    "Adhesion",
    "AgentRole",
    "Commune",
    "Domain",
    "OperatorEvent",
    "Outbox",
    "PaymentRoute",
    "PendingJoin",
    "ProvisioningJob",
]

"""Which service a prestation belongs to: an address that names both is checked before a write."""

from uuid import UUID

from booking.models import Activity


def is_of(activity_id: UUID, service_id: UUID) -> bool:
    """Whether the prestation is one of the service's, open to families (one query)."""
    found: bool = Activity.objects.filter(
        id=activity_id, service_id=service_id, is_active=True, service__is_active=True
    ).exists()
    return found

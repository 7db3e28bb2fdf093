"""Windows, limits and links of a service, for its set-up page."""

from uuid import UUID

from booking.errors import not_found
from booking.models import ActivityLink, BookingWindow, CapacityLimit, Service


def windows(of: Service) -> list[BookingWindow]:
    """Its booking windows, the earliest first."""
    return list(BookingWindow.objects.filter(service=of).select_related("period", "school"))


def limits(of: Service) -> list[CapacityLimit]:
    """Its limits, with what they count."""
    found = CapacityLimit.objects.filter(service=of).select_related("group")
    return list(found.prefetch_related("counted__activity"))


def links(of: Service) -> list[ActivityLink]:
    """Its links."""
    found = ActivityLink.objects.filter(activity__service=of).select_related("activity", "other")
    return list(found.order_by("activity__position", "activity__name"))


def window(window_id: UUID) -> BookingWindow:
    """One window. Raises DomainError « not_found », as all that follow."""
    found = BookingWindow.objects.filter(id=window_id).select_related("service").first()
    if found is None:
        raise not_found()
    return found


def limit(limit_id: UUID) -> CapacityLimit:
    """One limit with its service."""
    found = CapacityLimit.objects.filter(id=limit_id).select_related("service", "group").first()
    if found is None:
        raise not_found()
    return found


def link(link_id: UUID) -> ActivityLink:
    """One link with its activity."""
    found = ActivityLink.objects.filter(id=link_id).select_related("activity").first()
    if found is None:
        raise not_found()
    return found

"""A family's file is closed: nothing stays booked, and its children book no more."""

from datetime import datetime
from typing import Any

from booking.models import Registration, Reservation
from booking.rules.lifecycle import LIVE_STATES
from family.models import Family
from shared import clock
from shared.errors import DomainError
from tenants.context import current_commune, zone_of


def on_closed(sender: Any, *, family: Family, now: datetime, **_kwargs: Any) -> None:
    """End the registrations of its children today, in the transaction that closes the file.

    Raises DomainError ``booked`` when a place is still asked, held or booked from today on: the
    agent decides first what is refunded. Debts and credits stay (R36).
    """
    today = clock.today(zone_of(current_commune()), at=now)
    coming = Reservation.objects.filter(
        child__family=family, date__gte=today, state__in=[state.value for state in LIVE_STATES]
    ).count()
    if coming:
        raise DomainError(
            "booked",
            f"{coming} réservation{'s' if coming > 1 else ''} à venir : annulez d’abord, "
            "le dossier sera clos ensuite.",
            count=coming,
        )
    registrations = Registration.objects.filter(child__family=family)
    registrations.filter(starts_on__gte=today).delete()
    registrations.filter(ends_on__gt=today).update(ends_on=today)

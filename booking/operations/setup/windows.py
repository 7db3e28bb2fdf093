"""When families may start booking, as a gestionnaire sets it (R43, R44)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from booking.models import BookingWindow, Service
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows

CANTEEN = (
    "À la cantine, tous les enfants réservent à partir du même moment\u00a0: la loi ne permet de "
    "trier ni par habitation, ni par école, ni par catégorie. Laissez ces critères vides."
)


@retried
def add_window(
    service: Service,
    *,
    opens_at: datetime,
    by: Actor,
    now: datetime,
    closes_at: datetime | None = None,
    period_id: UUID | None = None,
    residence: str = "",
    school_id: UUID | None = None,
    category: str = "",
) -> BookingWindow:
    """Open booking at an instant. Raises DomainError « canteen_criteria » (R44), « instants », and
    « window_overlap » when the same families already have a window for the same days."""
    if service.kind == Service.Kind.CANTEEN and (residence or school_id or category):
        raise DomainError("canteen_criteria", CANTEEN)
    if closes_at is not None and closes_at <= opens_at:
        raise DomainError("instants", "La fermeture doit suivre l’ouverture.")
    if period_id and not service.periods.filter(id=period_id).exists():
        raise DomainError("not_found", "Introuvable.")
    scope = {
        "period_id": period_id,
        "residence": residence,
        "school_id": school_id,
        "category": category.strip(),
    }
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        if BookingWindow.objects.filter(service=service, **scope).exists():
            raise DomainError(
                "window_overlap",
                "Ces familles ont déjà une ouverture pour ces dates\u00a0: retirez-la d’abord.",
            )
        made = BookingWindow.objects.create(
            service=service, opens_at=opens_at, closes_at=closes_at, **scope
        )
        audit.record(
            "window.added", made, by=by, now=now, opens_at=str(opens_at), closes_at=str(closes_at)
        )
        return made


def remove_window(window: BookingWindow, *, by: Actor, now: datetime) -> None:
    """Take a window out; without any, booking is open."""
    with transaction.atomic():
        audit.record("window.removed", window, by=by, now=now, opens_at=str(window.opens_at))
        window.delete()

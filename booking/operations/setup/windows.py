"""When families may start booking, as a gestionnaire sets it (R43, R44)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from booking.errors import not_found
from booking.models import BookingWindow, Period, Service
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import retried, rows
from shared.values.french_dates import instant
from tenants.context import current_commune, zone_of

CANTEEN = (
    "À la cantine, tous les enfants réservent à partir du même moment\u00a0: la loi ne permet de "
    "trier ni par habitation, ni par école, ni par catégorie. Laissez ces critères vides."
)
_TOLD = ("opens_at", "closes_at", "period_id", "residence", "school_id", "category")


@retried
def save_window(
    service: Service,
    window: BookingWindow | None = None,
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
    """Open booking at an instant, or move a window; families see the new hour at once.

    Raises DomainError « canteen_criteria » (R44), « instants », « not_found » for a window taken
    out meanwhile, and « window_overlap » when the same families already have one for these days.
    """
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
        others = BookingWindow.objects.filter(service=service)
        if window is not None:
            if not others.filter(id=window.id).exists():
                raise not_found()
            others = others.exclude(id=window.id)
        same = _overlapping(others, scope)
        if same is not None:
            since = instant(same.opens_at, zone_of(current_commune()), month=True)
            raise DomainError(
                "window_overlap",
                f"Ces familles ont déjà une ouverture pour ces dates, le {since}\u00a0: "
                "modifiez-la plutôt.",
            )
        made = window or BookingWindow(service=service)
        before = {} if window is None else {name: str(getattr(made, name)) for name in _TOLD}
        for name, value in {"opens_at": opens_at, "closes_at": closes_at, **scope}.items():
            setattr(made, name, value)
        made.save(force_insert=window is None)
        audit.record(
            "window.added" if window is None else "window.changed",
            made,
            by=by,
            now=now,
            opens_at=str(opens_at),
            closes_at=str(closes_at),
            before=before,
        )
        return made


def _overlapping(others: QuerySet[BookingWindow], scope: Mapping[str, Any]) -> BookingWindow | None:
    """A window for the same families whose dates meet these; general dates meet only general."""
    criteria = {name: scope[name] for name in ("residence", "school_id", "category")}
    same = others.filter(**criteria)
    if scope["period_id"] is None:
        return same.filter(period=None).first()
    asked = Period.objects.get(id=scope["period_id"])
    return same.filter(
        period__starts_on__lt=asked.ends_on, period__ends_on__gt=asked.starts_on
    ).first()


def remove_window(window: BookingWindow, *, by: Actor, now: datetime) -> None:
    """Take a window out; without any, booking is open."""
    with transaction.atomic():
        audit.record("window.removed", window, by=by, now=now, opens_at=str(window.opens_at))
        window.delete()

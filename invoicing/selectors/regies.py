"""Régies and the services they collect for, for the set-up pages."""

from dataclasses import dataclass
from uuid import UUID

from booking.models import Service
from invoicing import errors
from invoicing.models import Invoice, Regie, RegieService


@dataclass(frozen=True, slots=True)
class RegieRow:
    """A régie, the names of its services, and whether it already issued something."""

    regie: Regie
    services: list[str]
    has_issued: bool


def listing() -> list[RegieRow]:
    """Every régie in code order (3 queries)."""
    names: dict[UUID, list[str]] = {}
    for link in RegieService.objects.select_related("service").order_by("service__name"):
        names.setdefault(link.regie_id, []).append(link.service.name)
    issued = set(
        Invoice.objects.filter(number__isnull=False)
        .order_by()
        .values_list("regie_id", flat=True)
        .distinct()
    )
    return [
        RegieRow(regie, names.get(regie.id, []), regie.id in issued)
        for regie in Regie.objects.order_by("code")
    ]


def get(regie_id: UUID) -> Regie:
    """One régie. Raises NotFound."""
    found = Regie.objects.filter(id=regie_id).first()
    if found is None:
        raise errors.NotFound("Cette régie")
    return found


def billable() -> list[Regie]:
    """Régies that may bill a month, in code order."""
    return list(Regie.objects.filter(is_open=True).order_by("code"))


def service_choices() -> list[tuple[str, str]]:
    """(id, « Restaurant scolaire (régie Cantine) ») of every service, for a set of boxes."""
    rows = Service.objects.order_by("position", "name").values_list(
        "id", "name", "regie_link__regie__name"
    )
    return [(str(key), f"{name} ({regie})" if regie else name) for key, name, regie in rows]


def services_of(regie_id: UUID) -> list[UUID]:
    """The services a régie collects for."""
    return list(RegieService.objects.filter(regie_id=regie_id).values_list("service_id", flat=True))


def orphans() -> list[str]:
    """Names of services no régie collects for: their bookings cannot be billed."""
    found = Service.objects.filter(regie_link__isnull=True).order_by("name")
    return list(found.values_list("name", flat=True))

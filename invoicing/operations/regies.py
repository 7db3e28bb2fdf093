"""Régies set up by an agent: who collects, by which channel, for which services (R85, R89)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from booking.models import Service
from family.operations import audit
from invoicing import errors
from invoicing.models import Invoice, Regie, RegieService
from shared import locks
from shared.actors import Actor
from tenants.context import assert_schema

FIELDS = (
    "name",
    "code",
    "channel",
    "gateway",
    "client_number",
    "groups_invoices",
    "due_days",
    "is_open",
    "phone",
    "email",
    "hours",
    "address",
    "means",
)


@locks.retried
def set_up(
    regie_id: UUID | None,
    *,
    services: Collection[UUID],
    by: Actor,
    now: datetime,
    **fields: Any,
) -> Regie:
    """Create a régie or change one; its services leave the régie they had.

    ``fields`` are those of FIELDS. Raises NotFound, DomainError ``regie_taken`` (name or code),
    ``code_frozen`` once a document bears the code, ``titre_not_online`` (payments §1.1).
    """
    assert_schema()
    with transaction.atomic():
        # One lock for all: names, codes and links are few and change rarely.
        known = {row.id: row for row in locks.rows(Regie.objects.all())}
        regie = known.get(regie_id) if regie_id else Regie()
        if regie is None:
            raise errors.NotFound("Cette régie")
        _check(regie, [row for row in known.values() if row.id != regie_id], fields)
        before = {name: getattr(regie, name) for name in FIELDS} if regie_id else {}
        for name in FIELDS:
            setattr(regie, name, fields.get(name, getattr(regie, name)))
        regie.save()
        _collect_for(regie, services)
        changed = [name for name in FIELDS if before.get(name) != getattr(regie, name)]
        audit.record(
            "regie.changed" if regie_id else "regie.created",
            regie,
            by=by,
            now=now,
            fields=changed,
            services=sorted(str(key) for key in services),
        )
        return regie


def _check(regie: Regie, others: list[Regie], fields: dict[str, Any]) -> None:
    name, code = fields.get("name", regie.name), fields.get("code", regie.code)
    if any(other.name == name or other.code == code for other in others):
        raise errors.regie_taken()
    has_documents = Invoice.objects.filter(regie_id=regie.id, number__isnull=False).exists()
    if regie.code and code != regie.code and has_documents:
        raise errors.code_frozen(regie.code)
    channel = fields.get("channel", regie.channel)
    gateway = fields.get("gateway", regie.gateway)
    if channel == Regie.Channel.TITRE and gateway != Regie.Gateway.NONE:
        raise errors.titre_not_online()


def _collect_for(regie: Regie, services: Collection[UUID]) -> None:
    """Exactly one régie a service: what is ticked here leaves its former régie."""
    wanted = set(Service.objects.filter(id__in=services).values_list("id", flat=True))
    if wanted != set(services):
        raise errors.NotFound("Ce service")
    RegieService.objects.filter(regie=regie).exclude(service_id__in=wanted).delete()
    RegieService.objects.filter(service_id__in=wanted).exclude(regie=regie).delete()
    here = set(RegieService.objects.filter(regie=regie).values_list("service_id", flat=True))
    RegieService.objects.bulk_create(
        RegieService(regie=regie, service_id=key) for key in sorted(wanted - here)
    )

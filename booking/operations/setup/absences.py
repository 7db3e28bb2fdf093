"""A service's absence policy and its table of billed shares (R26–R33)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from booking.models import AbsencePolicy, OutcomeRule, Service
from booking.rules.outcomes import DEFAULTS, Key
from family.operations import audit
from shared.actors import Actor
from shared.errors import DomainError
from shared.locks import rows


def save_policy(service: Service, *, by: Actor, now: datetime, **fields: Any) -> AbsencePolicy:
    """Write the numbers of a service. Raises DomainError « step » for a step of no minute."""
    if not fields.get("pickup_step", 1):
        raise DomainError("step", "Le pas du retard est d’au moins une minute.")
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        made = AbsencePolicy.objects.filter(service=service).first()
        before = {name: str(getattr(made, name)) for name in fields} if made else {}
        made = made or AbsencePolicy(service=service)
        for name, value in fields.items():
            setattr(made, name, value)
        made.save(force_insert=made._state.adding)
        audit.record(
            "absence_policy.changed",
            service,
            by=by,
            now=now,
            before=before,
            after={name: str(value) for name, value in fields.items()},
        )
        return made


def save_table(service: Service, shares: Mapping[Key, int], *, by: Actor, now: datetime) -> None:
    """Write the table; a cell equal to the default is not stored, {} puts all the defaults back.

    Raises DomainError « percent » outside 0…100. Days already decided keep their share.
    """
    if not all(0 <= share <= 100 for share in shares.values()):
        raise DomainError("percent", "Une part facturée est comprise entre 0 et 100 %.")
    own = {key: share for key, share in shares.items() if share != DEFAULTS[key]}
    with transaction.atomic():
        rows(Service.objects.filter(id=service.id))
        OutcomeRule.objects.filter(service=service).delete()
        OutcomeRule.objects.bulk_create(
            OutcomeRule(
                service=service, motive=motive, notice=notice, has_proof=proof, percent=share
            )
            for (motive, notice, proof), share in own.items()
        )
        audit.record(
            "absence_table.changed",
            service,
            by=by,
            now=now,
            table=[
                [motive, notice, proof, share] for (motive, notice, proof), share in own.items()
            ],
        )

"""A new commune asked for from the console: written at once, made in the background."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shared import locks
from shared.actors import Actor
from shared.errors import DomainError
from tenants.context import PUBLIC, public_scope
from tenants.models import Commune, Outbox, ProvisioningJob
from tenants.operations import agents, communes, events, outbox
from tenants.rules.rights import Role
from tenants.selectors.agents import named

PROVISION = "tenants.provision"


def order(*, manager: str, by: Actor, now: datetime, **facts: Any) -> Commune:
    """Write a commune, its first gestionnaire and the work of making it; all or nothing.

    ``manager`` is the identifiant or proved e-mail of an account, "" for none yet; ``facts`` are
    those of ``communes.order``. Raises DomainError (``no_account``, and those of ``order``).
    """
    account = named(manager) if manager.strip() else None
    if manager.strip() and account is None:
        raise DomainError(
            "no_account",
            "Aucun compte confirmé à ce nom : la personne crée d’abord son compte sur la page "
            "d’accueil. Vous pouvez aussi laisser ce champ vide.",
        )
    with public_scope(), transaction.atomic():
        commune = communes.order(**facts, by=by, now=now)
        if account is not None:
            agents.grant(account, commune, Role.GESTIONNAIRE, by=by, now=now)
        outbox.put(PROVISION, commune.pk, due_at=now, schema=PUBLIC)
    return commune


@locks.retried
def again(commune: Commune, *, by: Actor, now: datetime) -> None:
    """Have a failed making tried at once. Raises DomainError when it has not failed."""
    with public_scope(), transaction.atomic():
        jobs = locks.rows(ProvisioningJob.objects.filter(commune=commune))
        if not jobs or jobs[0].status != ProvisioningJob.Status.FAILED:
            raise DomainError("not_failed", "Cette création n’est pas en échec.")
        job = jobs[0]
        job.status, job.error = ProvisioningJob.Status.WAITING, ""
        job.save(update_fields=["status", "error"])
        Outbox.objects.filter(kind=PROVISION, object_id=commune.pk).delete()
        outbox.put(PROVISION, commune.pk, due_at=now, schema=PUBLIC)
        events.record("commune.resumed", commune, by=by, now=now)


@locks.retried
def retry_late(schema: str, kind: str, *, by: Actor, now: datetime) -> int:
    """Have the failed rows of one kind in one schema tried now; returns how many."""
    with public_scope(), transaction.atomic():
        found = Outbox.objects.filter(schema=schema, kind=kind, tries__gt=0, due_at__gt=now)
        rows = list(found.select_for_update(skip_locked=True))
        Outbox.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now)
        if rows:
            events.record(
                "outbox.retried", rows[0], by=by, now=now, kind=kind, schema=schema, rows=len(rows)
            )
        return len(rows)

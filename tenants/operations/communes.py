"""Make, shut and open communes. Making one is a job that starts again where it stopped."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from shared.actors import SYSTEM, Actor
from shared.errors import DomainError
from shared.values.departments import department_of, time_zone_problem
from tenants.context import commune_scope, public_scope, verify_identity
from tenants.models import Commune, ProvisioningJob
from tenants.operations import events, schemas
from tenants.rules.slugs import SlugError, schema_name
from tenants.signals import commune_provisioned

Status = Commune.Status
JobStatus = ProvisioningJob.Status


def provision(
    *,
    name: str,
    slug: str,
    short_code: str,
    now: datetime,
    by: Actor = SYSTEM,
    starter: bool = True,
    **fields: Any,
) -> Commune:
    """Make a commune and its schema, and open it. ``fields`` are columns of Commune.

    Raises DomainError (``slug``, ``short_code``, ``time_zone``, ``taken``, ``field``) before
    anything is made. Whatever fails later leaves the job ``failed`` and the commune
    ``provisioning`` (its address answers 404): ``resume`` carries on.
    """
    commune = order(
        name=name, slug=slug, short_code=short_code, now=now, by=by, starter=starter, **fields
    )
    return resume(commune, now=now)


def order(
    *,
    name: str,
    slug: str,
    short_code: str,
    now: datetime,
    by: Actor = SYSTEM,
    starter: bool = True,
    **fields: Any,
) -> Commune:
    """Write the commune and its job, both waiting; ``resume`` does the work. Raises DomainError.

    The department, which decides its public holidays, is the postcode's unless it is given.
    """
    try:
        schema = schema_name(slug)
    except SlugError as error:
        raise DomainError("slug", str(error), slug=slug) from error
    fields.setdefault("department", department_of(fields.get("postcode", "")))
    commune = Commune(
        schema_name=schema,
        slug=slug,
        name=name.strip(),
        short_code=short_code.strip().upper(),
        status=Status.PROVISIONING,
        created_at=now,
        **fields,
    )
    _check(commune)
    with public_scope():
        try:
            with transaction.atomic():
                commune.save(force_insert=True)
                ProvisioningJob.objects.create(commune=commune, starter=starter, created_at=now)
                events.record("commune.ordered", commune, by=by, now=now)
        except (IntegrityError, ValidationError) as error:
            # ValidationError: django-tenants compares schema names before it inserts.
            raise DomainError(
                "taken", "Une commune porte déjà cette adresse ou ce code court.", slug=slug
            ) from error
    return commune


def resume(commune: Commune, *, now: datetime) -> Commune:
    """Do what is left of a commune's making; each step may run again. Raises what stopped it."""
    job = ProvisioningJob.objects.get(commune=commune)
    if job.status == JobStatus.DONE:
        return commune
    try:
        with public_scope():
            _step(job, "schema")
            schemas.create(commune.schema_name)
            _step(job, "tables")
            schemas.migrate(commune.schema_name)
        _step(job, "opening")
        _open(commune, job, now=now)
    except Exception as error:
        job.status, job.error = JobStatus.FAILED, f"{type(error).__name__} : {error}"[:300]
        with public_scope():
            job.save(update_fields=["status", "error"])
        raise
    return commune


def _open(commune: Commune, job: ProvisioningJob, *, now: datetime) -> None:
    """One transaction: the canary, the starter data, the open door."""
    with transaction.atomic():
        with commune_scope(commune):
            schemas.sign(commune)
            verify_identity(commune)
            if job.starter:
                commune_provisioned.send(sender=Commune, commune=commune, now=now)
        commune.status = Status.ACTIVE
        commune.save(update_fields=["status"])
        job.status, job.step, job.error, job.finished_at = JobStatus.DONE, "", "", now
        job.save(update_fields=["status", "step", "error", "finished_at"])


def suspend(commune: Commune, *, by: Actor, now: datetime, motive: str) -> None:
    """Shut every door of a commune: its pages show a notice, its tasks refuse (B15)."""
    if not motive.strip():
        raise DomainError("motive", "Indiquez le motif de la suspension.")
    _move(commune, Status.ACTIVE, Status.SUSPENDED, "commune.suspended", by, now, motive)


def restore(commune: Commune, *, by: Actor, now: datetime) -> None:
    """Open a suspended commune again."""
    _move(commune, Status.SUSPENDED, Status.ACTIVE, "commune.restored", by, now, "")


def _move(
    commune: Commune, before: str, after: str, verb: str, by: Actor, now: datetime, motive: str
) -> None:
    with public_scope(), transaction.atomic():
        locked = Commune.objects.select_for_update(no_key=True).get(pk=commune.pk)
        if locked.status != before:
            raise DomainError(
                "status", f"{locked.name} est {locked.get_status_display()}.", status=locked.status
            )
        locked.status = commune.status = Status(after)
        locked.save(update_fields=["status"])
        events.record(verb, locked, by=by, now=now, motive=motive)


def _step(job: ProvisioningJob, step: str) -> None:
    job.status, job.step = JobStatus.RUNNING, step
    job.save(update_fields=["status", "step"])


def _check(commune: Commune) -> None:
    """Every column as the model wants it, told in French. Raises DomainError."""
    if commune.time_zone not in available_timezones():
        raise DomainError("field", f"Fuseau horaire inconnu : {commune.time_zone}.")
    ZoneInfo(commune.time_zone)
    if problem := time_zone_problem(commune.postcode, commune.time_zone):
        # Every deadline would be hours away from the town's own clock.
        raise DomainError("time_zone", problem)
    if not commune.name:
        raise DomainError("field", "Donnez le nom de la commune.")
    if not (3 <= len(commune.short_code) <= 6 and commune.short_code.isascii()) or not (
        commune.short_code.isalnum()
    ):
        raise DomainError(
            "short_code", "Le code court compte de 3 à 6 lettres sans accent ou chiffres."
        )
    try:
        commune.clean_fields()
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        label = Commune._meta.get_field(field).verbose_name
        raise DomainError("field", f"{label} : {sentences[0]}", field=field) from error

"""Background work: the worker of the outbox, and the base class of every commune's task."""

from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from celery import Task, shared_task
from django.db import connection

from shared import clock
from tenants.context import commune_scope, public_scope, verify_identity
from tenants.models import Commune
from tenants.operations import communes, ordering, outbox
from tenants.rules.slugs import is_schema_name

log = structlog.get_logger(__name__)


class TaskRefused(RuntimeError):
    """A task was asked to work for no commune, an unknown one or a shut one (B15)."""


class CommuneTask(Task):
    """Base class: the first argument is the commune's schema name, never anything implicit.

    ``@shared_task(base=CommuneTask, name="…") def x(schema, …)``. The body runs in
    ``commune_scope``, after the database itself confirmed whose schema it is.
    """

    abstract = True

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Refuse, or run the body in its commune. Raises TaskRefused, WrongSchema."""
        schema = args[0] if args else kwargs.get("schema")
        # A task run eagerly inside a request must not borrow that request's commune.
        with public_scope():
            commune = self._commune(schema)
        structlog.contextvars.bind_contextvars(task=self.name, commune=commune.slug)
        try:
            with commune_scope(commune):
                verify_identity(commune)
                return super().__call__(*args, **kwargs)
        finally:
            structlog.contextvars.unbind_contextvars("task", "commune")

    def _commune(self, schema: Any) -> Commune:
        if not isinstance(schema, str) or not is_schema_name(schema):
            return self._refuse("no commune", schema)
        commune = Commune.objects.filter(schema_name=schema).first()
        if commune is None:
            return self._refuse("unknown commune", schema)
        if commune.status != Commune.Status.ACTIVE:
            return self._refuse(f"commune {commune.status}", schema)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
            if cursor.fetchone() is None:
                return self._refuse("schema is gone", schema)
        return commune

    def _refuse(self, why: str, schema: Any) -> Any:
        log.error("task.refused", task=self.name, why=why, schema=str(schema)[:80])
        raise TaskRefused(f"{self.name}: {why} ({schema!r})")


@shared_task(name=outbox.WAKE)
def drain_outbox() -> int:
    """Do what is due now, in whichever communes; returns how many rows were tried."""
    with public_scope():
        return outbox.drain(clock.now())


@outbox.handler(ordering.PROVISION)
def make_commune(commune_id: UUID, *, now: datetime) -> None:
    """Do what is left of a commune's making. Raises what stopped it: it is tried again later."""
    communes.resume(Commune.objects.get(pk=commune_id), now=now)

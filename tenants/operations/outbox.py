"""What must happen after a commit: written with the data, done at least once, never forgotten."""

import inspect
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from celery import current_app
from django.db import connection, transaction

from tenants.context import PUBLIC, commune_scope, current_schema_name, public_scope
from tenants.models import Commune, Outbox

Handler = Callable[..., datetime | None]

# How long a worker may take over one row before another one may try it.
LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
WAKE = "tenants.tasks.drain_outbox"

HANDLERS: dict[str, Handler] = {}
log = structlog.get_logger(__name__)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the one function that does a kind of work.

    It is called as ``f(object_id, now=now)`` (plus ``outbox_id=`` when it names it) in the
    row's schema and outside any transaction. It may run twice. It returns None when done, or
    the instant to be called again at; what it raises is tried again later.
    """

    def register(function: Handler) -> Handler:
        known = HANDLERS.get(kind)
        if known is not None and known.__qualname__ != function.__qualname__:
            raise ValueError(f"two handlers for {kind}")
        HANDLERS[kind] = function
        return function

    return register


def put(kind: str, object_id: UUID, due_at: datetime, *, schema: str | None = None) -> Outbox:
    """Write down one thing to do, in the caller's transaction; the commit wakes the worker."""
    return put_many([(kind, object_id)], due_at=due_at, schema=schema)[0]


def put_many(
    things: Iterable[tuple[str, UUID]], due_at: datetime, *, schema: str | None = None
) -> list[Outbox]:
    """Write down many things, (kind, object id) each, with one statement."""
    where = schema or current_schema_name()
    rows = [
        Outbox(schema=where, kind=kind, object_id=object_id, due_at=due_at)
        for kind, object_id in things
    ]
    if rows:
        Outbox.objects.bulk_create(rows)
        transaction.on_commit(_wake)
    return rows


def cancel(kind: str, object_id: UUID) -> int:
    """Forget what was to be done for an object of the schema in force; returns how many rows."""
    found = Outbox.objects.filter(schema=current_schema_name(), kind=kind, object_id=object_id)
    return found.delete()[0]


def drain(now: datetime, *, limit: int = 200) -> int:
    """Do what is due at ``now``, oldest first; returns how many rows were tried.

    No lock is held while a handler runs: a row is claimed by moving its due date to the end of
    a lease and committing, and deleted when its work is done. A worker that dies in between
    leaves the row to the next one.
    """
    tried = 0
    with public_scope():
        while tried < limit:
            row = _claim(now)
            if row is None:
                break
            tried += 1
            _run(row, now)
    return tried


def _claim(now: datetime) -> Outbox | None:
    with transaction.atomic():
        row = (
            Outbox.objects.select_for_update(skip_locked=True)
            .filter(due_at__lte=now)
            .order_by("due_at", "id")
            .first()
        )
        if row is not None:
            row.due_at = now + LEASE
            row.tries = min(row.tries + 1, 32_000)
            row.save(update_fields=["due_at", "tries"])
        return row


def _run(row: Outbox, now: datetime) -> None:
    """Call the handler, then delete the row, or say when it is due again."""
    bound = {"outbox": str(row.pk), "kind": row.kind, "schema": row.schema}
    ours = Outbox.objects.filter(pk=row.pk, due_at=row.due_at)
    try:
        again = _call(row, now)
    except Exception:
        wait = min(FIRST_WAIT * 2 ** min(row.tries - 1, 10), LONGEST_WAIT)
        log.exception("outbox.failed", tries=row.tries, **bound)
        _leave_transaction()
        ours.update(due_at=now + wait)
        return
    if again is None:
        # Done is done, even when the lease ran out and somebody else holds the row by now.
        Outbox.objects.filter(pk=row.pk).delete()
    else:
        ours.update(due_at=again, tries=0)


def _call(row: Outbox, now: datetime) -> datetime | None:
    function = HANDLERS[row.kind]
    extra = {"outbox_id": row.pk} if "outbox_id" in inspect.signature(function).parameters else {}
    if row.schema == PUBLIC:
        return function(row.object_id, now=now, **extra)
    # A suspended commune's promises are kept (mails, payments); an unknown one is refused.
    commune = Commune.objects.get(schema_name=row.schema)
    with commune_scope(commune):
        return function(row.object_id, now=now, **extra)


def _leave_transaction() -> None:
    """A handler that broke the connection must not stop the rows after it."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _wake() -> None:
    """Tell a worker; when the broker is away, beat finds the row a few seconds later."""
    try:
        current_app.send_task(WAKE, retry=False)
    except Exception as error:  # noqa: BLE001 - the write is committed, nothing may fail now
        log.warning("outbox.broker_away", error=type(error).__name__)

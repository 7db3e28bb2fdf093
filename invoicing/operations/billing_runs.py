"""A month billed for a régie: started, drafted, discarded (R76, B7); promotion has its own file."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from family.operations import audit
from invoicing import errors
from invoicing.models import BillingRun, Invoice, InvoiceLine, Regie
from invoicing.operations import run_errors
from invoicing.operations.order_invoices import rows_of
from invoicing.operations.promotion import promote
from invoicing.rules import due_dates, lines
from invoicing.selectors import billable
from shared import locks
from shared.actors import Actor
from shared.ids import new_id
from tenants.context import assert_schema, current_commune, zone_of
from tenants.operations import outbox

__all__ = ["DRAFT_RUN", "discard", "draft", "promote", "start"]

DRAFT_RUN = "invoicing.draft_run"
Status = BillingRun.Status
# Payers whose drafts are committed together: a killed worker loses one batch of work at most.
BATCH = 125


@locks.retried
def start(regie: Regie, month: date, *, by: Actor, now: datetime) -> BillingRun:
    """Ask for the drafts of a month; the worker computes them (R76).

    One run per régie and month, whoever asks and how often: two agents at once get the same one
    (B7). Asked again, drafts are computed afresh. Raises DomainError ``run_promoted``.
    """
    assert_schema()
    first = month.replace(day=1)
    today = now.astimezone(zone_of(current_commune())).date()
    with transaction.atomic():
        BillingRun.objects.bulk_create(
            [
                BillingRun(
                    regie=regie,
                    month=first,
                    due_on=due_dates.due_on(today, regie.due_days),
                    created_at=now,
                    created_by_uid=by.uid,
                )
            ],
            ignore_conflicts=True,
        )
        (run,) = locks.rows(BillingRun.objects.filter(regie=regie, month=first))
        if run.status == Status.PROMOTED:
            raise errors.run_promoted(first)
        run.status, run.done, run.total, run.errors = Status.WAITING, 0, 0, []
        run.due_on = due_dates.due_on(today, regie.due_days)
        run.save()
        outbox.cancel(DRAFT_RUN, run.id)
        outbox.put(DRAFT_RUN, run.id, due_at=now)
        audit.record("billing_run.started", run, by=by, now=now, month=first.isoformat())
    return run


def draft(run_id: UUID, *, now: datetime, batch: int = BATCH) -> BillingRun | None:
    """Compute the drafts of a run; killed anywhere and run again, the result is the same (B6).

    A constant number of queries reads the facts; drafts are committed per batch of payers with
    the progress on the run. Days not closed and cancellations without answer become the error
    list and nothing is drafted (R48). None when the run is gone or already promoted.
    """
    assert_schema()
    run = _begin(run_id, now=now)
    if run is None or run.errors:
        return run
    span = billable.span_of(run)
    by_payer = billable.facts(billable.reservations(run.regie_id, span))
    payers = sorted(by_payer)
    if not _advance(run, total=len(payers)):
        return None
    for start_at in range(0, len(payers), batch):
        some = payers[start_at : start_at + batch]
        drafts = [(payer, lines.group(by_payer[payer])) for payer in some]
        with transaction.atomic():
            if not _advance(run, by=len(some)):
                return None
            _write(run, drafts)
    return _finish(run, now=now)


@locks.retried
def discard(run_id: UUID, *, by: Actor, now: datetime) -> None:
    """Forget a run that was not promoted, drafts and all. Raises NotFound, ``run_promoted``."""
    assert_schema()
    with transaction.atomic():
        run = _locked(run_id)
        if run is None:
            raise errors.NotFound("Cette campagne")
        if run.status == Status.PROMOTED:
            raise errors.run_promoted(run.month)
        _drop_drafts(run_id)
        outbox.cancel(DRAFT_RUN, run_id)
        audit.record("billing_run.discarded", run, by=by, now=now, month=run.month.isoformat())
        run.delete()


def _locked(run_id: UUID) -> BillingRun | None:
    found = locks.rows(BillingRun.objects.filter(id=run_id).select_related("regie"))
    return found[0] if found else None


@locks.retried
def _begin(run_id: UUID, *, now: datetime) -> BillingRun | None:
    """Drop what an earlier draft left, list the errors, and take the run."""
    with transaction.atomic():
        run = _locked(run_id)
        if run is None or run.status == Status.PROMOTED:
            return None
        _drop_drafts(run_id)
        run.errors = run_errors.of(run)
        run.status = Status.DRAFT if run.errors else Status.DRAFTING
        run.done, run.total, run.draft_uid = 0, 0, new_id()
        run.drafted_at = now if run.errors else None
        run.save()
        return run


def _drop_drafts(run_id: UUID) -> None:
    """Unnumbered invoices of the run only: an issued one is never touched (R80)."""
    drafts = Invoice.objects.filter(run_id=run_id, number__isnull=True)
    rows = InvoiceLine.objects.filter(invoice__in=drafts)
    rows._raw_delete(rows.db)
    drafts._raw_delete(drafts.db)


@locks.retried
def _advance(mine: BillingRun, *, by: int = 0, total: int | None = None) -> bool:
    """Move the progress under lock; False when another worker took the run over."""
    with transaction.atomic():
        run = _still_mine(mine)
        if run is None:
            return False
        if total is not None:
            run.total = total
        run.done += by
        run.save(update_fields=["done", "total"])
        return True


def _still_mine(mine: BillingRun) -> BillingRun | None:
    run = _locked(mine.id)
    if run is None or run.status != Status.DRAFTING or run.draft_uid != mine.draft_uid:
        return None
    return run


def _write(run: BillingRun, drafts: list[tuple[UUID, list[lines.Line]]]) -> None:
    invoices = [
        Invoice(
            regie_id=run.regie_id,
            run=run,
            payer_id=payer,
            month=run.month,
            total_cents=lines.total(grouped),
            due_on=run.due_on,
        )
        for payer, grouped in drafts
    ]
    Invoice.objects.bulk_create(invoices)
    InvoiceLine.objects.bulk_create(
        row
        for invoice, (_payer, grouped) in zip(invoices, drafts, strict=True)
        for row in rows_of(invoice.id, grouped)
    )


@locks.retried
def _finish(mine: BillingRun, *, now: datetime) -> BillingRun | None:
    with transaction.atomic():
        run = _still_mine(mine)
        if run is None:
            return None
        run.status, run.drafted_at = Status.DRAFT, now
        run.save()
        return run

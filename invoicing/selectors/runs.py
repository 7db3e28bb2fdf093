"""A billing run as the régisseur reviews it: progress, errors, totals against last month (R76)."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from invoicing import errors
from invoicing.models import BillingRun, Invoice, InvoiceLine
from invoicing.rules.lines import FEE


@dataclass(frozen=True, slots=True)
class Progress:
    """Where the worker stands; ``percent`` 0…100."""

    run: BillingRun
    percent: int
    is_working: bool
    errors: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ActivityTotal:
    """One activity in this run and in the month before; cents."""

    activity_id: UUID
    label: str
    quantity: int
    cents: int
    before_quantity: int
    before_cents: int


@dataclass(frozen=True, slots=True)
class Review:
    """What is read before promoting; invoices largest first."""

    run: BillingRun
    invoice_count: int
    total_cents: int
    before_count: int
    before_cents: int
    activities: list[ActivityTotal]
    invoices: list[Invoice]
    paper_count: int


def list_runs() -> QuerySet[BillingRun]:
    """Every run with its number of invoices and its total, newest month first."""
    return (
        BillingRun.objects.select_related("regie")
        .annotate(invoice_count=Count("invoices"), total_cents=Sum("invoices__total_cents"))
        .order_by("-month", "regie__code")
    )


def get(run_id: UUID) -> BillingRun:
    """One run. Raises NotFound."""
    run = BillingRun.objects.select_related("regie").filter(id=run_id).first()
    if run is None:
        raise errors.NotFound("Cette campagne")
    return run


def progress(run_id: UUID) -> Progress:
    """One query, for a page that asks every second. Raises NotFound."""
    run = get(run_id)
    working = run.status in (BillingRun.Status.WAITING, BillingRun.Status.DRAFTING)
    percent = 100 * run.done // run.total if run.total else (0 if working else 100)
    return Progress(run, percent, working, run.errors)


def review(run_id: UUID, *, limit: int = 500) -> Review:
    """Totals against the month before, per activity, and the invoices. Raises NotFound."""
    run = get(run_id)
    invoices = (
        Invoice.objects.filter(run=run)
        .select_related("payer__family")
        .order_by("-total_cents", "id")
    )
    facts = _facts(run.regie_id, run.month, run)
    before = _facts(run.regie_id, _month_before(run.month), None)
    now_by, before_by = (
        _by_activity(run.regie_id, run.month, run),
        _by_activity(run.regie_id, _month_before(run.month), None),
    )
    return Review(
        run=run,
        invoice_count=facts[0],
        total_cents=facts[1],
        before_count=before[0],
        before_cents=before[1],
        activities=[
            _total(key, now_by.get(key), before_by.get(key)) for key in {**now_by, **before_by}
        ],
        invoices=list(invoices[:limit]),
        paper_count=sum(1 for invoice in invoices if invoice.payer.family.paper_invoices),
    )


def _month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _chosen(regie_id: UUID, month: date, run: BillingRun | None) -> QuerySet[Invoice]:
    """The run's own invoices, or what was issued for a month by a run."""
    if run is not None:
        return Invoice.objects.filter(run=run)
    return Invoice.objects.filter(
        regie_id=regie_id, month=month, run__isnull=False, number__isnull=False
    )


def _facts(regie_id: UUID, month: date, run: BillingRun | None) -> tuple[int, int]:
    found = _chosen(regie_id, month, run).aggregate(n=Count("id"), cents=Sum("total_cents"))
    return found["n"], found["cents"] or 0


def _by_activity(
    regie_id: UUID, month: date, run: BillingRun | None
) -> dict[UUID, tuple[str, int, int]]:
    rows = (
        InvoiceLine.objects.filter(invoice__in=_chosen(regie_id, month, run))
        .values_list("activity_id", "activity__service__name", "activity__name")
        # A supplement adds its euros to its activity, not one more day.
        .annotate(
            quantity=Sum("quantity", filter=~Q(care=FEE), default=0), cents=Sum("total_cents")
        )
        .order_by("activity__service__position", "activity__position", "activity__name")
    )
    return {key: (f"{service} – {name}", n, cents) for key, service, name, n, cents in rows}


def _total(
    key: UUID, this: tuple[str, int, int] | None, before: tuple[str, int, int] | None
) -> ActivityTotal:
    label = (this or before or ("", 0, 0))[0]
    _, quantity, cents = this or ("", 0, 0)
    _, before_quantity, before_cents = before or ("", 0, 0)
    return ActivityTotal(key, label, quantity, cents, before_quantity, before_cents)

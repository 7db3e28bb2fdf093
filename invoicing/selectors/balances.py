"""How much of an invoice is covered: always a sum, never a stored figure."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from invoicing.models import Invoice, Settlement


def settled(invoice_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Cents already covered, by invoice; invoices without any are absent (1 query)."""
    return dict(
        Settlement.objects.filter(invoice_id__in=set(invoice_ids))
        .order_by()
        .values_list("invoice_id")
        .annotate(cents=Sum("amount_cents"))
    )


def with_settled(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """The same invoices with ``settled_cents``, in the same query."""
    covered = (
        Settlement.objects.filter(invoice=OuterRef("pk"))
        .order_by()
        .values("invoice")
        .annotate(cents=Sum("amount_cents"))
        .values("cents")
    )
    return invoices.annotate(settled_cents=Coalesce(Subquery(covered), 0))

"""Money received, as an agent looks for it."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet, Sum

from family.selectors.folding import Folded, words
from invoicing.models import Payment, PaymentAlert

PER_PAGE = 25


def search(
    *,
    text: str = "",
    means: str = "",
    regie_id: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
    zone: ZoneInfo,
) -> QuerySet[Payment]:
    """Newest first; ``first`` and ``last`` are local days, both included."""
    found = Payment.objects.select_related("regie", "payer__family")
    found = found.annotate(
        folded_first=Folded("payer__first_name"), folded_last=Folded("payer__last_name")
    )
    for word in words(text):
        found = found.filter(
            Q(folded_first__contains=word)
            | Q(folded_last__contains=word)
            | Q(reference__icontains=word)
            | Q(provider_number__icontains=word)
        )
    if means in Payment.Means.values:
        found = found.filter(means=means)
    if regie_id:
        found = found.filter(regie_id=regie_id)
    if first:
        found = found.filter(received_at__gte=datetime.combine(first, time(), zone))
    if last:
        after = last + timedelta(days=1)
        found = found.filter(received_at__lt=datetime.combine(after, time(), zone))
    return found.order_by("-received_at", "-id")


def total(found: QuerySet[Payment]) -> int:
    """Cents of all of them (1 query)."""
    return found.order_by().aggregate(cents=Sum("amount_cents"))["cents"] or 0


def alert_count() -> int:
    """What a régisseur must look at (1 query)."""
    return PaymentAlert.objects.filter(resolved_at__isnull=True).count()

"""Codes typed at sign-up that still wait for a birth date."""

from datetime import datetime

from django.db.models import QuerySet

from shared.models import Account
from tenants.models import Commune, PendingJoin


def for_account(account: Account, *, now: datetime) -> QuerySet[PendingJoin]:
    """Those of this account that are not too old, in slug order (public tables)."""
    return (
        PendingJoin.objects.filter(
            account=account, expires_at__gt=now, commune__status=Commune.Status.ACTIVE
        )
        .select_related("commune")
        .order_by("commune__slug")
    )

"""The proved address of an account: the only one its messages go to."""

from uuid import UUID

from allauth.account.models import EmailAddress


def proved(account_uid: UUID) -> str:
    """The verified address of an account, or an empty text (one query, public tables)."""
    address: str | None = (
        EmailAddress.objects.filter(user_id=account_uid, verified=True)
        .order_by("-primary", "email")
        .values_list("email", flat=True)
        .first()
    )
    return address or ""

"""The signed link of an offer: it opens one page without log-in, and proves nothing else."""

from uuid import UUID

from django.core import signing

from tenants.context import current_commune
from tenants.urls import absolute, commune_url

SALT = "booking.offer"


def token(order_uid: UUID) -> str:
    """The order, signed for the commune in force: another commune's page refuses it."""
    return signing.Signer(salt=f"{SALT}.{current_commune().slug}").sign(order_uid.hex)


def read(text: str) -> UUID | None:
    """The order of a link, None when it was made up or belongs to another commune."""
    try:
        return UUID(signing.Signer(salt=f"{SALT}.{current_commune().slug}").unsign(text))
    except (signing.BadSignature, ValueError):
        return None


def address(order_uid: UUID) -> str:
    """The whole address, for a mail."""
    return absolute(path(order_uid))


def path(order_uid: UUID) -> str:
    """The page of the offer."""
    return commune_url(current_commune(), "booking:offer", token(order_uid))

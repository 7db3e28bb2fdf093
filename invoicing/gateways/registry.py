"""Which gateway serves a régie."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from invoicing.gateways.demo_bank import DemoBank
from invoicing.gateways.protocol import Gateway


class Kind(StrEnum):
    """A provider a régie may name; stored on the régie."""

    DEMO_BANK = "demo_bank"


def for_regie(kind: str, params: Mapping[str, Any] | None = None) -> Gateway:
    """Return the gateway of a régie of this `kind`; `params` are the régie's own options.

    The demonstration bank takes no option and exists only in demo and test modes: in production
    it raises ImproperlyConfigured, as does an unknown kind, rather than ever fake a payment.
    """
    if kind != Kind.DEMO_BANK:
        raise ImproperlyConfigured(f"no payment gateway is called {kind!r}")
    if settings.RIBAMBELLE_MODE not in ("demo", "test"):
        raise ImproperlyConfigured("the demonstration bank is refused outside demo and test modes")
    if not settings.DEMO_BANK_URL:
        raise ImproperlyConfigured("DEMO_BANK_URL is not set")
    return DemoBank(settings.DEMO_BANK_URL)

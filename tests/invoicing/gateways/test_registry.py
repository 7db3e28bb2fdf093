"""Which gateway a régie gets, and where the demonstration bank is refused."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from invoicing.gateways import registry
from invoicing.gateways.demo_bank import DemoBank


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_demo_bank_is_given_in_demo_and_test(settings, mode: str) -> None:
    settings.RIBAMBELLE_MODE = mode
    settings.DEMO_BANK_URL = "http://127.0.0.1:8901/"

    gateway = registry.for_regie("demo_bank", {})

    assert isinstance(gateway, DemoBank)
    assert gateway.base_url == "http://127.0.0.1:8901"


def test_demo_bank_is_refused_in_production(settings) -> None:
    settings.RIBAMBELLE_MODE = "production"
    settings.DEMO_BANK_URL = "http://127.0.0.1:8901"

    with pytest.raises(ImproperlyConfigured, match="refused"):
        registry.for_regie("demo_bank")


def test_demo_bank_without_address_is_refused(settings) -> None:
    settings.RIBAMBELLE_MODE = "demo"
    settings.DEMO_BANK_URL = ""

    with pytest.raises(ImproperlyConfigured, match="DEMO_BANK_URL"):
        registry.for_regie("demo_bank")


def test_unknown_kind_is_refused(settings) -> None:
    settings.RIBAMBELLE_MODE = "demo"

    with pytest.raises(ImproperlyConfigured, match="tipi"):
        registry.for_regie("tipi")

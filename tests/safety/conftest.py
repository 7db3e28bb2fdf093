"""The demonstration bank and a prepaid town, as invoicing's tests know them."""

from tests.invoicing.conftest import bank, bank_process, town

__all__ = ["bank", "bank_process", "town"]

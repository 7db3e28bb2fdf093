"""The demonstration bank and a prepaid town, as invoicing's tests know them; the filled world."""

from tests.access.conftest import browse, world
from tests.invoicing.conftest import bank, bank_process, town

__all__ = ["bank", "bank_process", "browse", "town", "world"]

"""What the full counts borrow from the rooms that run them small."""

from tests.access.conftest import browse, world
from tests.invoicing.conftest import bank, bank_process, february, monthly, town

__all__ = ["bank", "bank_process", "browse", "february", "monthly", "town", "world"]

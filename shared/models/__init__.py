"""Tables every commune shares, and the abstract rows other apps build on."""

from shared.models.account import Account
from shared.models.rows import AuditRow, Row

__all__ = ["Account", "AuditRow", "Row"]

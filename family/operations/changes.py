"""What an edit really changes: history says it, and no change writes nothing."""

from datetime import date, datetime
from typing import Any

from django.db.models import Model


def apply(row: Model, fields: dict[str, Any]) -> dict[str, list[Any]]:
    """Set the fields on the row and return ``{name: [before, after]}`` of those that differ.

    Values are JSON-able in the answer, for the audit. Nothing is saved.
    """
    changed: dict[str, list[Any]] = {}
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [_plain(before), _plain(value)]
    return changed


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value if isinstance(value, str | int | bool | type(None)) else str(value)

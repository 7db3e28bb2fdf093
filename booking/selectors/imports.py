"""The imports of families of this commune."""

from uuid import UUID

from django.db.models import QuerySet

from family.models import ImportRun

SHOWN = 10


def last() -> QuerySet[ImportRun]:
    """The last ones, newest first, without their rows."""
    return ImportRun.objects.defer("rows", "errors").order_by("-created_at", "-id")[:SHOWN]


def one(run_id: UUID) -> ImportRun:
    """One import. Raises ImportRun.DoesNotExist."""
    return ImportRun.objects.defer("rows").get(pk=run_id)

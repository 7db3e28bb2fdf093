"""What must happen after a commit: nothing scans a thousand schemas, nothing is lost."""

from typing import ClassVar

from django.db import models

from shared.models import Row


class Outbox(Row):
    """One thing to do, without payload: the worker reads the object in its schema.

    A row is deleted once done; a failure pushes ``due_at`` back and counts a try.
    """

    schema = models.CharField("schéma", max_length=63)
    kind = models.CharField("genre", max_length=40)
    object_id = models.UUIDField("objet")
    due_at = models.DateTimeField("à faire le")
    tries = models.PositiveSmallIntegerField("essais", default=0)

    class Meta:
        verbose_name = "à faire"
        indexes: ClassVar = [models.Index(fields=["due_at"], name="outbox_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.schema} {self.object_id}"

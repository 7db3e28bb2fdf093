"""History of a commune: every write leaves a line, in the same transaction."""

from typing import ClassVar

from django.db import models

from shared.models import AuditRow


class AuditEvent(AuditRow):
    """One act in this commune; ``family_uid`` lets a family's history be read."""

    family_uid = models.UUIDField("foyer", null=True)

    class Meta(AuditRow.Meta):
        verbose_name = "acte"
        indexes: ClassVar = [
            *AuditRow.Meta.indexes,
            models.Index(fields=["family_uid", "-at"], name="audit_family"),
        ]

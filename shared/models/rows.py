"""Abstract rows: the application-made key, and one line of history."""

from typing import ClassVar

from django.db import models

from shared.ids import new_id


class Row(models.Model):
    """A row whose UUIDv7 key is made by the application (architecture §2, rule 3)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class AuditRow(Row):
    """One act: who, when, what, why. No foreign keys, so history never blocks deletion."""

    at = models.DateTimeField("le")
    actor_uid = models.UUIDField("auteur", null=True)
    actor_label = models.CharField("nom de l’auteur", max_length=200, blank=True)
    verb = models.CharField("acte", max_length=60)
    target_type = models.CharField("objet", max_length=60)
    target_id = models.CharField("identifiant", max_length=64)
    motive = models.CharField("motif", max_length=300, blank=True)
    facts = models.JSONField("faits", default=dict)

    class Meta:
        abstract = True
        indexes: ClassVar = [
            models.Index(fields=["target_type", "target_id"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.target_type}"

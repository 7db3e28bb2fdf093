"""The canary: the one row that says whose schema this is."""

from typing import ClassVar

from django.db import models

from shared.models import Row


class TenantIdentity(Row):
    """Compared with the commune of the request, so that a wrong search path is seen at once."""

    singleton = models.BooleanField(default=True, unique=True)
    commune_uid = models.UUIDField("commune")
    schema_name = models.CharField("schéma", max_length=63)

    class Meta:
        verbose_name = "identité"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="identity_singleton"),
        ]

    def __str__(self) -> str:
        return self.schema_name

"""The operator's own history and long work."""

from typing import ClassVar

from django.db import models

from shared.models import AuditRow, Row
from tenants.models.commune import Commune


class OperatorEvent(AuditRow):
    """An act of the operator or on a commune as a whole."""

    class Meta(AuditRow.Meta):
        verbose_name = "acte de l’opérateur"


class ProvisioningJob(Row):
    """The making of a commune, resumable step by step."""

    class Status(models.TextChoices):
        """Where the job stands."""

        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        DONE = "done", "terminée"
        FAILED = "failed", "en échec"

    commune = models.OneToOneField(Commune, on_delete=models.CASCADE, related_name="job")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    step = models.CharField("étape", max_length=40, blank=True)
    error = models.CharField("erreur", max_length=300, blank=True)
    starter = models.BooleanField("données de départ", default=True)
    created_at = models.DateTimeField("créée le")
    finished_at = models.DateTimeField("finie le", null=True)

    class Meta:
        verbose_name = "création de commune"
        indexes: ClassVar = [models.Index(fields=["status"], name="provisioning_status")]

    def __str__(self) -> str:
        return f"{self.commune_id} {self.status}"

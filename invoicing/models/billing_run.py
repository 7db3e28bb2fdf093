"""A month billed for a régie: draft, checked, then promoted (R76)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from invoicing.models.regie import Regie
from shared.models import Row


class BillingRun(Row):
    """One run per régie and month; a re-run replaces its drafts only."""

    class Status(models.TextChoices):
        """Where the run stands."""

        WAITING = "waiting", "en attente"
        DRAFTING = "drafting", "calcul en cours"
        DRAFT = "draft", "à vérifier"
        PROMOTED = "promoted", "émise"
        FAILED = "failed", "interrompue"

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="runs")
    month = models.DateField("mois (premier jour)")
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.WAITING)
    done = models.PositiveIntegerField("faits", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    errors = models.JSONField("anomalies", default=list)
    # Who drafts now: a worker thought dead that comes back finds another's and stops.
    draft_uid = models.UUIDField("calcul", null=True, blank=True)
    due_on = models.DateField("échéance")
    created_at = models.DateTimeField("lancée le")
    created_by_uid = models.UUIDField("lancée par")
    drafted_at = models.DateTimeField("calculée le", null=True, blank=True)
    promoted_at = models.DateTimeField("émise le", null=True, blank=True)
    promoted_by_uid = models.UUIDField("émise par", null=True, blank=True)

    class Meta:
        verbose_name = "campagne de facturation"
        ordering: ClassVar = ["-month", "regie"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regie", "month"], name="run_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="run_month_first_day"),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="run_progress"),
            models.CheckConstraint(
                condition=Q(
                    status="promoted", promoted_at__isnull=False, promoted_by_uid__isnull=False
                )
                | (~Q(status="promoted") & Q(promoted_at__isnull=True)),
                name="run_promoted_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.regie_id}"

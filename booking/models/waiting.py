"""How scarce places are shared: priority criteria, and commissions (R39–R43)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.service import Service
from shared.models import Row


class PriorityCriterion(Row):
    """Points a commune gives; the list holds lawful grounds only, none on a canteen (R39, R44)."""

    class Kind(models.TextChoices):
        """The grounds."""

        RESIDENT = "resident", "Habite la commune"
        PARENTS_WORK = "parents_work", "Les responsables travaillent"
        SIBLING = "sibling", "Frère ou sœur déjà inscrit ce jour-là"
        REFUSED_BEFORE = "refused_before", "Refusé la fois précédente"
        PRIORITY = "priority", "Situation prioritaire reconnue (handicap…)"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="priorities")
    kind = models.CharField("critère", max_length=14, choices=Kind.choices)
    points = models.PositiveSmallIntegerField("points")

    class Meta:
        verbose_name = "critère de priorité"
        ordering: ClassVar = ["service", "-points", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "kind"], name="priority_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.points}"


class Commission(Row):
    """A window of wishes for the days [starts_on, ends_on), then one reproducible allocation.

    ``record`` is the audit file, frozen when places are drawn: seed, facts, results, reasons.
    """

    class State(models.TextChoices):
        """Wishes are taken while OPEN between two instants; a draw is done once."""

        OPEN = "open", "Souhaits"
        DRAWN = "drawn", "Places attribuées"
        CANCELLED = "cancelled", "Annulée"

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="commissions")
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("jours du")
    ends_on = models.DateField("au (exclu)")
    opens_at = models.DateTimeField("souhaits à partir du")
    closes_at = models.DateTimeField("souhaits jusqu’au")
    state = models.CharField("état", max_length=9, choices=State.choices, default=State.OPEN)
    seed = models.CharField("graine du tirage", max_length=64)
    drawn_at = models.DateTimeField("attribuée le", null=True, blank=True)
    drawn_by_uid = models.UUIDField("attribuée par", null=True, blank=True)
    record = models.JSONField("procès-verbal", null=True, blank=True)

    class Meta:
        verbose_name = "commission"
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="commission_days"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="commission_window"
            ),
            models.CheckConstraint(
                condition=Q(state="drawn", drawn_at__isnull=False, record__isnull=False)
                | (~Q(state="drawn") & Q(drawn_at__isnull=True)),
                name="commission_drawn",
            ),
        ]

    def __str__(self) -> str:
        return self.name

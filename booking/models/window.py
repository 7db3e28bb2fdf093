"""When families may start booking, and which of them first (R43, R44)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.calendar import Period
from booking.models.service import Service
from family.models import School
from shared.models import Row


class BookingWindow(Row):
    """Booking the days of a period opens at an instant, for everybody or for some.

    Criteria left empty accept everybody; none may be set on a canteen (R44).
    """

    class Residence(models.TextChoices):
        """Where the family lives."""

        ANY = "", "Toutes les familles"
        RESIDENT = "resident", "Habitants de la commune"
        OUTSIDE = "outside", "Hors commune"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="windows")
    period = models.ForeignKey(Period, on_delete=models.CASCADE, null=True, blank=True)
    opens_at = models.DateTimeField("ouvre le")
    closes_at = models.DateTimeField("ferme le", null=True, blank=True)
    residence = models.CharField(
        "habitants", max_length=8, choices=Residence.choices, blank=True, default=Residence.ANY
    )
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True)
    category = models.CharField("catégorie de famille", max_length=40, blank=True)

    class Meta:
        verbose_name = "ouverture des réservations"
        ordering: ClassVar = ["service", "opens_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="window_instants",
            ),
            models.UniqueConstraint(
                fields=["service", "period", "residence", "school", "category"],
                nulls_distinct=False,
                name="window_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.opens_at}"

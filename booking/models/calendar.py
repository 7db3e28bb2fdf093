"""Days that are not school days, and spans opened to booking."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.service import Service
from shared.models import Row


class CalendarEntry(Row):
    """Holidays, public holidays and closures of the commune or of one service (R7–R9)."""

    class Kind(models.TextChoices):
        """What the days are."""

        HOLIDAY = "holiday", "Vacances scolaires"
        PUBLIC_HOLIDAY = "public_holiday", "Jour férié"
        CLOSURE = "closure", "Fermeture"

    kind = models.CharField("genre", max_length=14, choices=Kind.choices)
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_entries"
    )

    class Meta:
        verbose_name = "période du calendrier"
        ordering: ClassVar = ["starts_on", "name"]
        indexes: ClassVar = [models.Index(fields=["ends_on"], name="calendar_end")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="calendar_dates"),
        ]

    def __str__(self) -> str:
        return self.name


class Period(Row):
    """A span opened to booking (glossary): « année 2026-2027 », « vacances d’hiver »."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)")

    class Meta:
        verbose_name = "période"
        ordering: ClassVar = ["starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="period_dates"),
        ]

    def __str__(self) -> str:
        return self.name

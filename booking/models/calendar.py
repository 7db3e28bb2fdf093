"""Days that are not school days, and spans opened to booking."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.service import Group, Service
from family.models import School
from shared.models import Row


class CalendarEntry(Row):
    """Holidays, public holidays, closures and made-up days of the commune (R7–R10).

    A closure may concern one service, one group, one school, or one class of it.
    """

    class Kind(models.TextChoices):
        """What the days are."""

        HOLIDAY = "holiday", "Vacances scolaires"
        PUBLIC_HOLIDAY = "public_holiday", "Jour férié"
        CLOSURE = "closure", "Fermeture"
        SCHOOL_DAY = "school_day", "Jour d’école"

    kind = models.CharField("genre", max_length=14, choices=Kind.choices)
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)")
    service = models.ForeignKey(
        Service, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_entries"
    )

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_entries"
    )
    school = models.ForeignKey(
        School, on_delete=models.CASCADE, null=True, blank=True, related_name="calendar_entries"
    )
    class_name = models.CharField("classe", max_length=60, blank=True)

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

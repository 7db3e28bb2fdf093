"""Prices voted by the council, by bracket of quotient, with their dates (R50–R65)."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from booking.models.service import Activity
from family.models.quotient import DateSpan
from shared.models import Row


class Tariff(Row):
    """A version of an activity's grid; a past grid is never edited, a new version is made (R65)."""

    class UnknownQuotient(models.TextChoices):
        """What applies when no quotient is known (R53)."""

        TOP = "top", "Tranche la plus haute"
        BLOCK = "block", "Réservation impossible sans quotient"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="tariffs")
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    unknown_quotient = models.CharField(
        "sans quotient", max_length=5, choices=UnknownQuotient.choices, default=UnknownQuotient.TOP
    )
    deliberation = models.CharField("délibération", max_length=80, blank=True)
    deliberated_on = models.DateField("votée le", null=True, blank=True)

    class Meta:
        verbose_name = "tarif"
        ordering: ClassVar = ["activity", "-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="tariff_dates",
            ),
            ExclusionConstraint(
                name="tariff_no_overlap",
                expressions=[
                    ("activity", RangeOperators.EQUAL),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bracket(Row):
    """One tranche [low, high) of quotient, in hundredths, and its price in cents (R52)."""

    tariff = models.ForeignKey(Tariff, on_delete=models.CASCADE, related_name="brackets")
    name = models.CharField("tranche", max_length=30)
    low_hundredths = models.PositiveIntegerField("quotient à partir de (centièmes)")
    high_hundredths = models.PositiveIntegerField(
        "quotient inférieur à (centièmes)", null=True, blank=True
    )
    price_cents = models.PositiveIntegerField("prix (centimes)")
    non_resident_price_cents = models.PositiveIntegerField(
        "prix hors commune (centimes)", null=True, blank=True
    )

    class Meta:
        verbose_name = "tranche"
        ordering: ClassVar = ["tariff", "low_hundredths"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tariff", "low_hundredths"], name="bracket_low_once"),
            models.CheckConstraint(
                condition=Q(high_hundredths__isnull=True)
                | Q(high_hundredths__gt=F("low_hundredths")),
                name="bracket_bounds",
            ),
        ]

    def __str__(self) -> str:
        return self.name

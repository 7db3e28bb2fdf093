"""The quotient familial, with its dates and its source."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from family.models.family import Guardian
from shared.models import Row


class DateSpan(Func):
    """``daterange(start, end)``, half-open (R5); an absent end is open."""

    function = "daterange"


class FamilyQuotient(Row):
    """A value valid from a day on; a value of zero is a value (R52)."""

    class Source(models.TextChoices):
        """Where the value comes from (R54)."""

        CAF = "caf", "CAF"
        MSA = "msa", "MSA"
        TAX = "tax", "Avis d’imposition"
        DECLARED = "declared", "Déclaration"

    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="quotients")
    value_hundredths = models.PositiveIntegerField("quotient (centièmes)")
    starts_on = models.DateField("à partir du")
    ends_on = models.DateField("jusqu’au (exclu)", null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.DECLARED)
    recorded_at = models.DateTimeField("saisi le")

    class Meta:
        verbose_name = "quotient familial"
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="quotient_dates",
            ),
            ExclusionConstraint(
                name="quotient_no_overlap",
                expressions=[
                    ("guardian", RangeOperators.EQUAL),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_hundredths / 100:.2f}"

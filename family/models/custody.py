"""Whose day it is when parents live apart (R69–R74)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from family.models.child import Child
from family.models.family import Guardian
from shared.models import Row


class CustodyPlan(Row):
    """A custody calendar of a child on [starts_on, ends_on); an exception wins over the plan.

    ``anchor`` is a Monday: its week is the first parent's. ``second`` is empty only where every
    day is the first parent's.
    """

    class Pattern(models.TextChoices):
        """How days alternate (R69)."""

        ODD_EVEN = "odd_even", "Semaines paires et impaires"
        SPLIT_WEEK = "split_week", "2-2-5-5"
        WEEKENDS = "weekends", "Un week-end sur deux"
        ALWAYS = "always", "Toujours le premier parent"

    class Holidays(models.TextChoices):
        """What becomes of school holidays."""

        SAME = "same", "Comme le reste de l’année"
        FIRST_HALF_EVEN = "first_half_even", "1re moitié au premier parent les années paires"
        FIRST_HALF_ODD = "first_half_odd", "1re moitié au premier parent les années impaires"

    class Bookers(models.TextChoices):
        """Who may book and cancel a day (R73)."""

        DAY_PARENT = "day_parent", "Le parent du jour"
        BOTH = "both", "Les deux parents"

    class Payers(models.TextChoices):
        """Who pays a day (R70)."""

        DAY_PARENT = "day_parent", "Le parent du jour"
        FIRST = "first", "Toujours le premier parent"
        SECOND = "second", "Toujours le second parent"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="custody_plans")
    first = models.ForeignKey(
        Guardian, on_delete=models.PROTECT, related_name="custody_as_first", verbose_name="premier"
    )
    second = models.ForeignKey(
        Guardian,
        on_delete=models.PROTECT,
        related_name="custody_as_second",
        verbose_name="second",
        null=True,
        blank=True,
    )
    pattern = models.CharField("rythme", max_length=10, choices=Pattern.choices)
    anchor = models.DateField("semaine du premier parent")
    holidays = models.CharField(
        "vacances", max_length=15, choices=Holidays.choices, default=Holidays.SAME
    )
    bookers = models.CharField(
        "qui réserve", max_length=10, choices=Bookers.choices, default=Bookers.DAY_PARENT
    )
    payers = models.CharField(
        "qui paie", max_length=10, choices=Payers.choices, default=Payers.DAY_PARENT
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)", null=True, blank=True)
    is_exception = models.BooleanField("exception", default=False)
    is_restricted = models.BooleanField("décision de justice à respecter", default=False)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "calendrier de garde"
        ordering: ClassVar = ["child", "-is_exception", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="custody_dates",
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=False) | Q(pattern="always"), name="custody_two_parents"
            ),
            models.CheckConstraint(
                condition=Q(is_exception=False) | Q(ends_on__isnull=False),
                name="custody_exception_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.pattern}"

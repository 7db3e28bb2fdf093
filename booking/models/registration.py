"""A child admitted to a service for a range of dates (inscription, R1)."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from booking.models.service import Group, Service
from family.models import Child
from family.models.quotient import DateSpan
from shared.models import Row


class Registration(Row):
    """Precedes any booking; a child has one at a time per service."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="registrations")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="registrations")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True)
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "inscription"
        ordering: ClassVar = ["service", "starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="registration_dates"
            ),
            ExclusionConstraint(
                name="registration_no_overlap",
                expressions=[
                    ("child", RangeOperators.EQUAL),
                    ("service", RangeOperators.EQUAL),
                    (DateSpan("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.service_id}"

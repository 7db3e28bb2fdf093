"""A date that can be booked: activity × date × group, with its places."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.calendar import Period
from booking.models.service import Activity, Group
from shared.models import Row


class Opening(Row):
    """``taken`` is moved by one function only, under lock; the database refuses one too many."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="openings")
    date = models.DateField("jour")
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="openings"
    )
    period = models.ForeignKey(
        Period, on_delete=models.SET_NULL, null=True, blank=True, related_name="openings"
    )
    capacity = models.PositiveIntegerField("places", null=True, blank=True)
    margin = models.PositiveIntegerField("marge", default=0)
    taken = models.PositiveIntegerField("prises", default=0)
    # Live rows of its waiting list: once one waits, newcomers queue.
    waiting = models.PositiveIntegerField("en attente", default=0)
    closed_reason = models.CharField("fermée : motif", max_length=120, blank=True)

    class Meta:
        verbose_name = "ouverture"
        ordering: ClassVar = ["date", "activity"]
        indexes: ClassVar = [models.Index(fields=["date", "activity"], name="opening_date")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "date", "group"],
                nulls_distinct=False,
                name="opening_once",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity") + F("margin")),
                name="opening_not_oversold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.activity_id}"

"""A stored pattern: the days a family wants, week after week, until a date (*vue période*)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from booking.models.service import Activity
from booking.rules.patterns import WEEKS_LABELS, Weeks
from family.models import Child, Guardian
from shared.models import Row


class Pattern(Row):
    """Weekdays of [starts_on, ends_on) for one child and one activity; fills new openings.

    ``treated`` are the days it has spoken of already, booked, in the cart or left aside: what the
    family did with them since is its own exception, and no machine books them again.
    """

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="patterns")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="patterns")
    guardian = models.ForeignKey(Guardian, on_delete=models.CASCADE, related_name="patterns")
    weekdays = ArrayField(models.PositiveSmallIntegerField(), verbose_name="jours (0 = lundi)")
    weeks = models.CharField(
        "semaines", max_length=4, choices=[(w.value, WEEKS_LABELS[w]) for w in Weeks]
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)")
    treated = ArrayField(models.DateField(), verbose_name="jours traités", default=list, blank=True)
    created_at = models.DateTimeField("créé le")
    created_by_uid = models.UUIDField("créé par")

    class Meta:
        verbose_name = "rythme"
        ordering: ClassVar = ["child", "activity", "starts_on"]
        indexes: ClassVar = [models.Index(fields=["activity", "ends_on"], name="pattern_activity")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="pattern_dates"),
            models.UniqueConstraint(
                fields=["child", "activity", "guardian", "starts_on"], name="pattern_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.activity_id}"

"""What happened (pointage): another table than the booking, three-valued."""

from typing import ClassVar

from django.db import models

from booking.models.opening import Opening
from booking.models.service import Activity, Service
from family.models import Child
from shared.models import Row


class Attendance(Row):
    """Present or absent; no row means not yet known."""

    class State(models.TextChoices):
        """What the agent saw."""

        PRESENT = "present", "présent"
        ABSENT = "absent", "absent"
        JUSTIFIED = "justified", "absent, justifié"

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="attendances")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attendances")
    date = models.DateField("jour")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=9, choices=State.choices)
    # Local times, where hours matter (R46); a late pick-up logs who came (R33).
    arrived_at = models.TimeField("arrivée", null=True, blank=True)
    left_at = models.TimeField("départ", null=True, blank=True)
    left_with = models.CharField("parti avec", max_length=80, blank=True)
    # What this late pick-up costs; put on the day's last reservation when the day is closed.
    pickup_cents = models.PositiveIntegerField("départ tardif (centimes)", default=0)
    noted_at = models.DateTimeField("noté le")
    noted_by_uid = models.UUIDField("noté par")

    class Meta:
        verbose_name = "présence"
        indexes: ClassVar = [
            models.Index(fields=["activity", "date"], name="attendance_activity_date")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "activity", "date"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.date} {self.state}"


class DayClosure(Row):
    """A day of a service closed by an agent: frozen for the run until reopened (R47)."""

    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="day_closures")
    date = models.DateField("jour")
    closed_at = models.DateTimeField("clos le")
    closed_by_uid = models.UUIDField("clos par")

    class Meta:
        verbose_name = "journée close"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "date"], name="day_closure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} {self.date}"

"""Limits above the opening: a service, a group, a room, a staff, all checked under lock (R37)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.service import Activity, Group, Service
from shared.models import Row


class CapacityLimit(Row):
    """How many children its activities may take together each day.

    ``places`` counts children; for STAFF it counts adults, and the two ratios say how many
    children one adult may look after. ``group`` narrows the limit to the children of a group.
    """

    class Kind(models.TextChoices):
        """What is scarce."""

        SERVICE = "service", "Service"
        GROUP = "group", "Groupe"
        ROOM = "room", "Salle"
        STAFF = "staff", "Encadrement"

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="limits")
    name = models.CharField("nom", max_length=80)
    kind = models.CharField("genre", max_length=8, choices=Kind.choices)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True)
    places = models.PositiveIntegerField("places")
    under_six_ratio = models.PositiveSmallIntegerField(
        "enfants de moins de 6 ans par adulte", default=10
    )
    from_six_ratio = models.PositiveSmallIntegerField(
        "enfants de 6 ans et plus par adulte", default=14
    )
    starts_on = models.DateField("du")
    ends_on = models.DateField("au (exclu)", null=True, blank=True)

    class Meta:
        verbose_name = "plafond"
        ordering: ClassVar = ["service", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "name", "starts_on"], name="capacity_limit_name"
            ),
            models.CheckConstraint(
                condition=Q(under_six_ratio__gt=0, from_six_ratio__gt=0),
                name="capacity_limit_ratios",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="capacity_limit_dates",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LimitActivity(Row):
    """An activity counted by a limit: « journée » counts in the morning and in the afternoon."""

    limit = models.ForeignKey(CapacityLimit, on_delete=models.CASCADE, related_name="counted")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="limits")

    class Meta:
        verbose_name = "prestation comptée"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["limit", "activity"], name="limit_activity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.activity_id}"


class LimitDay(Row):
    """One day of a limit; ``taken`` is moved with the openings', under lock, after them.

    Units are weights: 1 a child, or for STAFF what an adult's ratio makes of a child's age, so
    that one integer comparison says whether the staff suffices.
    """

    limit = models.ForeignKey(CapacityLimit, on_delete=models.CASCADE, related_name="days")
    date = models.DateField("jour")
    capacity = models.PositiveIntegerField("unités offertes")
    taken = models.PositiveIntegerField("unités prises", default=0)

    class Meta:
        verbose_name = "jour d’un plafond"
        indexes: ClassVar = [models.Index(fields=["date"], name="limit_day_date")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["limit", "date"], name="limit_day_once"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("capacity")), name="limit_day_not_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limit_id} {self.date}"

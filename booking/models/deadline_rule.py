"""Until when one may book, modify or cancel (R20–R25), as typed columns."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.calendar import Period
from booking.models.service import Activity, Service
from booking.rules.deadlines import Act, Kind
from shared.models import Row


class DeadlineRule(Row):
    """One rule: scope (service, activity, period) × act × kind; a dated override wins."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="deadline_rules")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, blank=True)
    period = models.ForeignKey(Period, on_delete=models.CASCADE, null=True, blank=True)
    act = models.CharField("acte", max_length=8, choices=[(a.value, a.value) for a in Act])
    kind = models.CharField("genre", max_length=20, choices=[(k.value, k.value) for k in Kind])
    days = models.PositiveSmallIntegerField("jours avant", null=True, blank=True)
    hours = models.PositiveSmallIntegerField("heures avant", null=True, blank=True)
    at_time = models.TimeField("heure limite", null=True, blank=True)
    weekday = models.PositiveSmallIntegerField(
        "jour de la semaine (0 = lundi)", null=True, blank=True
    )
    weeks = models.PositiveSmallIntegerField("semaines avant", null=True, blank=True)
    day_of_month = models.PositiveSmallIntegerField("jour du mois", null=True, blank=True)
    instant = models.DateTimeField("instant fixe", null=True, blank=True)
    table = models.JSONField("table par jour de la semaine", default=dict, blank=True)
    skip_weekends = models.BooleanField("sans samedis ni dimanches", default=True)
    skip_public_holidays = models.BooleanField("sans jours fériés", default=True)
    skip_holidays = models.BooleanField("sans vacances scolaires", default=False)
    skip_closures = models.BooleanField("sans jours de fermeture", default=False)
    skip_weekdays = models.JSONField("jours non comptés", default=list, blank=True)
    override_from = models.DateField("exception du", null=True, blank=True)
    override_until = models.DateField("exception au (exclu)", null=True, blank=True)
    # Families read it beside the days it changes.
    motive = models.CharField("motif de l’exception", max_length=200, blank=True)

    class Meta:
        verbose_name = "délai"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(override_from__isnull=True, override_until__isnull=True)
                | Q(override_until__gt=F("override_from")),
                name="deadline_override_dates",
            ),
            models.UniqueConstraint(
                fields=["service", "activity", "period", "act", "override_from"],
                nulls_distinct=False,
                name="deadline_scope_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.kind}"

"""What an absence costs, and certificates that were seen but never kept (R26–R33)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models.service import Service
from booking.rules.cancellations import MOTIVE_LABELS, Motive, Notice
from family.models import Child
from shared.models import Row


class AbsencePolicy(Row):
    """A service's numbers: carence, proof, unbooked presence, late pick-up. One row a service."""

    class Unbooked(models.TextChoices):
        """What a child who came without a booking pays (R32)."""

        NORMAL = "normal", "Le prix normal"
        PERCENT = "percent", "Le prix normal majoré d’un pourcentage"
        CENTS = "cents", "Le prix normal et un supplément"

    class CarenceKind(models.TextChoices):
        """What the first days of an absence are (R28)."""

        BILLED = "billed", "Restent facturés, même avec un justificatif"
        OFFERED = "offered", "Ne sont jamais facturés"

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="absence_policy")
    late_absence = models.BooleanField("absence signalable hors délai", default=False)
    carence_days = models.PositiveSmallIntegerField("jours de carence", default=0)
    carence_kind = models.CharField(
        "ces premiers jours", max_length=7, choices=CarenceKind.choices, default=CarenceKind.BILLED
    )
    # A proof seen so soon lifts the carence; none: it never does (R28).
    prompt_days = models.PositiveSmallIntegerField("sans carence si vu sous", null=True, blank=True)
    proof_days = models.PositiveSmallIntegerField("jours pour le justificatif", default=3)
    proof_by_month_end = models.BooleanField("justificatif jusqu’à la fin du mois", default=False)
    unbooked = models.CharField(
        "présence sans réservation", max_length=8, choices=Unbooked.choices, default=Unbooked.NORMAL
    )
    unbooked_percent = models.PositiveSmallIntegerField("majoration (%)", default=0)
    unbooked_cents = models.PositiveIntegerField("supplément (centimes)", default=0)
    pickup_tolerance = models.PositiveSmallIntegerField("tolérance (minutes)", default=0)
    pickup_step = models.PositiveSmallIntegerField("pas du retard (minutes)", default=15)
    pickup_cents = models.PositiveIntegerField("par pas commencé (centimes)", default=0)
    pickup_from = models.PositiveSmallIntegerField("à partir du n-ième retard", default=1)
    # A second amount, past so many minutes or from so many times (R33).
    pickup_then_cents = models.PositiveIntegerField("puis (centimes)", null=True, blank=True)
    pickup_then_after = models.PositiveSmallIntegerField("au-delà de", null=True, blank=True)
    pickup_then_from = models.PositiveSmallIntegerField("à partir du", null=True, blank=True)

    class Meta:
        verbose_name = "règles d’absence"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(pickup_step__gt=0), name="absence_policy_step"),
        ]

    def __str__(self) -> str:
        return f"absences {self.service_id}"


class OutcomeRule(Row):
    """One cell of the table motive × notice × proof → billed share (R27)."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="outcomes")
    motive = models.CharField(
        "motif", max_length=20, choices=[(m.value, MOTIVE_LABELS[m]) for m in Motive]
    )
    notice = models.CharField("prévenu", max_length=8, choices=[(n.value, n.value) for n in Notice])
    has_proof = models.BooleanField("avec justificatif", default=False)
    percent = models.PositiveSmallIntegerField("part facturée (%)")

    class Meta:
        verbose_name = "part facturée d’une absence"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service", "motive", "notice", "has_proof"], name="outcome_once"
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="outcome_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.motive} {self.percent} %"


class Certificate(Row):
    """A certificate an agent saw: its dates, never its image nor its ground (R30)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="certificates")
    starts_on = models.DateField("couvre du")
    ends_on = models.DateField("au (exclu)")
    seen_at = models.DateTimeField("vu le")
    seen_by_uid = models.UUIDField("vu par")

    class Meta:
        verbose_name = "justificatif vu"
        ordering: ClassVar = ["-starts_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="certificate_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.starts_on}"

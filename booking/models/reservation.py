"""A child's place on a day, from request to cancellation: one row, its state, its price."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking.models.opening import Opening
from booking.models.service import Activity
from booking.rules.lifecycle import LIVE_STATES, ReservationState
from family.models import Child, Guardian
from shared.models import Row


class Reservation(Row):
    """States and who moves them: decisions.md; the price is a snapshot (R4).

    Child, activity and date stand here too, so that one live row per day is a constraint (R17).
    ``order_uid`` joins what one *Valider* made; ``requested_at`` is when the family last asked, to
    book or to cancel.
    """

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="reservations")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reservations")
    date = models.DateField("jour")
    opening = models.ForeignKey(Opening, on_delete=models.PROTECT, related_name="reservations")
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="reservations")
    order_uid = models.UUIDField("commande")
    state = models.CharField(
        "état", max_length=16, choices=[(s.value, s.value) for s in ReservationState]
    )
    is_prepaid = models.BooleanField("payable à la réservation", default=False)
    price_cents = models.PositiveIntegerField("prix (centimes)")
    price_trace = models.JSONField("pourquoi ce prix", default=list)
    billed_percent = models.PositiveSmallIntegerField("part facturée (%)", default=100)
    held_until = models.DateTimeField("place gardée jusqu’au", null=True, blank=True)
    requested_at = models.DateTimeField("demandée le")
    requested_by_uid = models.UUIDField("demandée par")
    decided_at = models.DateTimeField("décidée le", null=True, blank=True)
    decided_by_uid = models.UUIDField("décidée par", null=True, blank=True)
    by_agent = models.BooleanField("saisie par un agent", default=False)
    out_of_time = models.BooleanField("hors délai", default=False)
    reason = models.CharField("motif", max_length=300, blank=True)

    class Meta:
        verbose_name = "réservation"
        ordering: ClassVar = ["date", "activity"]
        indexes: ClassVar = [
            models.Index(fields=["child", "date"], name="reservation_child_date"),
            models.Index(fields=["activity", "date"], name="reservation_activity_date"),
            models.Index(fields=["order_uid"], name="reservation_order"),
            models.Index(
                fields=["state", "requested_at"],
                condition=Q(state__in=["requested", "cancel_requested"]),
                name="reservation_waiting",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["child", "activity", "date"],
                condition=Q(state__in=sorted(s.value for s in LIVE_STATES)),
                name="reservation_one_live",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False) | ~Q(state="held"),
                name="reservation_held_until",
            ),
            models.CheckConstraint(
                condition=Q(billed_percent__lte=100), name="reservation_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child_id} {self.date} {self.state}"

"""A child's place on a day, from request to cancellation: one row, its state, its price."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking.models.calendar import CalendarEntry
from booking.models.opening import Opening
from booking.models.pattern import Pattern
from booking.models.service import Activity
from booking.models.waiting import Commission
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
    # A penalty or an extra, kept apart from the price for the tax certificate (R32, R95).
    surcharge_cents = models.PositiveIntegerField("supplément (centimes)", default=0)
    # The part of it that a late pick-up makes (R33).
    pickup_cents = models.PositiveIntegerField("dont départ tardif", default=0)
    surcharge_reason = models.CharField("motif du supplément", max_length=120, blank=True)
    motive = models.CharField("motif d’absence", max_length=20, blank=True)
    proof_due_on = models.DateField("justificatif attendu avant le", null=True, blank=True)
    is_unbooked = models.BooleanField("présence sans réservation", default=False)
    under_six = models.BooleanField("moins de 6 ans ce jour-là", default=False)
    score = models.PositiveIntegerField("priorité", default=0)
    score_trace = models.JSONField("pourquoi cette priorité", default=list, blank=True)
    together_uid = models.UUIDField("fratrie ensemble", null=True, blank=True)
    offered_at = models.DateTimeField("proposée le", null=True, blank=True)
    commission = models.ForeignKey(
        Commission, on_delete=models.PROTECT, null=True, blank=True, related_name="wishes"
    )
    pattern = models.ForeignKey(
        Pattern, on_delete=models.SET_NULL, null=True, blank=True, related_name="reservations"
    )
    implied_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="implied"
    )
    closed_by = models.ForeignKey(
        CalendarEntry, on_delete=models.SET_NULL, null=True, blank=True, related_name="closed"
    )
    state_before = models.CharField("état avant la fermeture", max_length=16, blank=True)
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
            models.Index(
                fields=["opening", "score", "requested_at"],
                condition=Q(state="waitlisted"),
                name="reservation_queue",
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

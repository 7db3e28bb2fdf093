"""One try at paying one régie, frozen before any network call (payments §1.6)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking.models import Reservation
from family.models import Guardian
from invoicing.models.invoice import Invoice
from invoicing.models.regie import Regie
from invoicing.rules.attempts import AttemptState
from shared.models import Row


class Attempt(Row):
    """The lots of one selection share ``selection_uid``, across communes too.

    ``amount_cents`` is asked of the provider; ``credit_cents`` is the payer's own credit used
    beside it. The notification token is derived from the id, never stored.
    """

    class Purpose(models.TextChoices):
        """What the money is for."""

        INVOICES = "invoices", "factures"
        ORDER = "order", "réservations"

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="attempts")
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="attempts")
    account_uid = models.UUIDField("compte")
    selection_uid = models.UUIDField("sélection")
    position = models.PositiveSmallIntegerField("ordre", default=0)
    purpose = models.CharField("objet", max_length=8, choices=Purpose.choices)
    order_uid = models.UUIDField("commande", null=True, blank=True)
    state = models.CharField(
        "état",
        max_length=24,
        choices=[(s.value, s.value) for s in AttemptState],
        default=AttemptState.DRAFT,
    )
    amount_cents = models.PositiveIntegerField("montant (centimes)")
    credit_cents = models.PositiveIntegerField("avoir utilisé (centimes)", default=0)
    # Null until known, because unique: an empty string could stand once only.
    refdet = models.CharField("référence transmise", max_length=30, unique=True, null=True)  # noqa: DJ001
    idop = models.CharField("opération", max_length=64, unique=True, null=True, blank=True)  # noqa: DJ001
    pay_url = models.CharField("page de paiement", max_length=300, blank=True)
    provider_number = models.CharField("numéro d’autorisation", max_length=60, blank=True)
    answers = models.JSONField("réponses du prestataire", default=list)
    polls = models.PositiveSmallIntegerField("lectures", default=0)
    created_at = models.DateTimeField("créée le")
    requested_at = models.DateTimeField("envoyée le", null=True, blank=True)
    live_until = models.DateTimeField("vivante jusqu’au", null=True, blank=True)
    final_at = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "tentative de paiement"
        ordering: ClassVar = ["-created_at", "position"]
        indexes: ClassVar = [
            models.Index(fields=["selection_uid"], name="attempt_selection"),
            models.Index(fields=["payer", "-created_at"], name="attempt_payer"),
            models.Index(fields=["order_uid"], name="attempt_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose="order", order_uid__isnull=False)
                | Q(purpose="invoices", order_uid__isnull=True),
                name="attempt_purpose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.refdet} {self.state}"


class AttemptLine(Row):
    """What the attempt pays: frozen, never edited."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="lines")
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, blank=True, related_name="attempt_lines"
    )
    reservation = models.ForeignKey(
        Reservation, on_delete=models.PROTECT, null=True, blank=True, related_name="attempt_lines"
    )
    amount_cents = models.PositiveIntegerField("montant (centimes)")

    class Meta:
        verbose_name = "ligne de tentative"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(invoice__isnull=False, reservation__isnull=True)
                | Q(invoice__isnull=True, reservation__isnull=False),
                name="attempt_line_one_target",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.amount_cents}"


class PaymentAlert(Row):
    """Something about money that a person must look at."""

    class Kind(models.TextChoices):
        """Why."""

        NO_PLACE = "no_place", "Payé après la libération des places"
        QUARANTINE = "quarantine", "Réponse du prestataire à vérifier"
        OVERPAID = "overpaid", "Trop-perçu"

    kind = models.CharField("genre", max_length=10, choices=Kind.choices)
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="alerts")
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    amount_cents = models.PositiveIntegerField("montant (centimes)")
    facts = models.JSONField("faits", default=dict)
    created_at = models.DateTimeField("créée le")
    resolved_at = models.DateTimeField("traitée le", null=True, blank=True)
    resolved_by_uid = models.UUIDField("traitée par", null=True, blank=True)
    resolution = models.CharField("suite donnée", max_length=300, blank=True)

    class Meta:
        verbose_name = "alerte de paiement"
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt_id}"

"""Money in: verified at the provider, or received at the desk."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from family.models import Guardian
from invoicing.models.attempt import Attempt
from invoicing.models.regie import Regie
from shared.models import Row


class Payment(Row):
    """One receipt; an attempt makes at most one (F1, F2)."""

    class Means(models.TextChoices):
        """How it came; the provider's own list is not ours to model further."""

        ONLINE = "online", "Paiement en ligne"
        CASH = "cash", "Espèces"
        CHEQUE = "cheque", "Chèque"
        TRANSFER = "transfer", "Virement"

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="payments")
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="payments")
    attempt = models.OneToOneField(
        Attempt, on_delete=models.PROTECT, null=True, blank=True, related_name="payment"
    )
    means = models.CharField("moyen", max_length=8, choices=Means.choices)
    amount_cents = models.PositiveIntegerField("montant (centimes)")
    year = models.PositiveSmallIntegerField("exercice")
    number = models.PositiveIntegerField("numéro du reçu")
    reference = models.CharField("référence du reçu", max_length=30)
    provider_number = models.CharField("numéro d’autorisation", max_length=60, blank=True)
    received_at = models.DateTimeField("reçu le")
    received_by_uid = models.UUIDField("encaissé par", null=True, blank=True)

    class Meta:
        verbose_name = "paiement"
        ordering: ClassVar = ["-received_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regie", "year", "number"], name="payment_number"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="payment_positive"),
        ]

    def __str__(self) -> str:
        return self.reference

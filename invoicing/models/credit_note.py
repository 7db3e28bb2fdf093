"""A numbered avoir: the only way to undo an issued invoice (R80)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from booking.models import Reservation
from family.models import Guardian
from invoicing.models.invoice import Invoice
from invoicing.models.regie import Regie
from shared.models import Row


class CreditNote(Row):
    """An amount given back to a payer's account in a régie, with its motive."""

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="credit_notes")
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="credit_notes")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="credit_notes")
    # A share may fall again: a certificate seen after a motive was changed (R28).
    reservation = models.ForeignKey(
        Reservation, on_delete=models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    year = models.PositiveSmallIntegerField("exercice")
    number = models.PositiveIntegerField("numéro")
    reference = models.CharField("référence", max_length=30)
    amount_cents = models.PositiveIntegerField("montant (centimes)")
    label = models.CharField("objet", max_length=220)
    motive = models.CharField("motif", max_length=300)
    issued_at = models.DateTimeField("émis le")
    issued_on = models.DateField("date de l’avoir")

    class Meta:
        verbose_name = "avoir"
        ordering: ClassVar = ["-issued_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["regie", "year", "number"], name="credit_note_number"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="credit_note_positive"),
        ]

    def __str__(self) -> str:
        return self.reference

"""Every euro owed, paid, credited or given back: append-only entries, balances are sums."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from family.models import Guardian
from invoicing.models.credit_note import CreditNote
from invoicing.models.invoice import Invoice
from invoicing.models.payment import Payment
from invoicing.models.regie import Regie
from shared.models import Row


class PayerAccount(Row):
    """Payer × régie: the one row locked before any debit; entries hang on it (R35)."""

    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="accounts")
    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="payer_accounts")

    class Meta:
        verbose_name = "compte du redevable"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payer", "regie"], name="payer_account_once"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_id} {self.regie_id}"


class LedgerEntry(Row):
    """One movement, in cents: positive is owed by the family, negative is paid or credited."""

    class Kind(models.TextChoices):
        """What moved."""

        INVOICE = "invoice", "Facture"
        CREDIT_NOTE = "credit_note", "Avoir"
        PAYMENT = "payment", "Paiement"
        REFUND = "refund", "Remboursement"

    account = models.ForeignKey(PayerAccount, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("genre", max_length=11, choices=Kind.choices)
    amount_cents = models.IntegerField("montant signé (centimes)")
    document_id = models.UUIDField("pièce")
    label = models.CharField("libellé", max_length=160)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "écriture"
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "document_id"], name="ledger_document_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["invoice", "refund"], amount_cents__gte=0)
                | Q(kind__in=["credit_note", "payment"], amount_cents__lte=0),
                name="ledger_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_cents}"


class Settlement(Row):
    """Which payment or credit covers which invoice (imputation, R87); never deleted."""

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="settlements")
    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    credit_note = models.ForeignKey(
        CreditNote, on_delete=models.PROTECT, null=True, blank=True, related_name="settlements"
    )
    amount_cents = models.PositiveIntegerField("montant (centimes)")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "imputation"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(payment__isnull=False, credit_note__isnull=True)
                | Q(payment__isnull=True, credit_note__isnull=False),
                name="settlement_one_source",
            ),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="settlement_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount_cents}"

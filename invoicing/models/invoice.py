"""A numbered debt: a draft until promoted, then it never changes (R78–R80)."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from booking.models import Activity, Reservation
from family.models import Child, Guardian
from invoicing.models.billing_run import BillingRun
from invoicing.models.regie import Regie
from shared.models import Row


class Invoice(Row):
    """One per payer × régie × run, or per prepaid order.

    Paid, overdue and the like are computed from settlements; ``payer_snapshot`` and
    ``issuer_snapshot`` hold names and addresses as they were at issue.
    """

    regie = models.ForeignKey(Regie, on_delete=models.PROTECT, related_name="invoices")
    run = models.ForeignKey(
        BillingRun, on_delete=models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    order_uid = models.UUIDField("commande", null=True, blank=True)
    payer = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="invoices")
    month = models.DateField("mois (premier jour)")
    year = models.PositiveSmallIntegerField("exercice", null=True, blank=True)
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    reference = models.CharField("référence", max_length=30, blank=True)
    total_cents = models.PositiveIntegerField("total (centimes)", default=0)
    issued_at = models.DateTimeField("émise le", null=True, blank=True)
    issued_on = models.DateField("date de la facture", null=True, blank=True)
    due_on = models.DateField("échéance")
    payer_snapshot = models.JSONField("redevable", default=dict)
    issuer_snapshot = models.JSONField("émetteur", default=dict)
    wants_paper = models.BooleanField("sur papier", default=False)
    pdf_path = models.CharField("fichier", max_length=200, blank=True)
    pdf_sha256 = models.CharField("empreinte du fichier", max_length=64, blank=True)

    class Meta:
        verbose_name = "facture"
        ordering: ClassVar = ["due_on", "reference"]
        indexes: ClassVar = [models.Index(fields=["payer", "due_on"], name="invoice_payer")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "payer"], name="invoice_run_payer"),
            models.UniqueConstraint(fields=["regie", "year", "number"], name="invoice_number"),
            models.UniqueConstraint(fields=["regie", "order_uid"], name="invoice_order"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, issued_at__isnull=True, reference="")
                | (
                    Q(number__isnull=False, issued_at__isnull=False, issued_on__isnull=False)
                    & Q(year__isnull=False)
                    & ~Q(reference="")
                ),
                name="invoice_issued_whole",
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=False) | Q(order_uid__isnull=False), name="invoice_origin"
            ),
        ]

    def __str__(self) -> str:
        return self.reference or "brouillon"


class InvoiceLine(Row):
    """Child × activity × unit price, with its dates; names are copied at issue."""

    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    child_name = models.CharField("enfant", max_length=170)
    label = models.CharField("prestation", max_length=220)
    care = models.CharField("nature", max_length=4)
    dates = models.JSONField("jours", default=list)
    quantity = models.PositiveSmallIntegerField("quantité")
    unit_cents = models.PositiveIntegerField("prix unitaire (centimes)")
    total_cents = models.PositiveIntegerField("total (centimes)")
    trace = models.JSONField("pourquoi ce prix", default=list)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "ligne de facture"
        ordering: ClassVar = ["invoice", "position"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total_cents=F("quantity") * F("unit_cents")), name="invoice_line_total"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def days(self) -> list[date]:
        """The dates billed, as dates."""
        return [date.fromisoformat(day) for day in self.dates]


class InvoicedReservation(Row):
    """A reservation is on one line at most: no indexed « billed » flag is needed."""

    line = models.ForeignKey(
        InvoiceLine, on_delete=models.CASCADE, related_name="reservation_links"
    )
    reservation = models.OneToOneField(
        Reservation, on_delete=models.PROTECT, related_name="invoice_link"
    )

    class Meta:
        verbose_name = "réservation facturée"

    def __str__(self) -> str:
        return f"{self.line_id} {self.reservation_id}"

"""The household and its adults."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shared.models import Row


class Family(Row):
    """A household file (dossier) of one commune (R1)."""

    name = models.CharField("nom du foyer", max_length=160)
    file_number = models.CharField("numéro de dossier", max_length=30, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("ville", max_length=80, blank=True)
    is_resident = models.BooleanField("habite la commune", default=True)
    category = models.CharField("catégorie", max_length=40, blank=True)
    parents_work = models.BooleanField("les responsables travaillent", default=False)
    paper_invoices = models.BooleanField("factures sur papier", default=False)
    created_at = models.DateTimeField("créé le")
    closed_at = models.DateTimeField("clos le", null=True, blank=True)

    class Meta:
        verbose_name = "foyer"
        ordering: ClassVar = ["name", "id"]
        indexes: ClassVar = [models.Index(fields=["name"], name="family_name")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["file_number"],
                condition=~Q(file_number=""),
                name="family_file_number",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guardian(Row):
    """An adult of the file; the payer (redevable) is one of them.

    ``account_uid`` mirrors the public ``Adhesion``; it is written by the same operation.
    """

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="guardians")
    civility = models.CharField("civilité", max_length=3, blank=True)
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    email = models.EmailField("e-mail", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    account_uid = models.UUIDField("compte", null=True, blank=True)
    is_payer = models.BooleanField("redevable", default=False)
    created_at = models.DateTimeField("créé le")

    class Meta:
        verbose_name = "responsable"
        ordering: ClassVar = ["-is_payer", "last_name", "first_name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account_uid"], name="guardian_account"),
            models.UniqueConstraint(
                fields=["family"], condition=Q(is_payer=True), name="guardian_one_payer"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """« Claire Martin »."""
        return f"{self.first_name} {self.last_name}".strip()
